import { largest } from "../../base/extremes.ts";
import { packed } from "../../base/packed.ts";
import { indexBits } from "../../schedule/mod.ts";
import { fractionBits } from "../../fixed/mod.ts";
import { castParameters } from "./cast.ts";
import { signedWidth } from "./literals.ts";
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
      ["BEAT_WIDTH", indexBits(beats)],
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
      ["MULTIPLIES", beats > 1 || [...line.up, ...line.down].some((factor) => !isWired(factor))],
      ...multiplierParameters(timing),
      ...castParameters("RESULT", { dropped: line.fraction - fractionBits(output.type), to: output.type }),
    ],
    memories: new Map(),
    inputs: ["in"],
    outputs: [""],
  };
}

/** Whether a product with a constant is no more than wires: 0, or a power of two. */
function isWired(factor: bigint): boolean {
  return factor >= 0n && (factor & (factor - 1n)) === 0n;
}
