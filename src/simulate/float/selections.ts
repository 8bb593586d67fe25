import type { SelectAxis, SelectPrimitive, ShufflePrimitive } from "../../layers/mod.ts";
import { sizeOf } from "../../tensor/mod.ts";

/** A range along every axis; what the input does not hold is the fill. */
export function select({ axes, fill }: SelectPrimitive, x: Float64Array, samples: number): Float64Array {
  const [input, output] = [axes.map((axis) => axis.input), axes.map((axis) => axis.output)];
  const y = new Float64Array(samples * sizeOf(output)).fill(fill);
  for (let i = 0; i < sizeOf(output); i++) {
    const from = sourceOf(i, axes);
    if (from === null) continue;
    for (let sample = 0; sample < samples; sample++) {
      y[sample * sizeOf(output) + i] = x[sample * sizeOf(input) + from];
    }
  }
  return y;
}

/** The element of the input that stands at an offset of the output, or null. */
function sourceOf(offset: number, axes: readonly SelectAxis[]): number | null {
  let [rest, from, stride] = [offset, 0, 1];
  for (const { input, output, start, step } of axes.toReversed()) {
    const position = start + (rest % output) * step;
    if (position < 0 || position >= input) return null;
    from += position * stride;
    stride *= input;
    rest = Math.floor(rest / output);
  }
  return from;
}

/** Blocks of a map to channels, or back. */
export function shuffle(primitive: ShufflePrimitive, x: Float64Array, samples: number): Float64Array {
  const { toDepth, block, strides } = primitive;
  const [height, width, channels] = primitive.wide;
  const y = new Float64Array(x.length);
  let wide = 0;
  for (let row = 0; row < samples * height; row++) {
    for (let column = 0; column < width; column++) {
      for (let channel = 0; channel < channels; channel++) {
        const place = (row % block) * block + column % block;
        const pixel = Math.floor(row / block) * (width / block) + Math.floor(column / block);
        const deep = pixel * channels * block ** 2 + place * strides.place + channel * strides.channel;
        if (toDepth) y[deep] = x[wide];
        else y[wide] = x[deep];
        wide++;
      }
    }
  }
  return y;
}
