import type { FixedTensor } from "../../../src/tensor/mod.ts";
import type { ConvolutionOperands } from "../../../src/simulate/scalar/mac.ts";
import type { FixedType } from "../../../src/fixed/mod.ts";
import { rationalCast } from "../../fixed/rational_cast.ts";
import { mantissasOf, rational } from "../support.ts";

/**
 * The definition of a convolution that the tests trust: every output by itself, every tap by searching all elements
 * of the input for those that it meets, every cast over fractions.
 */
export function definedConvolution(
  plan: ConvolutionOperands,
  { x, to, samples }: { readonly x: FixedTensor; readonly to: FixedType; readonly samples: number },
): bigint[] {
  const { geometry, transposed, groups, channels, accumulator } = plan;
  const single = { input: 1, output: 1, kernel: 1, stride: 1, dilation: 1, before: 0 };
  const [height, width] = geometry.length === 2 ? geometry : [single, geometry[0]];
  const groupInputs = channels.input / groups;
  const [xs, ws, bs] = [x, plan.weights, plan.bias].map(mantissasOf);
  const meets = (axis: typeof single, at: { input: number; tap: number; output: number }) =>
    transposed
      ? at.input * axis.stride + at.tap * axis.dilation - axis.before === at.output
      : at.output * axis.stride + at.tap * axis.dilation - axis.before === at.input;
  const outputs: bigint[] = [];
  for (let n = 0; n < samples; n++) {
    for (let row = 0; row < height.output; row++) {
      for (let column = 0; column < width.output; column++) {
        for (let o = 0; o < channels.output; o++) outputs.push(pixel(n, { row, column, o }));
      }
    }
  }
  return outputs;

  function pixel(n: number, { row, column, o }: { row: number; column: number; o: number }): bigint {
    const group = Math.floor(o / (channels.output / groups));
    let acc = rationalCast(rational(bs[o], plan.bias.type), accumulator);
    for (let kr = 0; kr < height.kernel; kr++) {
      for (let kc = 0; kc < width.kernel; kc++) {
        for (let c = 0; c < groupInputs; c++) {
          for (let i = 0; i < height.input; i++) {
            for (let k = 0; k < width.input; k++) {
              if (!meets(height, { input: i, tap: kr, output: row })) continue;
              if (!meets(width, { input: k, tap: kc, output: column })) continue;
              const a = rational(
                xs[((n * height.input + i) * width.input + k) * channels.input + group * groupInputs + c],
                x.type,
              );
              const b = rational(
                ws[((kr * width.kernel + kc) * groupInputs + c) * channels.output + o],
                plan.weights.type,
              );
              const product = rationalCast(
                { numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator },
                accumulator,
              );
              acc = rationalCast(rational(acc + product, accumulator), accumulator);
            }
          }
        }
      }
    }
    return rationalCast(rational(acc, accumulator), to);
  }
}
