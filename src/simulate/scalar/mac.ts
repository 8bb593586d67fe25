import type { ConvolutionPlan, DensePlan } from "../../design/mod.ts";
import type { AxisGeometry } from "../../layers/mod.ts";
import { createAccumulator } from "./accumulator.ts";
import type { Accumulator, MacOperands } from "./operands.ts";
import { tapsOfOutputs } from "./taps.ts";

/** The tensors of a stage: `x` as it is, `y` to be filled; samples are the outermost axis of both. */
export interface StageTensors extends Pick<MacOperands, "x" | "y"> {
  readonly samples: number;
}

/** All that is read of a convolution's plan: nothing of how the hardware computes it. */
export type ConvolutionOperands =
  & MacOperands["plan"]
  & Pick<ConvolutionPlan, "transposed" | "geometry" | "groups" | "channels">;

/** All that is read of a dense plan. */
export type DenseOperands = MacOperands["plan"] & Pick<DensePlan, "inputs" | "outputs">;

/** The height of a 1-D convolution. */
const SINGLE: AxisGeometry = { input: 1, output: 1, kernel: 1, stride: 1, dilation: 1, before: 0 };

/** Fully connected: one pixel, one tap. */
export function runDense(plan: DenseOperands, { x, y, samples }: StageTensors): void {
  const { inputs, outputs } = plan;
  const accumulator = createAccumulator({ plan, groups: 1, inputs, outputs, x, y });
  for (let sample = 0; sample < samples; sample++) {
    accumulator.start();
    accumulator.add({ input: sample * inputs, weight: 0 });
    accumulator.store(sample * outputs);
  }
}

/**
 * Every output pixel of a convolution, over its own taps in the order (kernel row, kernel column).
 *
 * @param accumulate How to accumulate; by default the fastest way that gives the bits of the definition.
 */
export function runConvolution(
  plan: ConvolutionOperands,
  { x, y, samples }: StageTensors,
  accumulate: (operands: MacOperands) => Accumulator = createAccumulator,
): void {
  const { groups, channels, transposed, geometry } = plan;
  const [height, width] = geometry.length === 2 ? geometry : [SINGLE, geometry[0]];
  const inputs = channels.input / groups;
  const weightsOfTap = inputs * channels.output;
  const accumulator = accumulate({ plan, groups, inputs, outputs: channels.output, x, y });
  const rows = tapsOfOutputs(height, transposed);
  const columns = tapsOfOutputs(width, transposed);
  let output = 0;
  for (let sample = 0; sample < samples; sample++) {
    for (const rowTaps of rows) {
      for (const columnTaps of columns) {
        accumulator.start();
        for (const row of rowTaps) {
          const xRow = (sample * height.input + row.input) * width.input;
          for (const column of columnTaps) {
            accumulator.add({
              input: (xRow + column.input) * channels.input,
              weight: (row.tap * width.kernel + column.tap) * weightsOfTap,
            });
          }
        }
        accumulator.store(output);
        output += channels.output;
      }
    }
  }
}
