import { assertEquals } from "@std/assert";
import { buildModel } from "../../src/model/mod.ts";
import { dropIdentity } from "../../src/passes/drop_identity.ts";
import { layersOf, runEqually } from "./support.ts";

Deno.test("drop_identity removes identities and redirects every reader", () => {
  const model = buildModel("fan", (b) => {
    const same = b.identity(b.identity(b.input({ features: 3 })));
    return [b.relu(same), b.tanh(same)];
  });
  const result = runEqually(dropIdentity, model);
  assertEquals(layersOf(result), ["input_1 input", "relu_1 relu", "tanh_1 tanh"]);
  assertEquals(result.layers.slice(1).map((layer) => layer.inputs), [["input_1"], ["input_1"]]);
});

Deno.test("drop_identity redirects a port to the layer before, under its own name", () => {
  const model = buildModel("out", (b) => b.identity(b.relu(b.input({ features: 3 })), { name: "logits" }));
  const [port] = runEqually(dropIdentity, model).outputs;
  assertEquals([port.name, port.layer], ["logits", "relu_1"]);
});

Deno.test("drop_identity lets two ports stand for one layer", () => {
  const model = buildModel("two", (b) => {
    const y = b.relu(b.input({ features: 3 }));
    return [y, b.identity(y)];
  });
  const { outputs } = runEqually(dropIdentity, model);
  assertEquals(outputs.map((port) => [port.name, port.layer]), [["relu_1", "relu_1"], [
    "identity_1",
    "relu_1",
  ]]);
});

Deno.test("drop_identity keeps the identity between an input and an output", () => {
  const model = buildModel("wire", (b) => b.identity(b.identity(b.input({ features: 3 }))));
  assertEquals(layersOf(runEqually(dropIdentity, model)), ["input_1 input", "identity_2 identity"]);
});

Deno.test("drop_identity removes reshapes to the same shape", () => {
  const model = buildModel(
    "same",
    (b) => b.relu(b.reshape(b.input({ length: 2, channels: 3 }), { shape: [2, 3] })),
  );
  assertEquals(layersOf(runEqually(dropIdentity, model)), ["input_1 input", "relu_1 relu"]);
});

Deno.test("drop_identity merges reshapes in a row and what they cancel to", () => {
  const model = buildModel("row", (b) => {
    const x = b.input({ length: 2, channels: 6 });
    const merged = b.reshape(b.flatten(x), { shape: [3, 4] });
    return [b.relu(merged), b.tanh(b.reshape(b.reshape(x, { shape: [4, 3] }), { shape: [2, 6] }))];
  });
  const result = runEqually(dropIdentity, model);
  assertEquals(layersOf(result), ["input_1 input", "reshape_1 reshape", "relu_1 relu", "tanh_1 tanh"]);
});

Deno.test("drop_identity keeps a merged reshape that somebody else reads", () => {
  const model = buildModel("shared", (b) => {
    const flat = b.flatten(b.input({ length: 2, channels: 6 }));
    return [flat, b.relu(b.reshape(flat, { shape: [3, 4] }))];
  });
  const result = runEqually(dropIdentity, model);
  assertEquals(layersOf(result), ["input_1 input", "flatten_1 reshape", "reshape_1 reshape", "relu_1 relu"]);
  assertEquals(result.layers[2].inputs, ["input_1"]);
});

Deno.test("drop_identity leaves layers that compute", () => {
  const model = buildModel("work", (b) => {
    const x = b.input({ length: 2, channels: 2 });
    return b.transpose(b.reshape(b.relu(x), { shape: [4, 1] }), { permutation: [1, 0] });
  });
  assertEquals(layersOf(runEqually(dropIdentity, model)), layersOf(model));
});
