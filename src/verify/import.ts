import { type Model, shapeOf } from "../model/mod.ts";
import { type OracleAnswer, type OracleMissing, runOracle } from "../oracles/mod.ts";
import { evaluateFloat, toModelLayout, toSourceLayout } from "../simulate/mod.ts";
import { type NdArray, type RealTensor, sizeOf } from "../tensor/mod.ts";
import { type CodeComparison, compareCodes, isWithinOneCode } from "./codes.ts";
import { relativeError } from "./compare.ts";
import { compareLayers, type LayersComparison, MOST_SAMPLES } from "./layer_by_layer.ts";
import { outputTolerance } from "./tolerance.ts";

/** Numbers that the framework is asked for besides outputs, over all samples: 256 MiB. */
const MOST_INNER = 2 ** 25;

/** Of all codes of a model's outputs, the share that may differ. */
const FEW = 0.02;

/** How well the imported model agrees with its framework. */
export interface ImportComparison {
  /** Name and version of the framework, and what was rewritten for it; null where none runs the model. */
  readonly oracle: string | null;
  /** Why there is none; null where there is one. */
  readonly missing: Omit<OracleMissing, "kind"> | null;
  /** Largest |difference| as a fraction of the range of that output; null without a framework. */
  readonly maxRelError: number | null;
  /** How large that may be; null without a framework. See `outputTolerance` for whence it comes. */
  readonly tolerance: number | null;
  /** Layer by layer, each on the framework's own tensors; null without a framework. */
  readonly layers: LayersComparison | null;
  /** A tensor to which the framework gives another shape; null if there is none. */
  readonly conflict: string | null;
  /**
   * Of a model whose outputs are all quantised: where they differ by whole codes. One code is a pass: the framework's
   * float32 sums may fall on the other side of the border between two. Absent for other models.
   */
  readonly codes?: CodeComparison;
}

/**
 * Compares an imported model in float64 with the framework on the original file: its outputs, and every layer by itself
 * whose tensor the framework can give.
 *
 * @param data Samples `(N, ...shape)` in the source's own layout, by the name of the input.
 * @param outputs What {@linkcode evaluateOutputs} makes of them; default: it is asked.
 */
export async function compareImport(
  model: Model,
  data: ReadonlyMap<string, NdArray>,
  outputs: ReadonlyMap<string, NdArray> = evaluateOutputs(model, data).outputs,
): Promise<ImportComparison> {
  return compareWithAnswer(model, { data, outputs, answer: await askFramework(model, data) });
}

/** What a model's framework makes of some data, as far as a comparison needs it. */
export async function askFramework(
  model: Model,
  data: ReadonlyMap<string, NdArray>,
): Promise<OracleAnswer> {
  return await runOracle(model, data, { innerSamples: innerSamples(model) });
}

/** Compares a model with what its framework has answered. */
export function compareWithAnswer(
  model: Model,
  { data, outputs, answer }: {
    readonly data: ReadonlyMap<string, NdArray>;
    readonly outputs: ReadonlyMap<string, NdArray>;
    readonly answer: OracleAnswer;
  },
): ImportComparison {
  const nothing = {
    oracle: null,
    missing: null,
    maxRelError: null,
    tolerance: null,
    layers: null,
    conflict: null,
  };
  if (answer.kind === "missing") {
    const { framework, reason, node } = answer;
    return { ...nothing, missing: { framework, reason, node } };
  }
  if (answer.kind === "conflict") {
    return { ...nothing, oracle: answer.framework, conflict: answer.problem };
  }
  const codes = compareCodes(model, outputs, answer);
  return {
    ...nothing,
    oracle: answer.oracle,
    maxRelError: relativeError(outputs, answer.outputs),
    tolerance: outputTolerance(model, answer.precision),
    layers: compareLayers(model, { data, run: answer }),
    ...codes && { codes },
  };
}

/** Whether a model computes what its framework does; null where there was none to ask. */
export function agrees({ missing, conflict, maxRelError, tolerance, layers, codes }: ImportComparison):
  | boolean
  | null {
  if (missing !== null) return null;
  if (conflict !== null || maxRelError === null || tolerance === null) return false;
  if (layers !== null && layers.wrong.length > 0) return false;
  return maxRelError <= tolerance || (codes !== undefined && isRounding(codes, layers));
}

/**
 * Whether codes differ as float32 makes them differ. Where it takes the next code at one quantiser, the quantisers behind
 * may be off by a few, or many may be by one; then every quantiser must have been found right by itself.
 */
function isRounding(codes: CodeComparison, layers: LayersComparison | null): boolean {
  const few = codes.differing <= 1 + FEW * codes.values;
  const isOne = isWithinOneCode(codes);
  return layers?.allQuantisers === true ? isOne || (few && Number.isInteger(codes.worst)) : isOne && few;
}

/** Every tensor of a model in float64, channels last, and its outputs as the source has them. */
export function evaluateOutputs(model: Model, data: ReadonlyMap<string, NdArray>): {
  readonly tensors: ReadonlyMap<string, RealTensor>;
  readonly outputs: ReadonlyMap<string, NdArray>;
} {
  const inputs = model.inputs.map((port) => toModelLayout(port, data.get(port.name)!));
  const tensors = evaluateFloat(model, inputs);
  const outputs = model.outputs.map((port) =>
    [port.name, toSourceLayout(port, tensors.get(port.layer)!)] as const
  );
  return { tensors, outputs: new Map(outputs) };
}

/** How many samples the tensors of a network are asked of. */
function innerSamples(model: Model): number {
  const sizes = model.source?.tensors.map(({ layer }) => sizeOf(shapeOf(model, layer))) ?? [];
  const size = sizes.reduce((sum, each) => sum + each, 1);
  return Math.max(1, Math.min(MOST_SAMPLES, Math.floor(MOST_INNER / size)));
}
