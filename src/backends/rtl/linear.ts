import { largest } from "../../base/extremes.ts";
import type { StagePlan, StreamTensor } from "../../design/mod.ts";
import { fractionBits, mantissaAt } from "../../fixed/mod.ts";
import type { FixedTensor } from "../../tensor/mod.ts";
import { castParameters } from "./cast.ts";
import { indexWidth, packed, signedWidth } from "./literals.ts";
import { type MultiplierEnds, multiplierParameters, type StageModule } from "./module.ts";

/** What `linear.v` computes: y = (x > knee ? up : down)·x + shift, brought between two ends; mantissas all of them. */
export interface BentLine {
  /** Of the exact result. */
  readonly fraction: number;
  readonly knee: bigint;
  /** One an element of the period; their products with x have the fraction bits above. */
  readonly up: readonly bigint[];
  readonly down: readonly bigint[];
  readonly shift: readonly bigint[];
  readonly least: bigint | null;
  readonly most: bigint | null;
}

/** Stages that are such a line. */
export type LinePlan = Extract<
  StagePlan,
  { readonly kind: "affine" | "cast" | "clip" | "hard_sigmoid" | "rectifier" | "relu" | "threshold" }
>;

/** The line of a plan. */
export function bentLine(plan: LinePlan, x: StreamTensor): BentLine {
  const fraction = fractionBits(x.type);
  const plain = { fraction, knee: 0n, up: [1n], down: [1n], shift: [0n], least: null, most: null };
  switch (plan.kind) {
    case "cast":
      return plain;
    case "relu":
      return { ...plain, down: [0n] };
    case "threshold":
      return { ...plain, knee: mantissaAt(plan.last.data, 0, plan.last.type), down: [0n] };
    case "rectifier": {
      const slopes = fractionBits(plan.slopes.type);
      const common = largest([0, slopes]);
      const down = mantissas(plan.slopes, common - slopes);
      return {
        ...plain,
        fraction: fraction + common,
        up: down.map(() => 1n << BigInt(common)),
        down,
        shift: down.map(() => 0n),
      };
    }
    case "clip": {
      const bound = fractionBits(plan.type);
      const common = largest([fraction, bound]);
      const one = [1n << BigInt(common - fraction)];
      const moved = (end: bigint | null) => end === null ? null : end << BigInt(common - bound);
      return {
        ...plain,
        fraction: common,
        up: one,
        down: one,
        least: moved(plan.min),
        most: moved(plan.max),
      };
    }
    case "affine": {
      const product = fraction + fractionBits(plan.scale.type);
      const common = largest([product, fractionBits(plan.shift.type)]);
      const scale = mantissas(plan.scale, common - product);
      const shift = mantissas(plan.shift, common - fractionBits(plan.shift.type));
      return { ...plain, fraction: common, up: scale, down: scale, shift };
    }
    case "hard_sigmoid": {
      const product = fraction + fractionBits(plan.slope.type);
      const common = largest([product, fractionBits(plan.offset.type), 0]);
      const slope = mantissas(plan.slope, common - product);
      return {
        ...plain,
        fraction: common,
        up: slope,
        down: slope,
        shift: mantissas(plan.offset, common - fractionBits(plan.offset.type)),
        least: 0n,
        most: 1n << BigInt(common),
      };
    }
  }
}

function mantissas({ data, type }: FixedTensor, lift: number): readonly bigint[] {
  return Array.from(data, (_, i) => mantissaAt(data, i, type) << BigInt(lift));
}

/** A line as an instance of `linear.v`, or why there is none. */
export function linearModule(
  line: BentLine,
  { input, output, timing }: MultiplierEnds,
): StageModule | string {
  const { width, count } = input.beats;
  const period = line.up.length;
  const beats = period <= width ? 1 : period / width;
  const divides = period <= width ? width % period === 0 : Number.isInteger(beats) && count % beats === 0;
  if (!divides) return `parameters that repeat after ${period} elements, in beats of ${width}`;
  const spread = (values: readonly bigint[]) =>
    Array.from({ length: beats * width }, (_, i) => values[i % period]);
  const factorWidth = signedWidth([...line.up, ...line.down]);
  const productWidth = input.type.width + factorWidth;
  const ends = [line.least ?? 0n, line.most ?? 0n];
  const exactWidth = largest([productWidth, signedWidth([...line.shift, ...ends])]) + 1;
  const vector = (values: readonly bigint[], bits: number) => ({
    bits: packed(spread(values), bits),
    width: beats * width * bits,
  });
  const end = (value: bigint | null) => ({ bits: value ?? 0n, width: exactWidth });
  return {
    module: "linear",
    parameters: [
      ["LANES", width],
      ["X_WIDTH", input.type.width],
      ["X_SIGNED", input.type.signed],
      ["BEATS", beats],
      ["BEAT_WIDTH", indexWidth(beats)],
      ["KNEE", { bits: line.knee, width: input.type.width + 1 }],
      ["F_WIDTH", factorWidth],
      ["UP", vector(line.up, factorWidth)],
      ["DOWN", vector(line.down, factorWidth)],
      ["E_WIDTH", exactWidth],
      ["SHIFT", vector(line.shift, exactWidth)],
      ["HAS_LEAST", line.least !== null],
      ["LEAST", end(line.least)],
      ["HAS_MOST", line.most !== null],
      ["MOST", end(line.most)],
      ...multiplierParameters(timing),
      ...castParameters("RESULT", { fraction: line.fraction }, output.type),
    ],
    memories: new Map(),
    inputs: ["in"],
    outputs: [""],
  };
}
