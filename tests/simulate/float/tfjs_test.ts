import { assertEquals } from "@std/assert";
import * as tf from "npm:@tensorflow/tfjs@4.22.0";
import { buildModel, type ModelBuilder, type Node } from "../../../src/model/mod.ts";
import { evaluateFloat } from "../../../src/simulate/mod.ts";
import { randomReals } from "../support.ts";

await tf.setBackend("cpu");

const SAMPLES = 2;

const numbers = (shape: readonly number[], seed: bigint) => ({
  shape,
  data: randomReals(shape.reduce((product, size) => product * size, 1), seed),
});

function tensor<R extends tf.Rank>({ shape, data }: { shape: readonly number[]; data: Float64Array }) {
  return tf.tensor<R>(Float32Array.from(data), [...shape] as tf.ShapeMap[R]);
}

/** Compares a layer on a map of this size with TF.js: all numbers are exact in float32, so nothing may differ. */
function compare(
  shape: readonly [number, number] | readonly [number, number, number],
  build: (b: ModelBuilder, x: Node) => Node,
  reference: (x: { shape: readonly number[]; data: Float64Array }) => tf.Tensor,
): void {
  const model = buildModel("layer", (b) => {
    const x = shape.length === 2
      ? b.input({ length: shape[0], channels: shape[1] })
      : b.input({ height: shape[0], width: shape[1], channels: shape[2] });
    return build(b, x);
  });
  const x = numbers([SAMPLES, ...shape], 1n);
  const y = evaluateFloat(model, [x]).get(model.outputs[0].layer)!;
  const expected = reference(x);
  assertEquals(y.shape, expected.shape);
  assertEquals([...y.data], [...expected.dataSync()]);
}

for (const padding of ["same", "valid"] as const) {
  for (const [strides, dilation] of [[1, 1], [2, 1], [3, 1], [1, 2], [1, 3]]) {
    Deno.test(`evaluateFloat() agrees with TF.js: conv1d ${padding}, strides ${strides}, dilation ${dilation}`, () => {
      const weights = numbers([4, 3, 5], 2n);
      compare(
        [13, 3],
        (b, x) => b.conv1d(x, { weights, strides, dilation, padding }),
        (x) =>
          tf.conv1d(tensor<tf.Rank.R3>(x), tensor<tf.Rank.R3>(weights), strides, padding, "NWC", dilation),
      );
    });

    Deno.test(`evaluateFloat() agrees with TF.js: conv2d ${padding}, strides ${strides}, dilation ${dilation}`, () => {
      const weights = numbers([3, 2, 2, 3], 2n);
      const [s, d]: [[number, number], [number, number]] = [[strides, 1], [1, dilation]];
      // TF.js takes strides or dilation above 1, never both.
      compare(
        [7, 9, 2],
        (b, x) => b.conv2d(x, { weights, strides: s, dilation: d, padding }),
        (x) => tf.conv2d(tensor<tf.Rank.R4>(x), tensor<tf.Rank.R4>(weights), s, padding, "NHWC", d),
      );
    });
  }

  for (const strides of [1, 2]) {
    Deno.test(`evaluateFloat() agrees with TF.js: depthwise conv2d ${padding}, strides ${strides}`, () => {
      const filter = numbers([3, 2, 3, 2], 2n);
      const weights = { shape: [3, 2, 1, 6], data: filter.data };
      compare(
        [7, 6, 3],
        (b, x) => b.conv2d(x, { weights, strides, groups: 3, padding }),
        (x) => tf.depthwiseConv2d(tensor<tf.Rank.R4>(x), tensor<tf.Rank.R4>(filter), strides, padding),
      );
    });
  }

  for (const [kernel, strides] of [[[3, 3], [2, 2]], [[2, 4], [2, 2]], [[5, 2], [3, 1]], [[3, 5], [1, 3]]]) {
    Deno.test(`evaluateFloat() agrees with TF.js: convTranspose2d ${padding}, ${kernel} strides ${strides}`, () => {
      const [height, width, inputs, outputs] = [4, 3, 2, 3];
      const weights = numbers([...kernel, inputs, outputs], 2n);
      const lengths = [height, width].map((n, i) =>
        padding === "same" ? n * strides[i] : strides[i] * (n - 1) + Math.max(kernel[i], strides[i])
      );
      compare(
        [height, width, inputs],
        (b, x) => b.convTranspose2d(x, { weights, strides, padding }),
        (x) =>
          tf.conv2dTranspose(
            tensor<tf.Rank.R4>(x),
            tensor<tf.Rank.R4>(weights).transpose<tf.Tensor4D>([0, 1, 3, 2]),
            [SAMPLES, lengths[0], lengths[1], outputs],
            [strides[0], strides[1]],
            padding,
          ),
      );
    });
  }
}
