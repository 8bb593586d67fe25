import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { InterlaceError } from "../../../src/base/errors.ts";
import { isFetched, LATE_PACKAGES } from "../../../src/base/packages.ts";
import { type Compiler, selectCompiler, type Sources } from "../../../src/backends/compile/compiler.ts";
import { noNative } from "../../support/csim.ts";
import { ACTS, failureOf, inFolder, single, sources } from "./programs.ts";

const wasFetched = await isFetched(LATE_PACKAGES.clang);

for (const kind of ["native", "wasm"] as const) {
  const ignore = kind === "native" && noNative;

  Deno.test({
    name: `selectCompiler(${kind}) runs a program as a pure function`,
    ignore,
    fn: (t) =>
      inFolder(async (cacheFolder) => {
        const notices: string[] = [];
        const compiler: Compiler = await selectCompiler(kind, {
          cacheFolder,
          notify: (line) => notices.push(line),
        });
        assertEquals(compiler.kind, kind);
        assertMatch(compiler.name, kind === "native" ? /^\S+ \d+\.\d+/ : /^clang 22 \(WebAssembly\)$/);
        assertEquals(notices, []);
        const program = await compiler.compile(sources({ warnings: true }));
        assertEquals(program.cached, false);
        assert(program.compileSeconds > 0);
        const run = (...input: number[]) => program.run(new Uint8Array(input));

        await t.step("bytes in, bytes out", async () => {
          const all = Array.from({ length: 256 }, (_, i) => i);
          const { output, log } = await run(ACTS.invert, ...all);
          assertEquals([...output], [255, ...all.map((byte) => 255 - byte)]);
          assertEquals(log, "");
        });
        await t.step("no bytes", async () => assertEquals((await run()).output.length, 0));
        await t.step("10 MB", async () => {
          const input = new Uint8Array(10_000_000);
          for (let i = 1; i < input.length; i++) input[i] = (i * 2654435761) >>> 24;
          const { output } = await program.run(input);
          assertEquals(output.length, input.length);
          assert(output.every((byte, i) => byte === 255 - input[i]));
        });
        await t.step("what it prints is the log, not the result", async () => {
          const { output, log } = await run(ACTS.print, 0);
          assertEquals([...output], [250, 255]);
          assertEquals(log, "on standard output, 2 bytes");
        });
        await t.step("nothing survives a run", async () => {
          assertEquals([...(await run(ACTS.count)).output], [1]);
          assertEquals([...(await run(ACTS.count)).output], [1]);
        });
        await t.step("runs at the same time do not meet", async () => {
          const results = await Promise.all([1, 2, 3, 4].map((byte) => run(ACTS.invert, byte)));
          assertEquals(results.map(({ output }) => output[1]), [254, 253, 252, 251]);
        });
        // Windows fixes the stack when a program is linked.
        if (kind === "wasm" || Deno.build.os === "linux") {
          await t.step("16 MiB of local arrays", async () => {
            assertEquals([...(await run(ACTS.stack)).output], [5]);
          });
        }
        await t.step("a non-zero return", async () => {
          assertStringIncludes((await failureOf(run(ACTS.fail))).message, "src/main.cpp: it returned 7");
          assertStringIncludes((await failureOf(run(ACTS.fail256))).message, "it returned 256");
        });
        await t.step("an abort, with what was printed before", async () => {
          const error = await failureOf(run(ACTS.abort));
          assertMatch(error.message, kind === "wasm" ? /it trapped/ : /SIGABRT|it returned/);
          assertEquals(error.details, ["about to abort"]);
        });
        await t.step("exit(0) is no result", async () => {
          assertStringIncludes((await failureOf(run(ACTS.exit))).message, "before it returned a result");
        });
        await t.step("a run that does not end", async () => {
          const endless = program.run(new Uint8Array([ACTS.spin]), { timeoutSeconds: 0.3 });
          assertStringIncludes((await failureOf(endless)).message, "it did not finish within 0.3 s");
        });
        await t.step("the second compile is a cache hit", async () => {
          const again = await compiler.compile(sources({ warnings: true }));
          assertEquals(again.cached, true);
          assertEquals([...(await again.run(new Uint8Array([0, 1]))).output], [255, 254]);
        });
        await t.step("a changed macro is a miss", async () => {
          const other = await compiler.compile(sources({ defines: ["MASK=15"] }));
          assertEquals(other.cached, false);
          assertEquals([...(await other.run(new Uint8Array([0, 1]))).output], [15, 14]);
        });
        await t.step("a compile error is shown, without the folder it was compiled in", async () => {
          const files = new Map([["a/main.cpp", '#include "q.h"\nint x = missing;'], ["h/q.h", "int y;\n"]]);
          const error = await failureOf(compiler.compile({ files, main: "a/main.cpp", include: ["h"] }));
          assertMatch(error.summary, /^Cannot compile a\/main\.cpp with .*: the compiler reported errors$/);
          assertMatch(error.details[0], /^a\/main\.cpp:/);
          assert(error.details.some((line) => /^a\/main\.cpp:2:9: error: .*missing/.test(line)));
        });
        await t.step("a program without interlace_main does not compile", async () => {
          const error = await failureOf(compiler.compile(single("int x;")));
          assertStringIncludes(error.details.join("\n"), "interlace_main");
          assert(!error.details.some((line) => line.includes(cacheFolder)));
        });
        assertEquals(notices.length, kind === "wasm" && !wasFetched ? 1 : 0);
        const left = [...Deno.readDirSync(cacheFolder)].filter(({ isDirectory }) => isDirectory);
        assertEquals(left, []);
      }),
  });

  Deno.test({
    name: `selectCompiler(${kind}) searches real folders of headers and notices their changes`,
    ignore,
    fn: () =>
      inFolder(async (cacheFolder) => {
        const headers = `${cacheFolder}/vendor`;
        await Deno.mkdir(`${headers}/deep`, { recursive: true });
        await Deno.writeTextFile(`${headers}/vendor.h`, '#include "deep/value.h"\n');
        await Deno.writeTextFile(`${headers}/deep/value.h`, "static int unused_thing() { return VALUE; }\n");
        const text = `#define VALUE 1
#include <cstdlib>
#include <vendor.h>
extern "C" int interlace_main(const unsigned char *, unsigned long long, unsigned char **output,
                              unsigned long long *output_size) {
    *output = static_cast<unsigned char *>(malloc(1));
    **output = ANSWER;
    *output_size = 1;
    return 0;
}
`;
        const compiler = await selectCompiler(kind, {
          cacheFolder: `${cacheFolder}/cache`,
          notify: () => {},
        });
        const compile = () => compiler.compile(single(text, { systemInclude: [headers], warnings: true }));
        const answer = async (value: number) => {
          await Deno.writeTextFile(
            `${headers}/deep/value.h`,
            `static int unused_thing() { return VALUE; }\n#define ANSWER ${value}\n`,
          );
          const program = await compile();
          assertEquals(program.cached, false);
          assertEquals([...(await program.run(new Uint8Array())).output], [value]);
        };
        await answer(42);
        assertEquals((await compile()).cached, true);
        await answer(107);
      }),
  });
}

Deno.test({
  name: "Program.run() keeps the beginning of a long log and shows 40 lines of it",
  ignore: noNative,
  fn: () =>
    inFolder(async (cacheFolder) => {
      const compiler = await selectCompiler("native", { cacheFolder });
      const text = `#include <cstdio>
extern "C" int interlace_main(const unsigned char *input, unsigned long long, unsigned char **,
                              unsigned long long *) {
    for (int i = 0; i < 100000; i++) fprintf(stderr, "line %06d of a long log\\n", i);
    return input[0];
}
`;
      const program = await compiler.compile(single(text));
      const { log } = await program.run(new Uint8Array([0]));
      assert(log.startsWith("line 000000 of a long log\nline 000001"));
      assert(log.endsWith(`\n… ${100_000 * "line 000000 of a long log\n".length - 1024 * 1024} more bytes`));
      const error = await failureOf(program.run(new Uint8Array([1])));
      assertEquals(error.details.length, 41);
      assertEquals(error.details[39], "line 000039 of a long log");
    }),
});

Deno.test({
  name: "Program.run() starts a program that makes itself a group, so that keys do not reach it",
  ignore: noNative || Deno.build.os === "windows",
  fn: () =>
    inFolder(async (cacheFolder) => {
      const compiler = await selectCompiler("native", { cacheFolder });
      const text = `#include <cstdlib>
#include <unistd.h>
extern "C" int interlace_main(const unsigned char *, unsigned long long, unsigned char **output,
                              unsigned long long *output_size) {
    *output = static_cast<unsigned char *>(malloc(1));
    **output = getpgrp() == getpid();
    *output_size = 1;
    return 0;
}
`;
      const { output } = await (await compiler.compile(single(text))).run(new Uint8Array());
      assertEquals([...output], [1]);
    }),
});

Deno.test({
  name: "Compiler.compile() bounds the compiler's messages",
  ignore: noNative,
  fn: () =>
    inFolder(async (cacheFolder) => {
      const compiler = await selectCompiler("native", { cacheFolder });
      const text = Array.from({ length: 60 }, (_, i) => `int a${i} = missing${i};`).join("\n");
      const { details } = await failureOf(compiler.compile(single(text)));
      assertEquals(details.length, 41);
      assertMatch(details[40], /^… \d+ more lines$/);
    }),
});

Deno.test({
  name: "Compiler.compile() makes warnings errors only when asked",
  ignore: noNative,
  fn: () =>
    inFolder(async (cacheFolder) => {
      const compiler = await selectCompiler("native", { cacheFolder });
      const body = (line: string) =>
        single(
          `extern "C" int interlace_main(const unsigned char *, unsigned long long, unsigned char **output,
    unsigned long long *size) { *output = nullptr; *size = 0; ${line} return 0; }`,
        );
      const unused = body("int unused = 1;");
      await compiler.compile(unused);
      const error = await failureOf(compiler.compile({ ...unused, warnings: true }));
      assertStringIncludes(error.details.join("\n"), "unused");
      const allowed = body("\n#pragma HLS PIPELINE II=1\nlabel:");
      await compiler.compile({ ...allowed, warnings: true });
    }),
});

Deno.test({
  name: "Compiler.compile() works where the cache cannot be written",
  ignore: noNative,
  fn: () =>
    inFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/file`, "in the way");
      const compiler = await selectCompiler("native", { cacheFolder: `${folder}/file` });
      for (let i = 0; i < 2; i++) {
        const program = await compiler.compile(sources());
        assertEquals(program.cached, false);
        assertEquals([...(await program.run(new Uint8Array([0, 1]))).output], [255, 254]);
      }
    }),
});

Deno.test("Compiler.compile() refuses what does not stay inside the program", async (t) => {
  const compiler = await selectCompiler("wasm", { cacheFolder: "unused", notify: () => {} });
  const withFile = (name: string) => ({ ...single(""), files: new Map([["main.cpp", ""], [name, ""]]) });
  const cases: Record<string, Sources> = {
    "..": withFile("../x.h"),
    ".. inside": withFile("a/../../x.h"),
    "an absolute path": withFile("/etc/x.h"),
    "a drive": withFile("C:/x.h"),
    "a backslash": withFile("a\\x.h"),
    "an empty step": withFile("a//x.h"),
    "an empty name": withFile(""),
    "an option": withFile("-fplugin=x"),
    "a control character": withFile("a\n.h"),
    "a file that is also a folder": withFile("main.cpp/x.h"),
    "a main that is not there": { ...single(""), main: "other.cpp" },
    ".. in include": single("", { include: [".."] }),
    "an absolute include": single("", { include: ["/usr/include"] }),
    "a macro that is none": single("", { defines: ["A B"] }),
    "a macro of two lines": single("", { defines: ["A=1\n#define B"] }),
    "a system folder that is not there": single("", { systemInclude: ["no/such/folder"] }),
  };
  for (const [name, refused] of Object.entries(cases)) {
    await t.step(name, async () => {
      const error = await assertRejects(() => compiler.compile(refused), InterlaceError);
      assertEquals(error.kind, "input");
      assertMatch(error.message, /^Cannot (compile|read) .+: .+/s);
    });
  }
});
