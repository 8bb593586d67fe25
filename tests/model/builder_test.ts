import { assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { buildModel } from "../../src/model/mod.ts";

function ones(...shape: readonly number[]) {
  return { shape, data: new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(1) };
}

Deno.test("buildModel() numbers unnamed layers by kind and keeps given names", () => {
  const model = buildModel(
    "names",
    (b) => b.relu(b.relu(b.tanh(b.relu(b.input({ features: 2 })), { name: "mine" }))),
  );
  assertEquals(model.layers.map((layer) => layer.name), ["input_1", "relu_1", "mine", "relu_2", "relu_3"]);
});

Deno.test("buildModel() takes one number for every axis or one an axis", () => {
  const model = buildModel("axes", (b) => {
    const x = b.input({ height: 4, width: 6, channels: 1 });
    const up = b.convTranspose2d(x, { weights: ones(2, 3, 1, 1), strides: [2, 1], outputPadding: [1, 0] });
    return b.conv2d(up, { weights: ones(3, 1, 1, 2), strides: 2, dilation: [2, 1] });
  });
  assertEquals([...model.shapes.values()], [[4, 6, 1], [9, 8, 1], [3, 4, 2]]);
});

Deno.test("buildModel() takes explicit borders: pads of a convolution, crops of a transposed one", () => {
  const padding = [{ before: 2, after: 1 }];
  const model = buildModel("borders", (b) => {
    const x = b.input({ length: 6, channels: 1 });
    return [
      b.conv1d(x, { weights: ones(3, 1, 1), padding }),
      b.convTranspose1d(x, { weights: ones(3, 1, 1), padding }),
    ];
  });
  assertEquals([...model.shapes.values()], [[6, 1], [7, 1], [5, 1]]);
});

Deno.test("buildModel() makes ports in the layout of the model", () => {
  const model = buildModel("ports", (b) => b.relu(b.input({ height: 2, width: 3, channels: 4 })));
  assertEquals(model.inputs, [
    { name: "input_1", layer: "input_1", sourceShape: [2, 3, 4], axes: [0, 1, 2], batch: null },
  ]);
  assertEquals(model.outputs[0].layer, "relu_1");
});

Deno.test("buildModel() refuses layers that do not fit, where they are added", () => {
  assertThrows(
    () => buildModel("bad", (b) => b.dense(b.input({ features: 2 }), { name: "d", weights: ones(3, 1) })),
    InterlaceError,
    '"d"',
  );
  assertThrows(
    () =>
      buildModel("bad", (b) => b.conv2d(b.input({ length: 2, channels: 1 }), { weights: ones(1, 1, 1, 1) })),
    InterlaceError,
  );
});
