import { assertEquals, assertMatch } from "@std/assert";
import { crashOf } from "../../../src/backends/compile/execute.ts";
import { compilerName, findNative, stackOptions, versionOf } from "../../../src/backends/compile/native.ts";

/** How compilers present themselves: command, first line, and what they are called here. */
const BANNERS: readonly (readonly [command: string, banner: string, name: string])[] = [
  ["g++", "g++ (Debian 12.2.0-14+deb12u1) 12.2.0", "g++ 12.2.0"],
  ["g++", "g++ (GCC) 13.2.1 20230801", "g++ 13.2.1"],
  ["clang++", "Debian clang version 14.0.6", "clang++ 14.0.6"],
  ["clang++", "Homebrew clang version 17.0.6", "clang++ 17.0.6"],
  // What macOS calls g++ and c++ is clang.
  ["g++", "Apple clang version 15.0.0 (clang-1500.3.9.4)", "g++ (clang) 15.0.0"],
  ["c++", "Apple clang version 16.0.0 (clang-1600.0.26.3)", "c++ (clang) 16.0.0"],
  [
    "g++",
    "g++.exe (x86_64-posix-seh-rev0, Built by MinGW-Builds project) 13.2.0",
    "g++ 13.2.0",
  ],
];

for (const [command, banner, name] of BANNERS) {
  Deno.test(`compilerName() of "${banner}" is ${name}`, () => {
    const version = versionOf(banner)!;
    assertEquals(compilerName({ command, banner, version }), name);
  });
}

Deno.test("stackOptions() asks the linker for the stack where a process cannot raise it itself", () => {
  assertEquals(stackOptions("linux"), []);
  assertEquals(stackOptions("darwin"), ["-Wl,-stack_size,0x4000000"]);
  assertEquals(stackOptions("windows"), ["-Wl,--stack,67108864"]);
});

Deno.test("crashOf() tells a crash by its signal, and on Windows by the code that is returned", () => {
  assertEquals(crashOf({ signal: null, code: 0 }), null);
  assertEquals(crashOf({ signal: null, code: 125 }), null);
  assertEquals(crashOf({ signal: "SIGKILL", code: 137 }), { by: "SIGKILL" });
  assertMatch(crashOf({ signal: "SIGSEGV", code: 139 })!.hint!, /local arrays are larger than the stack/);
  // Codes are unsigned or signed, as the runtime has them.
  for (const code of [0xc00000fd, 0xc00000fd - 2 ** 32]) {
    const crash = crashOf({ signal: null, code });
    assertEquals(crash!.by, "a stack overflow");
    assertMatch(crash!.hint!, /larger than the stack/);
  }
  assertEquals(crashOf({ signal: null, code: 0xc0000094 }), { by: "a division by zero" });
});

Deno.test({
  name: "findNative() tries a compiler that works once, and again when its file is another one",
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const path = `${folder}/g++`;
      /** Notes that it was asked, and presents itself; without `works` it has no standard library. */
      const write = async (version: string, works: boolean) =>
        await Deno.writeTextFile(
          path,
          [
            "#!/bin/sh",
            `echo "$1" >> ${folder}/asked`,
            `[ "$1" = --version ] && echo "g++ (stand-in) ${version}" && exit`,
            works ? 'echo "#define __cplusplus 201402L"' : "echo no cstdint >&2; exit 1",
          ].join("\n"),
          { mode: 0o755 },
        );
      const asked = async () => (await Deno.readTextFile(`${folder}/asked`)).trim().split("\n").length;
      await write("12.2.0", false);
      for (const times of [2, 4]) {
        assertEquals((await findNative(path))?.problem, "no cstdint");
        assertEquals(await asked(), times, "one that does not work may be mended by what is not its file");
      }
      await write("12.2.10", true);
      for (let i = 0; i < 3; i++) assertEquals((await findNative(path))?.name, "g++ 12.2.10");
      assertEquals(await asked(), 6);
      await write("13.1.0", true);
      await Deno.utime(path, new Date(0), new Date(0));
      assertEquals((await findNative(path))?.name, "g++ 13.1.0");
      await Deno.remove(path);
      assertEquals(await findNative(path), undefined);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
