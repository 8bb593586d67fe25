import { assertEquals } from "@std/assert";
import { buildModel, type ModelBuilder, type Node } from "../../src/model/mod.ts";
import { foldTranspose } from "../../src/passes/fold_transpose.ts";
import { layersOf, randomNumbers, randomTensor, runEqually } from "./support.ts";

const MAP = { height: 2, width: 3, channels: 4 };
const TO_FIRST = [2, 0, 1];
const TO_LAST = [1, 2, 0];

/** A dense layer from or to the 24 elements of the map. */
function dense(b: ModelBuilder, x: Node, outputs: number): Node {
  const weights = randomTensor([x.shape[0], outputs], 3);
  return b.dense(x, { weights, bias: randomNumbers(outputs, 4) });
}

function kindsAfter(build: (b: ModelBuilder) => Node | readonly Node[]): string[] {
  return runEqually(foldTranspose, buildModel("test", build)).layers.map((layer) => layer.kind);
}

Deno.test("fold_transpose folds flattening channels first into the dense layer's rows", () => {
  const model = buildModel("encoder", (b) => {
    const x = b.relu(b.input(MAP));
    return b.sigmoid(dense(b, b.flatten(b.transpose(x, { permutation: TO_FIRST })), 5));
  });
  assertEquals(layersOf(runEqually(foldTranspose, model)), [
    "input_1 input",
    "relu_1 relu",
    "flatten_1 reshape",
    "dense_1 dense",
    "sigmoid_1 sigmoid",
  ]);
});

Deno.test("fold_transpose passes functions on the way to the dense layer and rearranges their parameters", () => {
  const kinds = kindsAfter((b) => {
    let x = b.prelu(b.transpose(b.input(MAP), { permutation: TO_FIRST }), { slopes: randomNumbers(24, 9) });
    x = b.batchNorm(b.flatten(x), { scale: randomNumbers(24, 5), shift: randomNumbers(24, 6) });
    x = b.tanh(b.clip(b.leakyRelu(b.identity(x), { slope: 0.25 }), { min: -0.5, max: 0.75 }));
    return dense(b, x, 5);
  });
  assertEquals(kinds, [
    "input",
    "prelu",
    "reshape",
    "batch_norm",
    "identity",
    "leaky_relu",
    "clip",
    "tanh",
    "dense",
  ]);
});

Deno.test("fold_transpose folds into the dense layer although others read what is transposed", () => {
  const kinds = kindsAfter((b) => {
    const x = b.relu(b.input(MAP));
    return [x, dense(b, b.flatten(b.transpose(x, { permutation: TO_FIRST })), 5)];
  });
  assertEquals(kinds, ["input", "relu", "reshape", "dense"]);
});

Deno.test("fold_transpose leaves a flattened tensor that has a second reader or is an output", () => {
  const stays = ["input", "transpose", "reshape", "dense"];
  const flat = (b: ModelBuilder) => b.flatten(b.transpose(b.input(MAP), { permutation: TO_FIRST }));
  assertEquals(
    kindsAfter((b) => {
      const x = flat(b);
      return [x, dense(b, x, 5)];
    }),
    stays,
  );
  assertEquals(
    kindsAfter((b) => {
      const x = flat(b);
      return [dense(b, x, 5), b.relu(x)];
    }),
    [...stays, "relu"],
  );
});

Deno.test("fold_transpose leaves a dense layer over the last axis of the transposed tensor", () => {
  const kinds = kindsAfter((b) => {
    const x = b.transpose(b.input(MAP), { permutation: TO_FIRST });
    return b.dense(x, { weights: randomTensor([3, 2], 3) });
  });
  assertEquals(kinds, ["input", "transpose", "dense"]);
});

Deno.test("fold_transpose leaves a batch normalisation that cannot be rearranged", () => {
  const kinds = kindsAfter((b) => {
    const x = b.transpose(b.input(MAP), { permutation: TO_FIRST });
    return dense(b, b.flatten(b.batchNorm(x, { scale: [1, 2, 3], shift: [4, 5, 6] })), 5);
  });
  assertEquals(kinds, ["input", "transpose", "batch_norm", "reshape", "dense"]);
});

Deno.test("fold_transpose folds unflattening channels first into the dense layer's columns and bias", () => {
  const model = buildModel("decoder", (b) => {
    const y = b.reshape(dense(b, b.input({ features: 5 }), 24), { shape: [4, 2, 3] });
    return b.relu(b.transpose(y, { permutation: TO_LAST }));
  });
  const result = runEqually(foldTranspose, model);
  assertEquals(layersOf(result), ["input_1 input", "dense_1 dense", "reshape_1 reshape", "relu_1 relu"]);
  assertEquals(result.shapes.get("reshape_1"), [2, 3, 4]);
});

Deno.test("fold_transpose passes functions on the way from the dense layer and rearranges their parameters", () => {
  const kinds = kindsAfter((b) => {
    let y = b.batchNorm(dense(b, b.input({ features: 5 }), 24), {
      scale: randomNumbers(24, 5),
      shift: randomNumbers(24, 6),
    });
    y = b.reshape(b.prelu(b.sigmoid(y), { slopes: [0.5] }), { shape: [4, 6] });
    y = b.reshape(b.leakyRelu(y, { slope: 0.1 }), { shape: [4, 2, 3] });
    return b.transpose(b.prelu(y, { slopes: randomNumbers(24, 9) }), { permutation: TO_LAST });
  });
  assertEquals(kinds, [
    "input",
    "dense",
    "batch_norm",
    "sigmoid",
    "prelu",
    "reshape",
    "leaky_relu",
    "reshape",
    "prelu",
  ]);
});

Deno.test("fold_transpose folds into a dense layer without a bias, whoever reads the result", () => {
  const kinds = kindsAfter((b) => {
    const y = b.dense(b.input({ features: 5 }), { weights: randomTensor([5, 24], 3) });
    const map = b.transpose(b.reshape(y, { shape: [4, 2, 3] }), { permutation: TO_LAST });
    return [map, b.relu(map), b.tanh(map)];
  });
  assertEquals(kinds, ["input", "dense", "reshape", "relu", "tanh"]);
});

Deno.test("fold_transpose leaves a dense layer whose plain output is seen", () => {
  const stays = ["input", "dense", "reshape", "transpose"];
  const turn = (b: ModelBuilder, y: Node) =>
    b.transpose(b.reshape(y, { shape: [4, 2, 3] }), { permutation: TO_LAST });
  assertEquals(
    kindsAfter((b) => {
      const y = dense(b, b.input({ features: 5 }), 24);
      return [y, turn(b, y)];
    }),
    stays,
  );
  assertEquals(
    kindsAfter((b) => {
      const y = dense(b, b.input({ features: 5 }), 24);
      return [turn(b, y), b.relu(y)];
    }),
    [...stays, "relu"],
  );
});

Deno.test("fold_transpose leaves a convolution's output as it is", () => {
  const kinds = kindsAfter((b) => {
    const y = b.conv2d(b.input(MAP), { weights: randomTensor([1, 1, 4, 4], 3) });
    return b.transpose(b.reshape(y, { shape: [4, 2, 3] }), { permutation: TO_LAST });
  });
  assertEquals(kinds, ["input", "conv", "reshape", "transpose"]);
});

Deno.test("fold_transpose folds both sides of one dense layer", () => {
  const kinds = kindsAfter((b) => {
    const flat = b.flatten(b.transpose(b.input(MAP), { permutation: TO_FIRST }));
    return b.transpose(b.reshape(dense(b, flat, 24), { shape: [4, 3, 2] }), { permutation: TO_LAST });
  });
  assertEquals(kinds, ["input", "reshape", "dense", "reshape"]);
});

Deno.test("fold_transpose cancels a transposition and its inverse, functions between included", () => {
  const model = buildModel("cancel", (b) => {
    const x = b.transpose(b.relu(b.input(MAP)), { permutation: TO_FIRST });
    return b.transpose(b.prelu(x, { slopes: randomNumbers(24, 9) }), { permutation: TO_LAST });
  });
  assertEquals(layersOf(runEqually(foldTranspose, model)), ["input_1 input", "relu_1 relu", "prelu_1 prelu"]);
});

Deno.test("fold_transpose merges transpositions into the first", () => {
  const model = buildModel("merge", (b) => {
    const x = b.transpose(b.input(MAP), { permutation: [1, 2, 0] });
    return b.relu(b.transpose(b.transpose(x, { permutation: [2, 1, 0] }), { permutation: [1, 0, 2] }));
  });
  const result = runEqually(foldTranspose, model);
  assertEquals(layersOf(result), ["input_1 input", "transpose_1 transpose", "relu_1 relu"]);
});

Deno.test("fold_transpose does not merge with a transposition that somebody else reads", () => {
  const kinds = kindsAfter((b) => {
    const x = b.transpose(b.input(MAP), { permutation: TO_FIRST });
    return [b.relu(x), b.transpose(x, { permutation: TO_LAST })];
  });
  assertEquals(kinds, ["input", "transpose", "relu", "transpose"]);
});

Deno.test("fold_transpose does not cancel across a reshape", () => {
  const kinds = kindsAfter((b) => {
    const x = b.reshape(b.transpose(b.input(MAP), { permutation: TO_FIRST }), { shape: [2, 2, 6] });
    return b.transpose(x, { permutation: TO_LAST });
  });
  assertEquals(kinds, ["input", "transpose", "reshape", "transpose"]);
});

Deno.test("fold_transpose makes a move of unit axes a reshape", () => {
  const model = buildModel("unit", (b) => {
    const x = b.input({ height: 1, width: 3, channels: 4 });
    return b.relu(b.transpose(x, { permutation: [1, 2, 0] }));
  });
  assertEquals(layersOf(runEqually(foldTranspose, model)), [
    "input_1 input",
    "transpose_1 reshape",
    "relu_1 relu",
  ]);
});

Deno.test("fold_transpose keeps what it cannot fold at an input and at an output", () => {
  const model = buildModel("ends", (b) => {
    const x = b.transpose(b.input(MAP), { permutation: TO_LAST });
    return b.transpose(b.conv2d(x, { weights: randomTensor([2, 2, 2, 3], 3) }), { permutation: TO_FIRST });
  });
  assertEquals(layersOf(runEqually(foldTranspose, model)), layersOf(model));
});
