import { assertEquals } from "@std/assert";
import { buildModel, type ModelBuilder, type Node } from "../../src/model/mod.ts";
import { foldPad } from "../../src/passes/fold_pad.ts";
import { layersOf, randomTensor, runEqually } from "./support.ts";

const BORDERS = [{ before: 1, after: 2 }, { before: 0, after: 1 }];

function convOf(b: ModelBuilder, x: Node): Node {
  const padding = [{ before: 1, after: 0 }, { before: 2, after: 1 }];
  return b.conv2d(x, { weights: randomTensor([3, 2, 2, 3]), strides: [2, 1], padding });
}

function input(b: ModelBuilder): Node {
  return b.input({ height: 4, width: 5, channels: 2 });
}

Deno.test("fold_pad folds zeros around a map into a convolution that pads already", () => {
  const model = buildModel("padded", (b) => convOf(b, b.pad(input(b), { borders: BORDERS })));
  const result = runEqually(foldPad, model);
  assertEquals(layersOf(result), ["input_1 input", "conv2d_1 conv"]);
});

Deno.test("fold_pad folds zeros around a sequence", () => {
  const model = buildModel("padded", (b) => {
    const x = b.pad(b.input({ length: 5, channels: 2 }), { borders: [{ before: 3, after: 0 }] });
    return b.conv1d(x, { weights: randomTensor([3, 1, 2]), groups: 2 });
  });
  assertEquals(layersOf(runEqually(foldPad, model)), ["input_1 input", "conv1d_1 conv"]);
});

Deno.test("fold_pad leaves what is no zero, lies along channels, crops, or is read by somebody else too", () => {
  const kept: readonly ((b: ModelBuilder) => Node | readonly Node[])[] = [
    (b) => convOf(b, b.pad(input(b), { borders: BORDERS, value: 0.5 })),
    (b) => {
      const x = b.pad(b.input({ height: 4, width: 5, channels: 1 }), {
        borders: [...BORDERS, { before: 0, after: 1 }],
      });
      return convOf(b, x);
    },
    (b) => convOf(b, b.pad(input(b), { borders: [{ before: 1, after: -1 }] })),
    (b) => {
      const padded = b.pad(input(b), { borders: BORDERS });
      return [convOf(b, padded), b.relu(padded)];
    },
    (b) => {
      const padded = b.pad(input(b), { borders: BORDERS });
      return [padded, convOf(b, padded)];
    },
    (b) => b.relu(b.pad(input(b), { borders: BORDERS })),
  ];
  for (const build of kept) {
    const model = buildModel("kept", build);
    assertEquals(layersOf(runEqually(foldPad, model)), layersOf(model));
  }
});
