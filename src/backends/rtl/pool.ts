import type { PoolPlan, Stage, TensorPlan, UpsamplePlan } from "../../design/mod.ts";
import { fractionBits } from "../../fixed/mod.ts";
import { castParameters } from "./cast.ts";
import { packed } from "./literals.ts";
import type { Parameter, StageModule } from "./module.ts";
import { POOL_CYCLES, treeLevels, WINDOW_CYCLES } from "./timing.ts";
import { windowParameters } from "./window_parameters.ts";

/** Bits of the number of a pixel in a window. */
const TAP_WIDTH = 16;

/** What a window module reads and writes. */
interface Ends {
  readonly input: TensorPlan;
  readonly output: TensorPlan;
}

/** A pooling as an instance of `pool.v`, or why there is none. */
export function poolModule({ id }: Stage, plan: PoolPlan, { input, output }: Ends): StageModule | string {
  const { taps } = plan;
  const averages = plan.function === "average";
  const halvings = Math.log2(taps.length);
  if (averages && !Number.isInteger(halvings)) {
    return `an average of ${taps.length} elements, which is divided`;
  }
  if (averages && isCut(plan)) return "an average over windows that borders cut, which is divided";
  const window = windowParameters(id, plan);
  const levels = treeLevels(taps.length);
  return {
    module: "pool",
    parameters: [
      ...elements(input, plan.channels),
      ...window.parameters,
      ["SUMS", averages],
      ["TAPS", taps.length],
      ["TAP_WIDTH", TAP_WIDTH],
      ["TAP_PIXEL", {
        bits: packed(taps.map(({ row, column }) => row * window.columns + column), TAP_WIDTH),
        width: TAP_WIDTH * taps.length,
      }],
      // A sum grows by a bit a level; the sign, and what is smaller than everything.
      ["E_WIDTH", input.type.width + (averages ? levels : 0) + 2],
      ...castParameters("RESULT", {
        fraction: fractionBits(input.type) + (averages ? halvings : 0),
      }, output.type),
    ],
    memories: window.memories,
    inputs: ["in"],
    outputs: [""],
    cycles: WINDOW_CYCLES + levels + POOL_CYCLES,
    interval: 1,
    about: `${plan.function} of ${plan.geometry.map(({ kernel }) => kernel).join("x")}`,
  };
}

/** Whether some window reaches beyond the map. */
function isCut({ geometry }: PoolPlan): boolean {
  return geometry.some(({ input, output, kernel, stride, dilation, before }) =>
    before > 0 || (output - 1) * stride + (kernel - 1) * dilation >= input
  );
}

/** An up-sampling as an instance of `upsample.v`. */
export function upsampleModule({ id }: Stage, plan: UpsamplePlan, { input, output }: Ends): StageModule {
  const window = windowParameters(id, plan);
  return {
    module: "upsample",
    parameters: [
      ...elements(input, plan.channels),
      ...window.parameters,
      ...castParameters("RESULT", { fraction: fractionBits(input.type) }, output.type),
    ],
    memories: window.memories,
    inputs: ["in"],
    outputs: [""],
    cycles: WINDOW_CYCLES + POOL_CYCLES,
    interval: 1,
    about: `every pixel ${plan.geometry.map(({ factor }) => factor).join("x")} times`,
  };
}

function elements({ type }: TensorPlan, channels: number): readonly Parameter[] {
  return [["X_WIDTH", type.width], ["X_SIGNED", type.signed], ["CHANNELS", channels]];
}
