import { runGroup } from "../../../base/child.ts";
import { readLog, readOutput } from "../../../base/child_streams.ts";
import { findCommand, pathFolders } from "../../../base/executables.ts";
import { InterlaceError } from "../../../base/mod.ts";
import { thisPlatform } from "../../../base/platform.ts";

/** Simulators of Verilog, the fastest first. */
const SIMULATOR_NAMES = ["verilator", "icarus"] as const;

/** A simulator of Verilog. */
export type SimulatorName = typeof SIMULATOR_NAMES[number];

/** How a simulator is used, in a folder with all files of a design and its bench. */
interface Simulator {
  /** Commands that it needs, the first one to tell its version. */
  readonly commands: readonly [string, ...string[]];
  readonly versionFlag: string;
  /** Commands that run `top` of the Verilog files, the last of which prints what the bench prints. */
  readonly steps: (top: string, sources: readonly string[]) => readonly (readonly [string, ...string[]])[];
}

const SIMULATORS: Readonly<Record<SimulatorName, Simulator>> = {
  // It compiles for a minute what it then simulates hundreds of times as fast.
  verilator: {
    commands: ["verilator"],
    versionFlag: "--version",
    steps: (top, sources) => [
      [
        "verilator",
        "--binary",
        "-O3",
        "-Wno-fatal",
        "-Wno-lint",
        "--top-module",
        top,
        "-o",
        "bench",
        ...sources,
      ],
      ["obj_dir/bench"],
    ],
  },
  icarus: {
    commands: ["iverilog", "vvp"],
    versionFlag: "-V",
    steps: (top, sources) => [
      ["iverilog", "-g2005", "-s", top, "-o", "bench.vvp", ...sources],
      ["vvp", "-n", "bench.vvp"],
    ],
  },
};

/** Seconds that a step gets. */
const STEP_SECONDS = 3600;

/** Bytes that a step may print: a text can hold twice as many. */
const MAX_OUTPUT_BYTES = 2 ** 28;

/** Simulators that are installed, the fastest first. */
export async function findSimulators(): Promise<readonly SimulatorName[]> {
  const found = await Promise.all(SIMULATOR_NAMES.map(async (name) => {
    const paths = await Promise.all(SIMULATORS[name].commands.map(locate));
    return paths.every((path) => path !== undefined);
  }));
  return SIMULATOR_NAMES.filter((_, i) => found[i]);
}

async function locate(command: string): Promise<string | undefined> {
  const platform = thisPlatform();
  return await findCommand(command, pathFolders(platform), platform);
}

/** A run of a test bench. */
export interface BenchRun {
  readonly simulator: SimulatorName;
  /** With the files of the design and of the bench. */
  readonly folder: string;
  readonly top: string;
  /** Names of the Verilog files. */
  readonly sources: readonly string[];
  /** Bytes that each of its steps may print. Default: as many as are held at once. */
  readonly mostBytes?: number;
}

/**
 * Runs a test bench and gives what it printed, line by line.
 *
 * @throws {InterlaceError} kind `failure` with the simulator's message where it refuses the Verilog, ends badly or prints
 * too much.
 */
export async function runBench(
  { simulator, folder, top, sources, mostBytes = MAX_OUTPUT_BYTES }: BenchRun,
): Promise<readonly string[]> {
  const failure = (reason: string, details: readonly string[] = [], hint?: string) =>
    new InterlaceError(`Cannot simulate the Verilog with ${simulator}: ${reason}`, {
      kind: "failure",
      code: "program-failed",
      details,
      hint,
    });
  let lines: readonly string[] = [];
  for (const [command, ...args] of SIMULATORS[simulator].steps(top, sources)) {
    const { status, late, result: [output, log] } = await runGroup({
      path: command.includes("/") ? `${folder}/${command}` : command,
      args: [...args],
      cwd: folder,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      timeoutSeconds: STEP_SECONDS,
    }, ({ process, signal }) =>
      Promise.all([
        readOutput(process.stdout, { most: mostBytes, stop: () => signal("SIGKILL") }),
        readLog(process.stderr),
      ]));
    if (output === null) {
      throw failure(`${command} printed more than ${mostBytes} bytes`, [], "Simulate fewer images at once.");
    }
    const printed = new TextDecoder().decode(output).split("\n");
    if (!status.success) {
      throw failure(
        late ? `${command} took longer than ${STEP_SECONDS} s` : `${command} ended with code ${status.code}`,
        [...log.split("\n"), ...printed].filter(Boolean).slice(0, 20),
      );
    }
    lines = printed;
  }
  return lines;
}
