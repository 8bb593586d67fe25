import { assertEquals } from "@std/assert";
import { buildModel, createModel, type Model } from "../../src/model/mod.ts";
import { PASSES, simplifyModel } from "../../src/passes/mod.ts";
import { layersOf, randomNumbers, randomTensor, runEqually } from "./support.ts";

const SIMPLIFY = { run: simplifyModel };

function norm(channels: number) {
  return { scale: randomNumbers(channels, 21), shift: randomNumbers(channels, 22) };
}

Deno.test("simplifyModel() drops both reshapes around a row and folds what lies between", () => {
  const model = buildModel("row", (b) => {
    const x = b.reshape(b.input({ length: 6, channels: 2 }), { shape: [1, 6, 2] });
    const y = b.relu(b.batchNorm(b.conv2d(x, { weights: randomTensor([1, 3, 2, 4], 3) }), norm(4)));
    return b.reshape(y, { shape: [4, 4] });
  });
  const simplified = runEqually(SIMPLIFY, model);
  assertEquals(layersOf(simplified), ["input_1 input", "conv2d_1 conv", "relu_1 relu"]);
  assertEquals(simplified.outputs[0].layer, "relu_1");
});

Deno.test("simplifyModel() folds a channels-first decoder down to its own layers", () => {
  const model = buildModel("decoder", (b) => {
    const y = b.dense(b.input({ features: 5 }), {
      weights: randomTensor([5, 24], 3),
      bias: randomNumbers(24, 4),
    });
    const map = b.transpose(b.reshape(b.identity(y), { shape: [4, 2, 3] }), { permutation: [1, 2, 0] });
    const up = b.convTranspose2d(b.relu(b.batchNorm(map, norm(4))), {
      weights: randomTensor([4, 3, 4, 2], 5),
      strides: 2,
      padding: "same",
    });
    return b.tanh(b.batchNorm(up, norm(2)));
  });
  assertEquals(layersOf(runEqually(SIMPLIFY, model)), [
    "input_1 input",
    "dense_1 dense",
    "reshape_1 reshape",
    "relu_1 relu",
    "conv_transpose2d_1 conv_transpose",
    "tanh_1 tanh",
  ]);
});

Deno.test("simplifyModel() folds a channels-first encoder down to its own layers", () => {
  const model = buildModel("encoder", (b) => {
    const x = b.conv2d(b.input({ height: 4, width: 5, channels: 2 }), {
      weights: randomTensor([2, 3, 2, 3], 3),
    });
    const flat = b.flatten(b.transpose(b.relu(x), { permutation: [2, 0, 1] }));
    return b.dense(b.batchNorm(flat, norm(27)), { weights: randomTensor([27, 4], 4) });
  });
  assertEquals(layersOf(runEqually(SIMPLIFY, model)), [
    "input_1 input",
    "conv2d_1 conv",
    "relu_1 relu",
    "flatten_1 reshape",
    "dense_1 dense",
  ]);
});

Deno.test("simplifyModel() keeps source and ports of a model that came from a file", () => {
  const built = buildModel("file", (b) => b.identity(b.relu(b.input({ height: 2, width: 3, channels: 4 }))));
  const firstToLast = { sourceShape: [4, 2, 3], axes: [1, 2, 0], batch: 1 };
  const model: Model = createModel({
    ...built,
    inputs: [{ ...firstToLast, name: "x:0", layer: "input_1" }],
    outputs: [{ ...firstToLast, name: "y:0", layer: "identity_1" }],
    source: {
      format: "onnx",
      main: "m.onnx",
      files: new Map(),
      inputShapes: new Map(),
      constants: new Map(),
      tensors: [],
    },
  });
  const simplified = runEqually(SIMPLIFY, model);
  assertEquals(simplified.outputs, [{ ...firstToLast, name: "y:0", layer: "relu_1" }]);
});

Deno.test("simplifyModel() changes nothing in what it has simplified", () => {
  const model = buildModel("twice", (b) => {
    const x = b.transpose(b.input({ height: 2, width: 3, channels: 4 }), { permutation: [2, 0, 1] });
    return b.tanh(b.batchNorm(b.relu(b.reshape(x, { shape: [6, 4] })), norm(4)));
  });
  const once = runEqually(SIMPLIFY, model);
  assertEquals(simplifyModel(once), once);
});

Deno.test("simplifyModel() folds layers that only became neighbours on its way", () => {
  const model = buildModel("neighbours", (b) => {
    const x = b.transpose(b.input({ length: 2, channels: 3 }), { permutation: [1, 0] });
    const same = b.reshape(b.transpose(b.reshape(x, { shape: [1, 3, 2] }), { permutation: [1, 0, 2] }), {
      shape: [3, 2],
    });
    return b.relu(b.transpose(same, { permutation: [1, 0] }));
  });
  assertEquals(layersOf(runEqually(SIMPLIFY, model)), ["input_1 input", "relu_1 relu"]);
});

Deno.test("PASSES have distinct summaries and snake-case names", () => {
  for (const { name, summary } of PASSES) {
    assertEquals(name, name.match(/^[a-z]+(_[a-z]+)*$/)?.[0]);
    assertEquals(summary, summary.trim());
  }
  const distinct = new Set(PASSES);
  assertEquals(new Set([...distinct].map((pass) => pass.name)).size, distinct.size);
});
