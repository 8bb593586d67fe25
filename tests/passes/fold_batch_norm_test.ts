import { assertEquals } from "@std/assert";
import { parseFixedType } from "../../src/fixed/mod.ts";
import { buildModel, type ModelBuilder, type Node } from "../../src/model/mod.ts";
import { foldBatchNorm } from "../../src/passes/fold_batch_norm.ts";
import { layersOf, randomNumbers, randomTensor, runEqually } from "./support.ts";

function norm(b: ModelBuilder, x: Node, seed = 7): Node {
  const channels = x.shape[x.shape.length - 1];
  return b.batchNorm(x, { scale: randomNumbers(channels, seed), shift: randomNumbers(channels, seed + 1) });
}

/** Kinds of the layers that are left of a model, in order. */
function kindsAfter(build: (b: ModelBuilder) => Node | readonly Node[]): string[] {
  return runEqually(foldBatchNorm, buildModel("test", build)).layers.map((layer) => layer.kind);
}

const MAP = { height: 4, width: 5, channels: 4 };
const KERNEL = randomTensor([3, 2, 4, 6], 3);

Deno.test("fold_batch_norm folds into the convolution before, which keeps its name", () => {
  const model = buildModel(
    "conv",
    (b) => b.relu(norm(b, b.conv2d(b.input(MAP), { weights: KERNEL, padding: "same" }))),
  );
  assertEquals(layersOf(runEqually(foldBatchNorm, model)), ["input_1 input", "conv2d_1 conv", "relu_1 relu"]);
});

Deno.test("fold_batch_norm folds into a convolution with a bias and groups", () => {
  const weights = randomTensor([3, 3, 2, 6], 3);
  const options = { weights, bias: randomNumbers(6, 5), groups: 2, strides: 2 };
  assertEquals(kindsAfter((b) => norm(b, b.conv2d(b.input(MAP), options))), ["input", "conv"]);
});

Deno.test("fold_batch_norm folds into the transposed convolution before, empty phases included", () => {
  const options = { weights: KERNEL, bias: randomNumbers(6, 5), strides: 4, padding: "same" as const };
  assertEquals(kindsAfter((b) => norm(b, b.convTranspose2d(b.input(MAP), options))), [
    "input",
    "conv_transpose",
  ]);
});

Deno.test("fold_batch_norm folds into the dense layer before, flat or over the last axis", () => {
  const weights = randomTensor([4, 3], 3);
  assertEquals(kindsAfter((b) => norm(b, b.dense(b.input({ features: 4 }), { weights }))), [
    "input",
    "dense",
  ]);
  assertEquals(kindsAfter((b) => norm(b, b.dense(b.input(MAP), { weights }))), ["input", "dense"]);
});

Deno.test("fold_batch_norm folds through the reshape between a dense layer and its channels", () => {
  const kinds = kindsAfter((b) => {
    const y = b.dense(b.input({ features: 4 }), {
      weights: randomTensor([4, 12], 3),
      bias: randomNumbers(12, 4),
    });
    return norm(b, b.reshape(y, { shape: [2, 2, 3] }));
  });
  assertEquals(kinds, ["input", "dense", "reshape"]);
});

Deno.test("fold_batch_norm does not fold through a reshape that mixes channels", () => {
  const kinds = kindsAfter((b) => {
    const y = b.conv1d(b.input({ length: 6, channels: 2 }), { weights: randomTensor([1, 2, 2], 3) });
    return norm(b, b.reshape(y, { shape: [4, 3] }));
  });
  assertEquals(kinds, ["input", "conv", "reshape", "batch_norm"]);
});

Deno.test("fold_batch_norm leaves a convolution that somebody else reads, or that is an output", () => {
  const conv = ["input", "conv", "batch_norm"];
  assertEquals(
    kindsAfter((b) => {
      const y = b.conv2d(b.input(MAP), { weights: KERNEL });
      return [norm(b, y), b.relu(y)];
    }),
    [...conv, "relu"],
  );
  assertEquals(
    kindsAfter((b) => {
      const y = b.conv2d(b.input(MAP), { weights: KERNEL });
      return [y, norm(b, y)];
    }),
    conv,
  );
});

Deno.test("fold_batch_norm redirects an output to the convolution under the port's name", () => {
  const model = buildModel("out", (b) => norm(b, b.conv2d(b.input(MAP), { weights: KERNEL })));
  const [port] = runEqually(foldBatchNorm, model).outputs;
  assertEquals([port.name, port.layer], ["batch_norm_1", "conv2d_1"]);
});

Deno.test("fold_batch_norm folds into the dense layer behind", () => {
  const weights = randomTensor([4, 3], 3);
  assertEquals(kindsAfter((b) => b.dense(norm(b, b.input({ features: 4 })), { weights })), [
    "input",
    "dense",
  ]);
  const flat = randomTensor([80, 3], 3);
  const options = { weights: flat, bias: randomNumbers(3, 4) };
  assertEquals(
    kindsAfter((b) => b.dense(b.flatten(norm(b, b.relu(b.input(MAP)))), options)),
    ["input", "relu", "reshape", "dense"],
  );
});

Deno.test("fold_batch_norm folds into an unpadded convolution behind, groups included", () => {
  const weights = randomTensor([2, 2, 2, 6], 3);
  assertEquals(kindsAfter((b) => b.conv2d(norm(b, b.input(MAP)), { weights, groups: 2 })), ["input", "conv"]);
});

Deno.test("fold_batch_norm stays before padding, where its shift would not apply", () => {
  const stays = ["input", "batch_norm", "conv"];
  assertEquals(
    kindsAfter((b) => b.conv2d(norm(b, b.input(MAP)), { weights: KERNEL, padding: "same" })),
    stays,
  );
  const padding = [{ before: 0, after: 1 }, { before: 0, after: 0 }];
  assertEquals(kindsAfter((b) => b.conv2d(norm(b, b.input(MAP)), { weights: KERNEL, padding })), stays);
});

Deno.test("fold_batch_norm stays before a transposed convolution", () => {
  const kinds = kindsAfter((b) => b.convTranspose2d(norm(b, b.input(MAP)), { weights: KERNEL }));
  assertEquals(kinds, ["input", "batch_norm", "conv_transpose"]);
});

Deno.test("fold_batch_norm stays before a dense layer if somebody else reads it", () => {
  const weights = randomTensor([4, 3], 3);
  const kinds = kindsAfter((b) => {
    const x = norm(b, b.input({ features: 4 }));
    return [b.dense(x, { weights }), b.tanh(x)];
  });
  assertEquals(kinds, ["input", "batch_norm", "dense", "tanh"]);
});

Deno.test("fold_batch_norm merges batch normalisations in a row into the first", () => {
  const model = buildModel("row", (b) => b.relu(norm(b, norm(b, norm(b, b.input(MAP), 1), 2), 3)));
  assertEquals(layersOf(runEqually(foldBatchNorm, model)), [
    "input_1 input",
    "batch_norm_1 batch_norm",
    "relu_1 relu",
  ]);
});

Deno.test("fold_batch_norm folds a row of them between two layers into the first", () => {
  const kinds = kindsAfter((b) => {
    const y = norm(b, norm(b, b.conv2d(b.input(MAP), { weights: KERNEL }), 1), 2);
    return b.conv2d(norm(b, b.relu(y), 3), { weights: randomTensor([1, 1, 6, 2], 4) });
  });
  assertEquals(kinds, ["input", "conv", "relu", "conv"]);
});

Deno.test("fold_batch_norm leaves one behind a function", () => {
  assertEquals(kindsAfter((b) => norm(b, b.relu(b.input(MAP)))), ["input", "relu", "batch_norm"]);
});

Deno.test("fold_batch_norm leaves parameters alone whose types training has chosen", () => {
  const types = { weights: parseFixedType("fixed<3,1>") };
  const weights = { shape: [2, 2], data: Float64Array.of(0.25, -0.5, 0.75, 0) };
  const model = buildModel("typed", (b) => {
    const affine = (x: Node) => b.batchNorm(x, { scale: [0.3, 2], shift: [0.1, -1] });
    return affine(b.dense(affine(b.input({ features: 2 })), { weights, types }));
  });
  assertEquals(foldBatchNorm.run(model).layers, model.layers);
});

Deno.test("fold_batch_norm leaves integer weights alone in a model with quantisers, and there alone", () => {
  const weights = { shape: [2, 2], data: Float64Array.of(127, -128, 3, 0) };
  const build = (quantised: boolean) =>
    buildModel("codes", (b) => {
      const y = b.batchNorm(b.dense(b.input({ features: 2 }), { weights }), {
        scale: [4e-5, 3e-5],
        shift: [0.1, 1],
      });
      return quantised ? b.quantize(y, { type: parseFixedType("ufixed<4,4,RND_CONV,SAT>") }) : y;
    });
  const kinds = (quantised: boolean) => foldBatchNorm.run(build(quantised)).layers.map(({ kind }) => kind);
  assertEquals(kinds(true), ["input", "dense", "batch_norm", "quantize"]);
  assertEquals(kinds(false), ["input", "dense"]);
});
