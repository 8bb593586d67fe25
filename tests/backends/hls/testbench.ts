import { assert } from "@std/assert";
import { AP_HEADERS, AXI_HEADER } from "../../../src/backends/hls/csim/headers.ts";
import { OPTIMIZE } from "../../support/csim.ts";

/** A compiler of this machine, which a vendor's C simulation is, too. */
export const NATIVE_COMPILER = ["g++", "clang++", "c++"].find((command) => {
  try {
    return new Deno.Command(command, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync()
      .success;
  } catch {
    return false;
  }
});

/** A compiled test bench in a folder of its own. */
export interface Testbench {
  readonly folder: string;
  /** Runs it and returns its exit code. */
  run(): Promise<number>;
}

/** Writes a project, compiles its test bench as the tools' C simulation does, and removes all of it afterwards. */
export async function withTestbench(
  project: ReadonlyMap<string, string | Uint8Array>,
  name: string,
  use: (bench: Testbench) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [path, contents] of [...project, ...AP_HEADERS, AXI_HEADER]) {
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
    const files = ["-I.", `${name}_test.cpp`, ...sources, "-o", "bench"];
    const built = await new Deno.Command(NATIVE_COMPILER!, { args: [...args, ...files], cwd: folder })
      .output();
    assert(built.success, new TextDecoder().decode(built.stderr));
    const run = new Deno.Command("./bench", { cwd: folder, stdout: "null", stderr: "null" });
    await use({ folder, run: async () => (await run.output()).code });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
