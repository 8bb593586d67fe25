import { assertEquals } from "@std/assert";
import { buildModel, type Model, type ModelBuilder, type Node } from "../../src/model/mod.ts";
import { collapseUnitAxis } from "../../src/passes/collapse_unit_axis.ts";
import { layersOf, randomNumbers, randomTensor, runEqually } from "./support.ts";

const SEQUENCE = { length: 6, channels: 2 };

/** Spatial axes of every convolution of a model. */
function ranks(model: Model): number[] {
  return model.layers.flatMap((layer) =>
    layer.kind === "conv" || layer.kind === "conv_transpose" ? [layer.axes.length] : []
  );
}

function ranksAfter(build: (b: ModelBuilder) => Node | readonly Node[]): number[] {
  return ranks(runEqually(collapseUnitAxis, buildModel("test", build)));
}

/** A convolution over [1, L, C] between the reshapes to it and back. */
function row(b: ModelBuilder, x: Node, layer: (map: Node) => Node): Node {
  const y = layer(b.reshape(x, { shape: [1, ...x.shape] }));
  return b.reshape(y, { shape: y.shape.slice(1) });
}

/** The same over [L, 1, C]. */
function column(b: ModelBuilder, x: Node, layer: (map: Node) => Node): Node {
  const y = layer(b.reshape(x, { shape: [x.shape[0], 1, x.shape[1]] }));
  return b.reshape(y, { shape: [y.shape[0], y.shape[2]] });
}

Deno.test("collapse_unit_axis makes convolutions over a row one-dimensional", () => {
  const model = buildModel("row", (b) =>
    row(b, b.input(SEQUENCE), (x) => {
      const y = b.conv2d(x, {
        weights: randomTensor([1, 3, 2, 4], 3),
        bias: randomNumbers(4, 4),
        padding: "same",
      });
      return b.convTranspose2d(b.relu(y), {
        weights: randomTensor([1, 4, 4, 3], 5),
        strides: [1, 2],
        padding: "same",
      });
    }));
  const result = runEqually(collapseUnitAxis, model);
  assertEquals(layersOf(result), layersOf(model));
  assertEquals(result.layers.slice(1).map((layer) => result.shapes.get(layer.name)), [
    [6, 2],
    [6, 4],
    [6, 4],
    [12, 3],
    [12, 3],
  ]);
});

Deno.test("collapse_unit_axis makes convolutions over a column one-dimensional", () => {
  assertEquals(
    ranksAfter((b) =>
      column(
        b,
        b.input(SEQUENCE),
        (x) => b.convTranspose2d(x, { weights: randomTensor([3, 1, 2, 4], 3), strides: [2, 1] }),
      )
    ),
    [1],
  );
});

Deno.test("collapse_unit_axis keeps the one kernel row that meets the data", () => {
  for (const [height, dilation] of [[3, 1], [5, 1], [3, 2], [4, 1]]) {
    const weights = randomTensor([height, 2, 2, 4], 3);
    const options = { weights, dilation: [dilation, 1], padding: "same" as const };
    assertEquals(ranksAfter((b) => row(b, b.input(SEQUENCE), (x) => b.conv2d(x, options))), [1]);
    assertEquals(ranksAfter((b) => row(b, b.input(SEQUENCE), (x) => b.convTranspose2d(x, options))), [1]);
  }
});

Deno.test("collapse_unit_axis slices a kernel column of grouped weights", () => {
  const options = { weights: randomTensor([2, 3, 1, 4], 3), groups: 2, padding: "same" as const };
  assertEquals(ranksAfter((b) => column(b, b.input(SEQUENCE), (x) => b.conv2d(x, options))), [1]);
});

Deno.test("collapse_unit_axis keeps a convolution whose kernel misses the data", () => {
  const weights = randomTensor([2, 1, 2, 4], 3);
  const missing = { weights, dilation: [2, 1], padding: [{ before: 1, after: 1 }, { before: 0, after: 0 }] };
  assertEquals(ranksAfter((b) => row(b, b.input(SEQUENCE), (x) => b.conv2d(x, missing))), [2]);
  const beyond = {
    weights,
    padding: [{ before: 2, after: 0 }, { before: 0, after: 0 }],
    outputPadding: [1, 0],
  };
  assertEquals(ranksAfter((b) => row(b, b.input(SEQUENCE), (x) => b.convTranspose2d(x, beyond))), [2]);
});

Deno.test("collapse_unit_axis keeps an axis that grows", () => {
  const options = { weights: randomTensor([2, 2, 2, 4], 3), strides: 2 };
  assertEquals(
    ranksAfter((b) =>
      b.flatten(b.convTranspose2d(b.reshape(b.input(SEQUENCE), { shape: [1, 6, 2] }), options))
    ),
    [2],
  );
});

Deno.test("collapse_unit_axis keeps a row that an output sees, or that was given as one", () => {
  const weights = randomTensor([1, 3, 2, 2], 3);
  assertEquals(ranksAfter((b) => b.conv2d(b.reshape(b.input(SEQUENCE), { shape: [1, 6, 2] }), { weights })), [
    2,
  ]);
  assertEquals(
    ranksAfter((b) => b.flatten(b.conv2d(b.input({ height: 1, width: 6, channels: 2 }), { weights }))),
    [2],
  );
});

Deno.test("collapse_unit_axis takes the axis out of every branch or of none", () => {
  const weights = randomTensor([1, 3, 2, 2], 3);
  const fork = (b: ModelBuilder, end: (y: Node) => Node) => {
    const x = b.relu(b.reshape(b.input(SEQUENCE), { shape: [1, 6, 2] }));
    return [b.flatten(b.conv2d(x, { weights })), end(b.conv2d(x, { weights }))];
  };
  assertEquals(ranksAfter((b) => fork(b, (y) => b.flatten(y))), [1, 1]);
  assertEquals(ranksAfter((b) => fork(b, (y) => b.transpose(y, { permutation: [1, 0, 2] }))), [2, 2]);
});

Deno.test("collapse_unit_axis passes layers that work on every pixel alike", () => {
  const ranksOf = ranksAfter((b) =>
    row(b, b.input(SEQUENCE), (x) => {
      let y = b.batchNorm(b.conv2d(x, { weights: randomTensor([1, 3, 2, 4], 3) }), {
        scale: [1, 2, 3, 4],
        shift: [5, 6, 7, 8],
      });
      y = b.identity(b.prelu(b.clip(y, { max: 6 }), { slopes: randomNumbers(16, 5) }));
      return b.leakyRelu(b.tanh(b.sigmoid(b.dense(y, { weights: randomTensor([4, 3], 6) }))), { slope: 0.5 });
    })
  );
  assertEquals(ranksOf, [1]);
});

Deno.test("collapse_unit_axis leaves a reshape with no convolution behind it", () => {
  const model = buildModel("plain", (b) => row(b, b.input(SEQUENCE), (x) => b.relu(x)));
  assertEquals(runEqually(collapseUnitAxis, model).shapes.get("relu_1"), [1, 6, 2]);
});

Deno.test("collapse_unit_axis starts from any tensor that is given a unit axis", () => {
  const options = { weights: randomTensor([1, 3, 2, 2], 3) };
  assertEquals(
    ranksAfter((b) =>
      b.flatten(b.conv2d(b.reshape(b.input({ features: 12 }), { shape: [1, 6, 2] }), options))
    ),
    [1],
  );
});
