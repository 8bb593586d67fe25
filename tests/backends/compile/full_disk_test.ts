import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { InterlaceError } from "../../../src/base/errors.ts";
import { openCache } from "../../../src/backends/compile/cache.ts";
import { findCompilers, selectCompiler } from "../../../src/backends/compile/compiler.ts";
import { buildProgram, type Toolchain } from "../../../src/backends/compile/program.ts";

const SOURCES = { files: new Map([["main.cpp", "int main() {}"]]), main: "main.cpp", include: [] };

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A compiler that writes one byte, wherever it is not told that the disk is full. */
function standIn(isFull: (folder: string) => boolean, tried: string[]): Toolchain {
  return {
    name: "stand-in",
    kind: "wasm",
    identity: "stand-in",
    extension: ".bin",
    async build({ workFolder }) {
      const folder = await workFolder();
      tried.push(folder);
      if (isFull(folder)) throw Object.assign(new Error("No space left on device"), { code: "ENOSPC" });
      await Deno.writeFile(`${folder}/made`, Uint8Array.of(1));
      return { artifact: `${folder}/made`, log: "" };
    },
    command: (artifact) => ({ path: artifact, args: [] }),
  };
}

Deno.test("buildProgram() compiles elsewhere where the cache's disk is full", () =>
  inFolder(async (folder) => {
    const tried: string[] = [];
    const toolchain = standIn((work) => work.startsWith(folder), tried);
    const program = await buildProgram({ toolchain, sources: SOURCES, cache: openCache({ folder }) });
    assertEquals(program.cached, false);
    assertEquals(tried.map((work) => work.startsWith(folder)), [true, false]);
  }));

Deno.test("buildProgram() says that the disk is full where there is no other", () =>
  inFolder(async (folder) => {
    const toolchain = standIn(() => true, []);
    const error = await assertRejects(
      () => buildProgram({ toolchain, sources: SOURCES, cache: openCache({ folder }) }),
      InterlaceError,
      "Cannot compile main.cpp: the disk is full",
    );
    assertEquals(error.kind, "failure");
    assertEquals([...Deno.readDirSync(folder)], []);
  }));

Deno.test("buildProgram() passes other errors on and leaves nothing behind", () =>
  inFolder(async (folder) => {
    const toolchain: Toolchain = {
      ...standIn(() => false, []),
      async build({ workFolder }) {
        await Deno.writeTextFile(`${await workFolder()}/half`, "");
        throw new RangeError("it broke");
      },
    };
    await assertRejects(
      () => buildProgram({ toolchain, sources: SOURCES, cache: openCache({ folder }) }),
      RangeError,
      "it broke",
    );
    assertEquals([...Deno.readDirSync(folder)], []);
  }));

/** Mounts a file system of so many bytes; false where that may not be done. */
async function mountTiny(folder: string, bytes: number): Promise<boolean> {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return false;
  const args = ["-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", folder];
  return (await new Deno.Command("mount", { args, stderr: "null" }).output()).success;
}

const native = (await findCompilers()).some(({ kind, available }) => kind === "native" && available);

const probe = await Deno.makeTempDir();
const canMount = await mountTiny(probe, 65_536);
if (canMount) await new Deno.Command("umount", { args: [probe] }).output();
await Deno.remove(probe);

for (const bytes of [4096, 65_536, 262_144]) {
  Deno.test({
    name: `Compiler.compile() works with a cache on a disk of ${bytes} bytes`,
    ignore: !native || !canMount,
    fn: () =>
      inFolder(async (parent) => {
        const folder = `${parent}/cache`;
        await Deno.mkdir(folder);
        assert(await mountTiny(folder, bytes));
        try {
          const compiler = await selectCompiler("native", { cacheFolder: folder });
          const text = `#include <cstdlib>
extern "C" int interlace_main(const unsigned char *input, unsigned long long size, unsigned char **output,
                              unsigned long long *output_size) {
  static const unsigned char filling[300000] = {1, 2, 3};
  *output = static_cast<unsigned char *>(malloc(1));
  **output = filling[size == 0 ? 0 : input[0]];
  *output_size = 1;
  return 0;
}`;
          const files = new Map([["main.cpp", text]]);
          const program = await compiler.compile({ files, main: "main.cpp", include: [] });
          assertEquals([...(await program.run(Uint8Array.of(2))).output], [3]);
          assertEquals([...Deno.readDirSync(folder)], []);
          // What is wrong with a program is still its compiler's business.
          const wrong = { files: new Map([["main.cpp", "nonsense"]]), main: "main.cpp", include: [] };
          const error = await assertRejects(() => compiler.compile(wrong), InterlaceError);
          assertStringIncludes(error.message, "the compiler reported errors");
        } finally {
          await new Deno.Command("umount", { args: [folder] }).output();
        }
      }),
  });
}
