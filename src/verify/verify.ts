import { runCsim } from "../csim/mod.ts";
import type { Design } from "../design/mod.ts";
import { printFixedType } from "../fixed/mod.ts";
import type { Model } from "../model/mod.ts";
import { runOracle } from "../oracles/mod.ts";
import {
  decodeOutputs,
  encodeInputs,
  evaluateFloat,
  randomInputs,
  simulateTensors,
  toModelLayout,
  toSourceLayout,
} from "../simulate/mod.ts";
import type { FixedTensor, NdArray, RealTensor } from "../tensor/mod.ts";
import { compareCodes } from "./codes.ts";
import { absoluteError, compareMantissas, compareWithFloat, relativeError } from "./compare.ts";
import { takeSamples } from "./inputs.ts";
import { scheduleReport, threadsReport } from "./streams.ts";
import { isPass, type LayerReport, type MantissaComparison, type VerifyReport } from "./report.ts";
import { floatOrigins, stageKinds } from "./tensors.ts";

/** Random samples where nobody said how many. */
const DEFAULT_SAMPLES = 8;

/** Samples of the threaded run: whether it deadlocks depends neither on data nor on time. */
const THREADED_SAMPLES = 1;

/** What a verification does, in this order. */
export const VERIFY_STEPS = ["float64", "framework", "simulator", "C++", "comparison"] as const;

/** A step of a verification that begins. */
export type VerifyStep = typeof VERIFY_STEPS[number];

/** Options of {@linkcode verifyDesign}. */
export interface VerifyOptions {
  /**
   * Samples `(N, ...shape)` in the source's own layout by input name, `""` for the only input. Default: random ones
   * over the whole range of each input's type.
   */
  readonly data?: ReadonlyMap<string, NdArray>;
  /** How many random samples to make, default 8; with `data`, how many of its first samples to take, default all. */
  readonly samples?: number;
  /** Of the random samples. Default 0. */
  readonly seed?: number;
  /** As `selectCompiler` takes it: `native`, `wasm`, a command or a path. */
  readonly compiler?: string;
  /** Folder of other `ap_fixed.h`, `ap_int.h`, `hls_stream.h` than our own. */
  readonly apInclude?: string;
  /** Files of the project to compile instead of freshly rendered ones. */
  readonly project?: ReadonlyMap<string, string | Uint8Array>;
  /** Called when a step begins. */
  readonly progress?: (step: VerifyStep) => void;
  /** Receives notices such as that a compiler is being loaded. */
  readonly notify?: (line: string) => void;
}

/**
 * Compiles and runs the generated C++ of a design and compares it, mantissa by mantissa, with the bit-exact simulator;
 * compares the float64 model with the framework on the original file, and fixed point with float64.
 *
 * @throws {InterlaceError} if the data do not fit the model, there is no usable compiler, or the C++ does not compile
 * or run. A mismatch is no error but the report's verdict.
 *
 * @example
 * ```ts
 * import { createDesign } from "../design/mod.ts";
 * import { buildModel } from "../model/mod.ts";
 * import { verifyDesign } from "./verify.ts";
 *
 * const model = buildModel("tiny", (b) => b.relu(b.input({ length: 8, channels: 2 })));
 * const report = await verifyDesign(createDesign(model), { samples: 2, seed: 1 });
 * report.simulatorVsCsim.mismatches; // 0
 * ```
 */
export async function verifyDesign(design: Design, options: VerifyOptions = {}): Promise<VerifyReport> {
  const started = performance.now();
  const begin = (step: VerifyStep) => options.progress?.(step);
  const data = chooseData(design, options);
  const inputs = encodeInputs(design, data);

  begin("float64");
  const float = await timed(() => evaluateBoth(design, data));
  begin("framework");
  const oracle = await timed(() => runOracle(design.model, named(design.model, data)));
  begin("simulator");
  const simulator = await timed(() => simulateTensors(design, inputs));
  begin("C++");
  const { compiler, project, apInclude, notify } = options;
  const csim = await runCsim(design, inputs, {
    compiler,
    project,
    apInclude,
    notify,
    threadedSamples: THREADED_SAMPLES,
  });
  begin("comparison");
  const compared = compareTensors(design, {
    simulator: simulator.value,
    csim: csim.tensors,
    float: float.value.lowered,
  });

  const { imported, built } = float.value;
  const codes = oracle.value && compareCodes(design.model, imported, oracle.value.outputs);
  const report: Omit<VerifyReport, "passed"> = {
    model: design.model.name,
    backend: design.backend,
    io: design.io,
    samples: inputs[0].shape[0],
    compiler: csim.compiler,
    simulatorVsCsim: compared.total,
    import: {
      oracle: oracle.value?.oracle ?? null,
      maxRelError: oracle.value && relativeError(imported, oracle.value.outputs),
      ...codes && { codes },
    },
    passes: { maxRelError: relativeError(built, imported) },
    quantisation: absoluteError(decodeOutputs(design, simulator.value), imported),
    layers: compared.layers,
    schedule: scheduleReport(design, csim.threaded),
    threads: csim.threaded && threadsReport(csim.threaded, simulator.value),
    seconds: {
      float: float.seconds,
      oracle: oracle.seconds,
      simulator: simulator.seconds,
      compile: csim.compileSeconds,
      csim: csim.runSeconds,
      total: (performance.now() - started) / 1000,
    },
  };
  return { passed: isPass(report), ...report };
}

function chooseData(design: Design, options: VerifyOptions): ReadonlyMap<string, NdArray> {
  const { data, samples, seed = 0 } = options;
  if (data === undefined) return randomInputs(design, { samples: samples ?? DEFAULT_SAMPLES, seed });
  return samples === undefined ? data : takeSamples(data, samples);
}

/** The data under the names of the model's inputs: `""` stands for the only one. */
function named(model: Model, data: ReadonlyMap<string, NdArray>): ReadonlyMap<string, NdArray> {
  return new Map([...data].map(([name, array]) => [name === "" ? model.inputs[0].name : name, array]));
}

/** The model as imported and as built, in float64 on the data as they are, not quantised. */
function evaluateBoth(design: Design, data: ReadonlyMap<string, NdArray>): {
  readonly imported: ReadonlyMap<string, NdArray>;
  readonly built: ReadonlyMap<string, NdArray>;
  readonly lowered: ReadonlyMap<string, RealTensor>;
} {
  const arrays = named(design.model, data);
  const evaluate = (model: Model) =>
    evaluateFloat(model, model.inputs.map((port) => toModelLayout(port, arrays.get(port.name)!)));
  const outputs = (model: Model, tensors: ReadonlyMap<string, RealTensor>) =>
    new Map(model.outputs.map((port) => [port.name, toSourceLayout(port, tensors.get(port.layer)!)]));
  const lowered = evaluate(design.lowered);
  return {
    imported: outputs(design.model, evaluate(design.model)),
    built: outputs(design.lowered, lowered),
    lowered,
  };
}

interface Tensors {
  readonly simulator: ReadonlyMap<string, FixedTensor>;
  readonly csim: ReadonlyMap<string, FixedTensor>;
  readonly float: ReadonlyMap<string, RealTensor>;
}

/** Compares every tensor of the design. */
function compareTensors(
  design: Design,
  tensors: Tensors,
): { readonly total: MantissaComparison; readonly layers: readonly LayerReport[] } {
  const origins = floatOrigins(design);
  const kinds = stageKinds(design);
  const layers: LayerReport[] = [];
  let total: MantissaComparison = { values: 0, mismatches: 0, first: null };
  for (const name of design.tensors.keys()) {
    const simulator = tensors.simulator.get(name)!;
    const csim = tensors.csim.get(name)!;
    const { mismatches, first } = compareMantissas({ layer: name, simulator, csim });
    total = {
      values: total.values + simulator.data.length,
      mismatches: total.mismatches + mismatches,
      first: total.first ?? first,
    };
    const origin = origins.get(name);
    layers.push({
      name,
      kind: kinds.get(name)!,
      type: printFixedType(simulator.type),
      mismatches,
      ...compareWithFloat(simulator, origin === undefined ? null : tensors.float.get(origin)!.data),
    });
  }
  return { total, layers };
}

async function timed<T>(
  action: () => T | Promise<T>,
): Promise<{ readonly value: T; readonly seconds: number }> {
  const started = performance.now();
  const value = await action();
  return { value, seconds: (performance.now() - started) / 1000 };
}
