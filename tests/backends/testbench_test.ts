import { assert, assertEquals } from "@std/assert";
import { renderProject } from "../../src/project/mod.ts";
import { AP_HEADERS } from "../../src/csim/headers.ts";
import { decoderDesign } from "./designs.ts";

const compiler = ["g++", "clang++", "c++"].find((command) => {
  try {
    return new Deno.Command(command, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync()
      .success;
  } catch {
    return false;
  }
});

/** Compiles the project's own test bench as a vendor's C simulation does, and returns how to run it. */
async function buildTestbench(folder: string, name: string): Promise<() => Promise<number>> {
  for (const [header, text] of AP_HEADERS) await Deno.writeTextFile(`${folder}/${header}`, text);
  const args = [
    "-std=c++14",
    "-O1",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-Wno-unknown-pragmas",
    "-Wno-unused-label",
    "-I.",
    "-Ifirmware",
    `${name}_test.cpp`,
    `firmware/${name}.cpp`,
    "-o",
    "bench",
  ];
  const { success, stderr } = await new Deno.Command(compiler!, { args, cwd: folder }).output();
  assert(success, new TextDecoder().decode(stderr));
  return async () =>
    (await new Deno.Command("./bench", { cwd: folder, stdout: "null", stderr: "null" }).output()).code;
}

for (const io of ["io_stream", "io_parallel"] as const) {
  Deno.test({
    name: `renderProject() writes a test bench that passes, and fails on any difference (${io})`,
    ignore: compiler === undefined,
    async fn() {
      const folder = await Deno.makeTempDir();
      try {
        const design = decoderDesign({ io });
        for (const [path, contents] of renderProject(design)) {
          const file = `${folder}/${path}`;
          await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
          await Deno.writeFile(
            file,
            typeof contents === "string" ? new TextEncoder().encode(contents) : contents,
          );
        }
        const run = await buildTestbench(folder, design.name);
        assertEquals(await run(), 0);

        const data = `${folder}/tb_data/expected.dat`;
        const right = await Deno.readTextFile(data);
        const last = right.trimEnd().split(" ").at(-1)!;
        await Deno.writeTextFile(data, right.trimEnd().slice(0, -last.length) + (BigInt(last) + 1n) + "\n");
        assertEquals(await run(), 1);

        await Deno.writeTextFile(data, right.slice(0, right.length / 2));
        assert(await run() !== 0);
        await Deno.remove(data);
        assertEquals(await run(), 2);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}
