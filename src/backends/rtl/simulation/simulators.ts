import { runGroup } from "../../../base/processes/child.ts";
import { readLog, readOutput } from "../../../base/processes/child_streams.ts";
import { findCommand, pathFolders } from "../../../base/processes/executables.ts";
import { InterlaceError } from "../../../base/mod.ts";
import { thisPlatform } from "../../../base/processes/platform.ts";
import { benchCache } from "./bench_cache.ts";
import { YOSYS_VERSION } from "./yosys.ts";

/** Simulators of Verilog that are programs of a machine, the fastest first. */
const INSTALLED_NAMES = ["verilator", "icarus"] as const;

/** A simulator of Verilog that is a program of a machine. */
export type InstalledSimulator = typeof INSTALLED_NAMES[number];

/** Simulators of Verilog in the order in which they are taken; the last needs no installation. */
export const SIMULATOR_NAMES = [...INSTALLED_NAMES, "cxxrtl"] as const;

/** A simulator of Verilog. */
export type SimulatorName = typeof SIMULATOR_NAMES[number];

/** A simulator and where it is. */
export interface FoundSimulator {
  /** How `--simulator` calls it. */
  readonly name: SimulatorName;
  /** With its version, as people know it. */
  readonly title: string;
  /** As it says itself. */
  readonly version: string;
  /** Of those that are programs of this machine. */
  readonly path?: string;
}

/** How a simulator is used, in a folder with all files of a design and its bench. */
interface Simulator {
  /** What people call it. */
  readonly title: string;
  /** Package of Debian that has it. */
  readonly debian: string;
  /** Commands that it needs, the first one to tell its version. */
  readonly commands: readonly [string, ...string[]];
  readonly versionFlag: string;
  /** The command that compiles `top` of the Verilog files. */
  readonly compile: (bench: CompileRequest) => readonly [string, ...string[]];
  /** The file that it writes. */
  readonly program: string;
  /** The command that runs that file, which prints what the bench prints. */
  readonly run: (program: string) => readonly [string, ...string[]];
}

/** What a simulator is given. */
interface CompileRequest {
  readonly top: string;
  /** Names of the Verilog files. */
  readonly sources: readonly string[];
  /** Whether a waveform is recorded. */
  readonly traced: boolean;
}

const SIMULATORS: Readonly<Record<InstalledSimulator, Simulator>> = {
  // It compiles for a minute what it then simulates hundreds of times as fast.
  verilator: {
    title: "Verilator",
    debian: "verilator",
    commands: ["verilator"],
    versionFlag: "--version",
    compile: ({ top, sources, traced }) => [
      "verilator",
      "--binary",
      "-O3",
      "-Wno-fatal",
      "-Wno-lint",
      ...traced ? ["--trace"] : [],
      "--top-module",
      top,
      "-o",
      "bench",
      ...sources,
    ],
    program: "obj_dir/bench",
    run: (program) => [program],
  },
  icarus: {
    title: "Icarus Verilog",
    debian: "iverilog",
    commands: ["iverilog", "vvp"],
    versionFlag: "-V",
    compile: ({ top, sources }) => ["iverilog", "-g2005", "-s", top, "-o", "bench.vvp", ...sources],
    program: "bench.vvp",
    run: (program) => ["vvp", "-n", program],
  },
};

/** Seconds that a step gets. */
const STEP_SECONDS = 3600;

/** Seconds that a simulator gets to tell its version. */
const VERSION_SECONDS = 10;

/** Bytes that a step may print: a text can hold twice as many. */
const MAX_OUTPUT_BYTES = 2 ** 28;

/** Bytes that a version may have. */
const MAX_VERSION_BYTES = 2 ** 16;

/** Yosys as WebAssembly writes a design in C++, which the compiler of the C simulation takes. */
const CXXRTL: FoundSimulator = {
  name: "cxxrtl",
  title: `CXXRTL of Yosys ${YOSYS_VERSION} (WebAssembly)`,
  version: YOSYS_VERSION,
};

/** Simulators that are installed, the fastest first, and the one that needs no installation. */
export async function findSimulators(): Promise<readonly FoundSimulator[]> {
  const found = await Promise.all(INSTALLED_NAMES.map(async (name): Promise<FoundSimulator[]> => {
    const { title, commands } = SIMULATORS[name];
    const [path, ...others] = await Promise.all(commands.map(locate));
    if (path === undefined || others.includes(undefined)) return [];
    const version = await versionOf(name, path);
    return [{ name, path, version, title: `${title} ${version}`.trimEnd() }];
  }));
  return [...found.flat(), CXXRTL];
}

/** What `doctor` says of those that are not installed. */
export function missingSimulators(
  found: readonly FoundSimulator[],
): readonly { readonly title: string; readonly debian: string }[] {
  return INSTALLED_NAMES.filter((name) => found.every((one) => one.name !== name))
    .map((name) => SIMULATORS[name]);
}

/**
 * The simulator that was asked for by its name or its command, else the first of those that there are.
 * @throws {InterlaceError} for an unknown one, and where it is missing.
 */
export async function usableSimulator(asked?: string): Promise<FoundSimulator> {
  const found = await findSimulators();
  if (asked === undefined) return found[0];
  const word = asked.toLowerCase();
  if (word === CXXRTL.name) return CXXRTL;
  const name = INSTALLED_NAMES.find((each) => each === word || SIMULATORS[each].commands[0] === word);
  if (name === undefined) {
    throw new InterlaceError(`Cannot simulate Verilog with "${asked}": it is no simulator that is known`, {
      code: "option-invalid",
      place: { field: "simulator" },
      hint: `Choose one of ${SIMULATOR_NAMES.join(", ")}.`,
    });
  }
  const one = found.find((each) => each.name === name);
  if (one !== undefined) return one;
  const { commands, debian } = SIMULATORS[name];
  throw new InterlaceError(`Cannot simulate Verilog: ${commands.join(" and ")} was not found`, {
    code: "tool-missing",
    kind: "failure",
    hint: `Install Debian's package ${debian}, or choose cxxrtl, which needs no installation.`,
  });
}

async function locate(command: string): Promise<string | undefined> {
  const platform = thisPlatform();
  return await findCommand(command, pathFolders(platform), platform);
}

/** The first number with a point in what a simulator says of itself; empty if there is none. */
async function versionOf(name: InstalledSimulator, path: string): Promise<string> {
  const { versionFlag } = SIMULATORS[name];
  const { result: [output] } = await runGroup({
    path,
    args: [versionFlag],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    timeoutSeconds: VERSION_SECONDS,
  }, ({ process, signal }) =>
    Promise.all([
      readOutput(process.stdout, { most: MAX_VERSION_BYTES, stop: () => signal("SIGKILL") }),
      readLog(process.stderr),
    ]));
  return new TextDecoder().decode(output ?? new Uint8Array()).match(/\b\d{1,5}\.\d{1,5}/)?.[0] ?? "";
}

/** A run of a test bench. */
export interface BenchRun {
  readonly simulator: InstalledSimulator;
  /** With the files of the design and of the bench. */
  readonly folder: string;
  readonly top: string;
  /** Names of the Verilog files. */
  readonly sources: readonly string[];
  /** Whether it records a waveform. Default false. */
  readonly traced?: boolean;
  /** Bytes that each of its steps may print. Default: as many as are held at once. */
  readonly mostBytes?: number;
}

/** What a run of a test bench gave. */
export interface BenchResult {
  /** What it printed. */
  readonly lines: readonly string[];
  /** Wall-clock time until it runs, the look into the cache included. */
  readonly compileSeconds: number;
  /** Wall-clock time for which it runs. */
  readonly runSeconds: number;
}

/**
 * Compiles a test bench, unless that has been done, runs it and gives what it printed, line by line.
 *
 * @throws {InterlaceError} kind `failure` with the simulator's message where it refuses the Verilog, ends badly or prints
 * too much.
 */
export async function runBench(bench: BenchRun): Promise<BenchResult> {
  const { folder, top, sources, traced = false } = bench;
  const { commands, compile, program, run } = SIMULATORS[bench.simulator];
  const started = performance.now();
  const command = compile({ top, sources, traced });
  const executable = run(program)[0] === program;
  const cache = await benchCache({ folder, commands, compile: command, program, executable });
  let path = await cache.find();
  if (path === undefined) {
    await runStep(bench, command[0], command);
    await cache.keep();
    path = `${folder}/${program}`;
  }
  const compiled = performance.now();
  const execution = run(path);
  // A program that is kept has a name of its own.
  const lines = await runStep(bench, executable ? program : execution[0], execution);
  return {
    lines,
    compileSeconds: (compiled - started) / 1000,
    runSeconds: (performance.now() - compiled) / 1000,
  };
}

/** Runs a command in the folder of a bench and gives the lines that it prints. */
async function runStep(
  { simulator, folder, mostBytes = MAX_OUTPUT_BYTES }: BenchRun,
  name: string,
  [path, ...args]: readonly [string, ...string[]],
): Promise<readonly string[]> {
  const failure = (reason: string, details: readonly string[] = [], hint?: string) =>
    new InterlaceError(`Cannot simulate the Verilog with ${simulator}: ${reason}`, {
      kind: "failure",
      code: "program-failed",
      details,
      hint,
    });
  const { status, late, result: [output, log] } = await runGroup({
    path,
    args,
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
    throw failure(`${name} printed more than ${mostBytes} bytes`, [], "Simulate fewer images at once.");
  }
  const printed = new TextDecoder().decode(output).split("\n");
  if (status.success) return printed;
  throw failure(
    late ? `${name} took longer than ${STEP_SECONDS} s` : `${name} ended with code ${status.code}`,
    [...log.split("\n"), ...printed].filter(Boolean).slice(0, 20),
  );
}
