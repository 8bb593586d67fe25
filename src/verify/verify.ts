import {
  checkOptions,
  isAmount,
  isCount,
  isFlag,
  isFunction,
  isInteger,
  isMap,
  type OptionRules,
} from "../base/options.ts";
import { type ComparisonName, familyOf, type RunnerOptions } from "../backends/mod.ts";
import { isRunnerOptions } from "../backends/tools/runners.ts";
import { InterlaceError } from "../base/errors.ts";
import type { Design } from "../design/mod.ts";
import { printFixedType } from "../fixed/mod.ts";
import { decodeOutputs, simulateTensors } from "../simulate/mod.ts";
import type { FixedTensor, NdArray, RealTensor } from "../tensor/mod.ts";
import { checksOf, isPass } from "./checks.ts";
import {
  absoluteError,
  compareMantissas,
  compareWithFloat,
  relativeError,
  signalToNoise,
} from "./compare.ts";
import { compareImport, evaluateOutputs } from "./import.ts";
import { takeSamples } from "./samples/inputs.ts";
import type { MantissaComparison } from "./mismatch.ts";
import type { LayerReport, VerifyReport } from "./report.ts";
import { chooseSamples, type SampleRequest } from "./samples/samples.ts";
import { cyclesReport, fillsOf, scheduleReport, threadsReport } from "./streams.ts";
import { waveformWindow } from "./waveform.ts";
import { NOT_RUN } from "./comparisons.ts";
import { floatOrigins, stageKinds } from "./tensors.ts";
import { checkIsDesign } from "../design/check_handed.ts";

/** Samples of the run with stages side by side: whether it deadlocks depends neither on data nor on time. */
const CONCURRENT_SAMPLES = 1;

/** What a verification does, in this order. */
export const VERIFY_STEPS = ["float64", "framework", "simulator", "generated code", "comparison"] as const;

/** A step of a verification that begins. */
export type VerifyStep = typeof VERIFY_STEPS[number];

/**
 * Options of {@linkcode verifyDesign}. Without data, samples are random: of unit range for figures in float, besides over
 * the whole range of the inputs' types for the bits.
 *
 * @category Verification
 */
export interface VerifyOptions extends SampleRequest {
  /** How much of an output's range fixed point may be off float64, as a fraction; default: that is no criterion. */
  readonly tolerance?: number;
  /** Whether a model that no framework runs fails. Default false. */
  readonly requireOracle?: boolean;
  /** How generated code is run, by family; only that of the design's target counts. */
  readonly runners?: RunnerOptions;
  /** Files of the project to run instead of freshly rendered ones. */
  readonly project?: ReadonlyMap<string, string | Uint8Array>;
  /**
   * Receives a waveform around the first element that differs, a value change dump; not called where none does. Only of
   * code that runs cycle by cycle.
   */
  readonly waveform?: (dump: Uint8Array) => Promise<void>;
  /** Called when a step begins. */
  readonly progress?: (step: VerifyStep) => void;
  /** Receives notices such as that a compiler is being loaded. */
  readonly notify?: (line: string) => void;
}

/** What the options of a verification may be. */
const VERIFY_RULES: OptionRules<VerifyOptions> = {
  data: isMap,
  samples: isCount,
  seed: isInteger,
  tolerance: isAmount,
  requireOracle: isFlag,
  runners: isRunnerOptions,
  project: isMap,
  waveform: isFunction,
  progress: isFunction,
  notify: isFunction,
};

/**
 * Runs the generated code of a design and compares it, mantissa by mantissa, with the bit-exact simulator;
 * compares the float64 model with the framework on the original file, and fixed point with float64.
 *
 * @throws {InterlaceError} if the data do not fit the model, there is nothing that runs the code, or it does not compile
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
 * report.simulatorVsCsim?.mismatches; // 0
 * ```
 * @category Verification
 */
export async function verifyDesign(design: Design, options: VerifyOptions = {}): Promise<VerifyReport> {
  checkIsDesign("verify a design", design);
  checkOptions("verify a design", options, VERIFY_RULES);
  checkClocked(design, options);
  const started = performance.now();
  const begin = (step: VerifyStep) => options.progress?.(step);
  const family = familyOf(design.target);
  await family.checkRunner(options);
  begin("float64");
  const samples = await timed(() => chooseSamples(design, options));
  const { float, outputs: imported, inputs } = samples.value;
  const built = await timed(() => evaluateOutputs(design.simplified, float));
  begin("framework");
  const oracle = await timed(() => compareImport(design.model, float, imported));
  begin("simulator");
  const simulator = await timed(() => simulateTensors(design, inputs));
  begin("generated code");
  const asked = { runners: options.runners, project: options.project, notify: options.notify };
  const execution = await family.execute(design, inputs, { ...asked, concurrentSamples: CONCURRENT_SAMPLES });
  begin("comparison");
  const compared = compareTensors(design, {
    comparison: family.comparison,
    simulator: simulator.value,
    executed: execution.tensors,
    float: built.value.tensors,
  });
  if (options.waveform !== undefined) {
    const window = waveformWindow(design, simulator.value, execution);
    const seen = window && await family.execute(design, inputs, { ...asked, waveform: window });
    if (seen?.clocked?.waveform) await options.waveform(seen.clocked.waveform);
  }
  const outputs = firstSamples(decodeOutputs(design, simulator.value), imported);
  const measured = {
    ...NOT_RUN,
    [family.comparison]: compared.total,
    import: oracle.value,
    passes: { maxRelError: relativeError(built.value.outputs, imported) },
    quantisation: {
      ...absoluteError(outputs, imported),
      maxRelError: relativeError(outputs, imported),
      signalToNoise: signalToNoise(outputs, imported),
      tolerance: options.tolerance ?? null,
    },
    threads: execution.concurrent && threadsReport(execution.concurrent, simulator.value),
  };
  const checks = checksOf(measured, { requireOracle: options.requireOracle ?? false });
  const { report } = samples.value;
  return {
    passed: isPass(checks),
    checks,
    model: design.model.name,
    backend: design.target.name,
    io: design.io,
    samples: report.float[0].samples,
    sampling: report,
    compiler: execution.compiler,
    ...measured,
    layers: compared.layers,
    schedule: scheduleReport(design, fillsOf(execution)),
    cycles: execution.clocked && cyclesReport(design, execution.clocked),
    warnings: design.notes,
    seconds: {
      float: samples.seconds + built.seconds,
      oracle: oracle.seconds,
      simulator: simulator.seconds,
      compile: execution.compileSeconds,
      run: execution.runSeconds,
      total: (performance.now() - started) / 1000,
    },
  };
}

/** Of code that knows no cycles there is no waveform. */
function checkClocked({ target }: Design, { waveform }: VerifyOptions): void {
  const { clocked, language } = familyOf(target);
  if (waveform === undefined || clocked) return;
  throw new InterlaceError(
    `Cannot make a waveform for ${target.name}: its ${language} runs without a clock`,
    {
      code: "option-invalid",
      place: { field: "waveform" },
      hint: "Only designs in Verilog run cycle by cycle.",
    },
  );
}

/** Of some outputs the first samples, as many as others have. */
function firstSamples(
  outputs: ReadonlyMap<string, NdArray>,
  others: ReadonlyMap<string, NdArray>,
): ReadonlyMap<string, NdArray> {
  const [{ shape: [samples] }] = others.values();
  return takeSamples(outputs, samples);
}

interface Tensors {
  readonly comparison: ComparisonName;
  readonly simulator: ReadonlyMap<string, FixedTensor>;
  readonly executed: ReadonlyMap<string, FixedTensor>;
  readonly float: ReadonlyMap<string, RealTensor>;
}

/** Compares every tensor of the design. */
function compareTensors(
  design: Design,
  tensors: Tensors,
): { readonly total: MantissaComparison; readonly layers: readonly LayerReport[] } {
  const origins = floatOrigins(design);
  const kinds = stageKinds(design);
  const [{ shape: [samples] }] = tensors.float.values();
  const layers: LayerReport[] = [];
  let total: MantissaComparison = { values: 0, mismatches: 0, first: null };
  for (const name of design.tensors.keys()) {
    const simulator = tensors.simulator.get(name)!;
    const executed = tensors.executed.get(name)!;
    const { comparison } = tensors;
    const { mismatches, first } = compareMantissas({ layer: name, comparison, simulator, executed });
    total = {
      values: total.values + simulator.data.length,
      mismatches: total.mismatches + mismatches,
      first: total.first ?? first,
    };
    const origin = origins.get(name);
    const float = origin === undefined ? null : tensors.float.get(origin)!.data;
    layers.push({
      name,
      kind: kinds.get(name)!,
      type: printFixedType(simulator.type),
      mismatches,
      ...compareWithFloat(simulator, float, samples),
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
