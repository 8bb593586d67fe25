import { assertEquals } from "@std/assert";
import { buildModel, type ModelBuilder, type Node } from "../../src/model/mod.ts";
import { foldCrop } from "../../src/passes/fold_crop.ts";
import { layersOf, randomNumbers, randomTensor, runEqually } from "./support.ts";

const BORDERS = [{ before: 1, after: 2 }, { before: 0, after: 3 }];

function up(b: ModelBuilder): Node {
  return b.convTranspose2d(b.input({ height: 3, width: 4, channels: 2 }), {
    weights: randomTensor([3, 4, 2, 3]),
    bias: randomNumbers(3),
    strides: [2, 3],
    padding: [{ before: 1, after: 0 }, { before: 0, after: 1 }],
    outputPadding: [1, 0],
  });
}

Deno.test("fold_crop folds a crop into a transposed convolution that crops and pads already", () => {
  const model = buildModel("cropped", (b) => b.crop(up(b), { borders: BORDERS }));
  const result = runEqually(foldCrop, model);
  assertEquals(layersOf(result), ["input_1 input", "conv_transpose2d_1 conv_transpose"]);
  assertEquals(result.outputs[0].layer, "conv_transpose2d_1");
});

Deno.test("fold_crop folds a slice of whole pixels, and what cuts off all that some inputs make", () => {
  const model = buildModel("sliced", (b) => b.slice(up(b), { ranges: [{ start: 5 }, { start: 7, end: 9 }] }));
  assertEquals(layersOf(runEqually(foldCrop, model)), ["input_1 input", "conv_transpose2d_1 conv_transpose"]);
});

Deno.test("fold_crop folds through layers that work element by element, and cuts their parameters", () => {
  const model = buildModel("through", (b) => {
    const y = b.batchNorm(up(b), { scale: randomNumbers(3, 5), shift: randomNumbers(3, 6) });
    const slopes = randomNumbers(y.shape.reduce((a, c) => a * c), 7);
    return b.crop(b.tanh(b.prelu(y, { slopes })), { borders: BORDERS });
  });
  const result = runEqually(foldCrop, model);
  assertEquals(layersOf(result), [
    "input_1 input",
    "conv_transpose2d_1 conv_transpose",
    "batch_norm_1 batch_norm",
    "prelu_1 prelu",
    "tanh_1 tanh",
  ]);
});

Deno.test("fold_crop leaves strides, channels, borders that grow, other layers, and tensors with another reader", () => {
  const kept: readonly ((b: ModelBuilder) => Node | readonly Node[])[] = [
    (b) => b.slice(up(b), { ranges: [{ step: 2 }] }),
    (b) => b.slice(up(b), { ranges: [{}, {}, { start: 1 }] }),
    (b) => b.pad(up(b), { borders: [{ before: -1, after: 1 }] }),
    (b) => {
      const weights = randomTensor([2, 2, 2, 3]);
      const x = b.conv2d(b.input({ height: 5, width: 6, channels: 2 }), { weights });
      return b.crop(x, { borders: BORDERS });
    },
    (b) => b.crop(b.dense(up(b), { weights: randomTensor([3, 2]) }), { borders: BORDERS }),
    (b) => {
      const y = b.relu(up(b));
      return [b.crop(y, { borders: BORDERS }), b.tanh(y)];
    },
    (b) => {
      const y = up(b);
      return [y, b.crop(b.relu(y), { borders: BORDERS })];
    },
  ];
  for (const build of kept) {
    const model = buildModel("kept", build);
    assertEquals(layersOf(runEqually(foldCrop, model)), layersOf(model));
  }
});
