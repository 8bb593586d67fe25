import { InterlaceError } from "../../../base/mod.ts";
import { type Design, streamsOf } from "../../../design/mod.ts";
import type { ConcurrentExecution, Execution, StageCounts } from "../../family.ts";
import { type FixedTensor, type Mantissas, sizeOf } from "../../../tensor/mod.ts";
import { selectCompiler } from "../../compile/compiler.ts";
import { effortFor } from "./effort.ts";
import { readOutput, runProgram, sampleCount } from "./exchange.ts";
import { type CsimDesign, type HarnessOptions, harnessSources } from "./harness.ts";
import { travelOf } from "../stages/travel.ts";

/** Outcome of a run with a thread a process and bounded streams between them. */
export interface ConcurrentResult extends ConcurrentExecution {
  /** By stage name. */
  readonly counts: ReadonlyMap<string, StageCounts>;
  /** Wall-clock time of this run over all samples. */
  readonly runSeconds: number;
}

/** Outcome of a C simulation; its runner is a compiler. */
export type CsimResult = Omit<Execution, "concurrent" | "clocked">;

/** Options of {@linkcode compileDesigns} and {@linkcode runCsim}. */
export interface CsimOptions extends HarnessOptions {
  /** A compiler's command, `"wasm"`, or the first one found. */
  readonly compiler?: string;
  /** Told what takes long, once. */
  readonly notify?: (message: string) => void;
}

/** A compiled program of one or more designs. */
export interface CsimProgram {
  /** Name and version, `g++ 12.2.0`. */
  readonly compiler: string;
  /** Wall-clock time; little where the program was found in the cache. */
  readonly compileSeconds: number;
  /** Runs one of the designs on mantissas `[samples, ...shape]`, one tensor an input. */
  run(index: number, inputs: readonly FixedTensor[]): Promise<CsimResult>;
  /**
   * Runs one of the designs, which must be an `io_stream` one and compiled with the option `threads`, with a thread a
   * process and blocking streams between them.
   *
   * @param depths Beats that FIFOs hold, by the name of their tensor; default: those of the design.
   * @throws {InterlaceError} kind `failure` if all processes wait for each other, naming what for.
   */
  runConcurrent(
    index: number,
    inputs: readonly FixedTensor[],
    depths?: ReadonlyMap<string, number>,
  ): Promise<ConcurrentResult>;
}

/**
 * Compiles the firmware of designs into one program for this host.
 *
 * @throws {InterlaceError} kind `failure` with the compiler's own message if it does not compile.
 */
export async function compileDesigns(
  designs: readonly CsimDesign[],
  options: CsimOptions = {},
): Promise<CsimProgram> {
  const compiler = await selectCompiler(options.compiler, { notify: options.notify });
  if (options.threads) requireThreads(compiler, options);
  const program = await compiler.compile(harnessSources(designs, options));
  const { compileSeconds } = program;
  const run = async (index: number, inputs: readonly FixedTensor[], streams: readonly number[]) => {
    const started = performance.now();
    const output = await runProgram(program, { index, inputs, streams });
    const runSeconds = (performance.now() - started) / 1000;
    const { design } = designs[index];
    return {
      ...readOutput(design, output, { samples: sampleCount(inputs), threads: options.threads ?? false }),
      runSeconds,
    };
  };
  return {
    compiler: compiler.name,
    compileSeconds,
    async run(index, inputs) {
      // One stage after the other: no FIFO has a bound.
      const bounds = Array.from(designs[index].design.tensors, () => 0);
      const streams = options.threads ? [0, ...bounds] : [];
      const { tensors, counts, runSeconds } = await run(index, inputs, streams);
      return { tensors, counts, compiler: compiler.name, compileSeconds, runSeconds };
    },
    async runConcurrent(index, inputs, depths = new Map()) {
      const { design } = designs[index];
      if (!options.threads || !travelOf(design).streams) {
        throw new RangeError(`"${design.name}" was not compiled for threads`);
      }
      const streams = streamsOf(design).map(({ name, depth }) => depths.get(name) ?? depth);
      const { tensors, counts, fills, runSeconds } = await run(index, inputs, [1, ...streams])
        .catch((error) => Promise.reject(deadlockError(design, error)));
      const ports = new Set(design.inputs.map((port) => port.tensor));
      const outputs = new Map(design.outputs.map((port) => [port.tensor, tensors.get(port.tensor)!]));
      return {
        outputs,
        fills: new Map([...fills].filter(([name]) => !ports.has(name) && !outputs.has(name))),
        counts,
        runSeconds,
      };
    },
  };
}

/** @throws {InterlaceError} where threads or bounded streams are not to be had. */
function requireThreads(
  compiler: { readonly name: string; readonly kind: string },
  options: CsimOptions,
): void {
  const reason = compiler.kind !== "native"
    ? `${compiler.name} has no threads`
    : options.apInclude !== undefined
    ? "the given hls_stream.h has no bounds"
    : null;
  if (reason !== null) {
    throw new InterlaceError(`Cannot run processes in threads: ${reason}`, { code: "compiler-missing" });
  }
}

/** Whether {@linkcode CsimOptions} allow `threads`. */
export async function canRunThreads(options: CsimOptions): Promise<boolean> {
  const compiler = await selectCompiler(options.compiler, { notify: options.notify });
  return compiler.kind === "native" && options.apInclude === undefined;
}

/** A deadlock that the program reported, in its names of streams; any other error as it is. */
function deadlockError(design: Design, error: unknown): unknown {
  if (!(error instanceof InterlaceError) || !error.details[0]?.startsWith("deadlock")) return error;
  return new InterlaceError(
    `Cannot run the C++ of "${design.name}" with a thread a process: they wait for each other for ever`,
    {
      code: "deadlock",
      kind: "failure",
      details: error.details.slice(1),
      hint: "Deepen one of the FIFOs that have no room.",
      cause: error,
    },
  );
}

/**
 * What {@linkcode runCsim} is asked for beside the design and its inputs. `optimize` is by default what takes least time
 * together, compiling and running.
 */
export interface RunCsimOptions extends Omit<CsimOptions, "threads"> {
  /** Files of a project whose firmware is compiled instead of a fresh rendering. */
  readonly project?: ReadonlyMap<string, string | Uint8Array>;
  /** How many of the first samples run again with a thread a process, where that can be done. Default 0. */
  readonly concurrentSamples?: number;
}

/**
 * Compiles and runs the C++ of one design: its own rendering, or the firmware of a project's files.
 *
 * @param inputs Mantissas `[samples, ...shape]`, channels last, one tensor an input of the design.
 * @returns What the run gave, and what the threads gave: null without a stream design, a native compiler and our headers.
 * @throws {InterlaceError} kind `failure` if it does not compile, crashes or deadlocks.
 *
 * @example
 * ```ts
 * import { createDesign } from "../../../design/mod.ts";
 * import { buildModel } from "../../../model/mod.ts";
 * import { encodeInputs } from "../../../simulate/mod.ts";
 * import { runCsim } from "./mod.ts";
 *
 * const design = createDesign(buildModel("tiny", (b) => b.relu(b.input({ features: 2 }))));
 * const samples = { shape: [1, 2], data: Float64Array.of(-1, 0.5) };
 * const { tensors } = await runCsim(design, encodeInputs(design, new Map([["", samples]])));
 * tensors.get("relu_1")?.data; // 0 and 512: ap_fixed<16,6> has ten fraction bits
 * ```
 */
export async function runCsim(
  design: Design,
  inputs: readonly FixedTensor[],
  options: RunCsimOptions = {},
): Promise<Execution & { readonly concurrent: ConcurrentResult | null }> {
  const { project, concurrentSamples = 0, ...rest } = options;
  const firmware = project && firmwareOf(project);
  const threads = concurrentSamples > 0 && travelOf(design).streams && await canRunThreads(rest);
  const { optimize = effortFor(design, sampleCount(inputs)) } = rest;
  const program = await compileDesigns([{ design, firmware }], { ...rest, optimize, threads });
  const result = await program.run(0, inputs);
  const concurrent = threads ? await program.runConcurrent(0, firstSamples(inputs, concurrentSamples)) : null;
  return { ...result, concurrent, clocked: null };
}

function firstSamples(inputs: readonly FixedTensor[], count: number): FixedTensor[] {
  return inputs.map(({ shape: [samples, ...shape], type, data }) => {
    const taken = Math.min(count, samples);
    return { shape: [taken, ...shape], type, data: data.slice(0, taken * sizeOf(shape)) as Mantissas };
  });
}

function firmwareOf(project: ReadonlyMap<string, string | Uint8Array>): ReadonlyMap<string, string> {
  const files = [...project].filter(([path]) => path.startsWith("firmware/"));
  return new Map(
    files.map((
      [path, contents],
    ) => [path, typeof contents === "string" ? contents : new TextDecoder().decode(contents)]),
  );
}
