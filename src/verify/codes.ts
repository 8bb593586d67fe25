import { fractionBits } from "../fixed/mod.ts";
import { type Model, primitiveOf } from "../model/mod.ts";
import type { OracleRun } from "../oracles/mod.ts";
import { type NdArray, sizeOf } from "../tensor/mod.ts";
import { codeSlack } from "./tolerance.ts";

/** Differences that a report lists one by one. */
const MOST_LISTED = 200;

/** Where the outputs of a quantised model differ from the framework's by whole codes. */
export interface CodeComparison {
  /** Output values compared. */
  readonly values: number;
  /** Those that differ by a code or more. */
  readonly differing: number;
  /** The largest difference in codes; not a whole number where something else than a code differs. */
  readonly worst: number;
  /** The first 200 values that differ, in the order of the outputs. */
  readonly listed: readonly CodeDifference[];
}

/** A value that the framework quantised to another code: its float32 rounding errors reached a border between two. */
export interface CodeDifference {
  /** Name of the output. */
  readonly output: string;
  /** Indices in the output's own layout, the sample first. */
  readonly index: readonly number[];
  /** What float64 gives. */
  readonly float64: number;
  /** What the framework gives. */
  readonly framework: number;
  /** The second less the first, in codes. */
  readonly codes: number;
}

/** Compares two sets of outputs code by code; null unless every output of the model is quantised. */
export function compareCodes(
  model: Model,
  float64: ReadonlyMap<string, NdArray>,
  { outputs: framework, precision }: Pick<OracleRun, "outputs" | "precision">,
): CodeComparison | null {
  let [values, differing, worst] = [0, 0, 0];
  const listed: CodeDifference[] = [];
  for (const { name, layer } of model.outputs) {
    const step = stepOf(model, layer);
    const [a, b] = [float64.get(name)!, framework.get(name)!];
    if (step === null || a.data.length !== b.data.length) return null;
    values += a.data.length;
    for (let i = 0; i < a.data.length; i++) {
      const codes = (b.data[i] - a.data[i]) / step;
      const whole = Math.round(codes);
      if (!(Math.abs(codes - whole) <= codeSlack(a.data[i] / step, precision))) {
        worst = Math.max(worst, Math.abs(codes));
      }
      if (whole === 0) continue;
      differing++;
      worst = Math.max(worst, Math.abs(whole));
      if (listed.length < MOST_LISTED) {
        listed.push({
          output: name,
          index: a.shape.map((size, axis) => Math.floor(i / sizeOf(a.shape.slice(axis + 1))) % size),
          float64: a.data[i],
          framework: b.data[i],
          codes: whole,
        });
      }
    }
  }
  return { values, differing, worst, listed };
}

/** Whether codes differ by one at most, and nothing else does: what rounding errors of float32 can do to a quantised model. */
export function isWithinOneCode({ worst }: CodeComparison): boolean {
  return worst === 0 || worst === 1;
}

/** What a tensor's values are whole multiples of: the last bit of the quantiser that made them, times scales behind it. */
function stepOf(model: Model, name: string): number | null {
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]));
  let step = 1;
  for (let at = layers.get(name); at !== undefined; at = layers.get(at.inputs[0])) {
    const primitive = primitiveOf(model, at);
    switch (primitive.kind) {
      case "quantize":
        return step * 2 ** -fractionBits(primitive.type);
      case "affine":
        if (primitive.scale.some((scale) => scale !== primitive.scale[0] || scale === 0)) return null;
        step *= Math.abs(primitive.scale[0]);
        break;
      case "view":
      case "relu":
      case "permute":
      case "shuffle":
      case "upsample":
        break;
      default:
        return null;
    }
  }
  return null;
}
