import { buildModel, type Model } from "../../src/model/mod.ts";
import { seededRandom } from "../../src/simulate/mod.ts";
import type { NdArray } from "../../src/tensor/mod.ts";

const SAMPLES = 24;

/** A network whose types are found in a moment. */
export function smallModel(): Model {
  const random = seededRandom(5);
  const numbers = (length: number) => Float64Array.from({ length }, () => random.next() * 2 - 1);
  return buildModel("tuned", (b) => {
    const x = b.input({ height: 3, width: 4, channels: 2 });
    const up = b.convTranspose2d(x, {
      name: "up",
      weights: { shape: [2, 3, 2, 3], data: numbers(36) },
      bias: numbers(3),
      strides: 2,
    });
    return b.conv2d(b.relu(up, { name: "positive" }), {
      name: "last",
      weights: { shape: [1, 3, 3, 1], data: numbers(9) },
    });
  });
}

/** Samples whose numbers reach from −3 to 3. */
export function smallSamples(seed = 9): NdArray {
  const random = seededRandom(seed);
  return {
    shape: [SAMPLES, 3, 4, 2],
    data: Float64Array.from({ length: SAMPLES * 24 }, () => random.next() * 6 - 3),
  };
}
