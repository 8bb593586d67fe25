import type { SelectPlan, ShufflePlan } from "../../design/mod.ts";
import { laneOf } from "../../fixed/mod.ts";
import { type FixedTensor, type Mantissas, sizeOf } from "../../tensor/mod.ts";

/** A range along every axis of samples that are in the result type already. */
export function runSelect({ axes, fill }: SelectPlan, x: FixedTensor, samples: number): Mantissas {
  let data: Mantissas = x.data;
  let shape: readonly number[] = [samples, ...axes.map((axis) => axis.input)];
  // One axis after the other: what an axis fills is kept by those that follow.
  axes.forEach(({ input, output, start, step }, i) => {
    const inner = sizeOf(shape.slice(i + 2));
    const outer = sizeOf(shape.slice(0, i + 1));
    const y = new BigInt64Array(outer * output * inner).fill(laneOf(fill)) as Mantissas;
    for (let block = 0; block < outer; block++) {
      for (let j = 0; j < output; j++) {
        const position = start + j * step;
        if (position < 0 || position >= input) continue;
        const from = (block * input + position) * inner;
        y.set(data.subarray(from, from + inner), (block * output + j) * inner);
      }
    }
    shape = shape.with(i + 1, output);
    data = y;
  });
  return data;
}

/** Blocks of pixels to channels, or back, of samples that are in the result type already. */
export function runShuffle(plan: ShufflePlan, x: FixedTensor): Mantissas {
  const { toDepth, block, strides, wide: [height, width, channels] } = plan;
  const depth = channels * block ** 2;
  const y = new BigInt64Array(x.data.length) as Mantissas;
  const images = y.length / (height * width * channels);
  for (let pixel = 0; pixel < images * (height / block) * (width / block); pixel++) {
    const corner = Math.floor(pixel / (width / block)) * block * width + (pixel % (width / block)) * block;
    for (let place = 0; place < block ** 2; place++) {
      const inBlock = Math.floor(place / block) * width + place % block;
      for (let channel = 0; channel < channels; channel++) {
        const wide = (corner + inBlock) * channels + channel;
        const deep = pixel * depth + place * strides.place + channel * strides.channel;
        if (toDepth) y[deep] = x.data[wide];
        else y[wide] = x.data[deep];
      }
    }
  }
  return y;
}
