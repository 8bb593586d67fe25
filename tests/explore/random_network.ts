import { buildModel, type Model, type Node } from "../../src/model/mod.ts";
import type { Random } from "../../src/simulate/random.ts";

/** A network of one to three layers that multiply, small enough to try every choice of factors. */
export function smallNetwork(random: Random): Model {
  const pick = (values: readonly number[]) => values[Math.floor(random.next() * values.length)];
  const weights = (shape: readonly number[]) => ({
    shape,
    data: Float64Array.from(
      { length: shape.reduce((a, b) => a * b) },
      () => Math.round(random.next() * 8 - 4) / 4,
    ),
  });
  return buildModel("small", (b) => {
    let channels = pick([1, 2, 3]);
    let x: Node = b.input({ height: pick([2, 3, 5]), width: pick([3, 4]), channels });
    const layers = pick([1, 2, 3]);
    for (let i = 0; i < layers; i++) {
      const [kernel, outputs] = [pick([1, 2, 3]), pick([1, 2, 4, 5])];
      const name = `layer${i}`;
      const next = pick([0, 1, 2]);
      if (next === 2 && i === layers - 1) {
        return b.dense(b.globalAveragePool(x), { name, weights: weights([channels, outputs]) });
      }
      x = next === 0
        ? b.conv2d(x, { name, weights: weights([kernel, 1, channels, outputs]), padding: "same" })
        : b.convTranspose2d(x, {
          name,
          weights: weights([kernel, 2, channels, outputs]),
          strides: pick([1, 2]),
        });
      channels = outputs;
    }
    return b.relu(x);
  });
}
