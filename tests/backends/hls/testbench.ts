import { assert } from "@std/assert";
import { AP_HEADERS, AXI_HEADER } from "../../../src/backends/hls/csim/headers.ts";
import { compiledOnce, compilerBanner } from "../../support/compiled.ts";
import { OPTIMIZE } from "../../support/csim.ts";

/** A compiler of this machine, which a vendor's C simulation is, too. */
export const NATIVE_COMPILER = ["g++", "clang++", "c++"].find((command) =>
  compilerBanner(command) !== undefined
);

/** A compiled test bench in a folder of its own. */
export interface Testbench {
  readonly folder: string;
  /** Runs it and returns its exit code. */
  run(): Promise<number>;
}

/**
 * Writes a project, compiles its test bench as the tools' C simulation does, unless that has been done, and removes the project
 * afterwards.
 */
export async function withTestbench(
  project: ReadonlyMap<string, string | Uint8Array>,
  name: string,
  use: (bench: Testbench) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const written = [...project, ...AP_HEADERS, AXI_HEADER];
    for (const [path, contents] of written) {
      const file = `${folder}/${path}`;
      await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
      await Deno.writeFile(
        file,
        typeof contents === "string" ? new TextEncoder().encode(contents) : contents,
      );
    }
    const args = [
      "-std=c++14",
      `-O${OPTIMIZE}`,
      "-Wall",
      "-Wextra",
      "-Werror",
      "-Wno-unknown-pragmas",
      "-Wno-unused-label",
    ];
    const sources = [...project.keys()].filter((path) => /^firmware\/\w+\.cpp$/.test(path));
    const files = ["-I.", `${name}_test.cpp`, ...sources];
    const texts = written.filter(([path]) => /\.(?:h|cpp)$/.test(path));
    const made = await compiledOnce(
      [NATIVE_COMPILER, compilerBanner(NATIVE_COMPILER!), args, files, texts],
      async (output) => {
        const command = { args: [...args, ...files, "-o", output], cwd: folder };
        const built = await new Deno.Command(NATIVE_COMPILER!, command).output();
        assert(built.success, new TextDecoder().decode(built.stderr));
      },
    );
    await made.use(async (path) => {
      const run = new Deno.Command(path, { cwd: folder, stdout: "null", stderr: "null" });
      await use({ folder, run: async () => (await run.output()).code });
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
