import { packed } from "../../../base/numbers/packed.ts";
import type { LineForm } from "../../../design/mod.ts";
import { castParameters } from "./cast.ts";
import { type MultiplierEnds, multiplierParameters, type StageModule } from "../text/module.ts";

/** A line as an instance of `linear.v`, or why there is none. */
export function linearModule(
  { line, turns, factorBits, exactBits, multiplies, result }: LineForm,
  { input, timing }: Omit<MultiplierEnds, "output">,
): StageModule | string {
  const { width } = input.beats;
  const period = line.up.length;
  if (turns === null) return `parameters that repeat after ${period} elements, in beats of ${width}`;
  const elements = turns.beats * width;
  const vector = (values: readonly bigint[], bits: number) => ({
    bits: packed(Array.from({ length: elements }, (_, i) => values[i % period]), bits),
    width: elements * bits,
  });
  const end = (value: bigint | null) => ({ bits: value ?? 0n, width: exactBits });
  return {
    module: "linear",
    parameters: [
      ["LANES", width],
      ["X_WIDTH", input.type.width],
      ["X_SIGNED", input.type.signed],
      ["BEATS", turns.beats],
      ["BEAT_WIDTH", turns.bits],
      ["KNEE", { bits: line.knee, width: input.type.width + 1 }],
      ["F_WIDTH", factorBits],
      ["UP", vector(line.up, factorBits)],
      ["DOWN", vector(line.down, factorBits)],
      ["E_WIDTH", exactBits],
      ["SHIFT", vector(line.shift, exactBits)],
      ["HAS_LEAST", line.least !== null],
      ["LEAST", end(line.least)],
      ["HAS_MOST", line.most !== null],
      ["MOST", end(line.most)],
      ["MULTIPLIES", multiplies],
      ...multiplierParameters(timing),
      ...castParameters("RESULT", result),
    ],
    memories: new Map(),
    inputs: ["in"],
    outputs: [""],
  };
}
