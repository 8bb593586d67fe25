import { assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { buildModel, primitiveOf, shapeOf } from "../../src/model/mod.ts";

const MODEL = buildModel("joined", (b) => {
  const x = b.input({ height: 3, width: 2, channels: 4 });
  return b.reshape(b.relu(x), { shape: [6, 4] });
});

Deno.test("shapeOf() gives the shape behind a layer", () => {
  assertEquals(MODEL.layers.map(({ name }) => shapeOf(MODEL, name)), [[3, 2, 4], [3, 2, 4], [6, 4]]);
});

Deno.test("primitiveOf() gives a layer's mathematics on what it reads", () => {
  assertEquals(MODEL.layers.slice(1).map((layer) => primitiveOf(MODEL, layer).kind), ["relu", "view"]);
});

Deno.test("shapeOf() and primitiveOf() name a tensor that a model lacks", () => {
  const layer = { ...MODEL.layers[1], name: "other", inputs: ["gone"] };
  for (const ask of [() => shapeOf(MODEL, "gone"), () => primitiveOf(MODEL, layer)]) {
    const error = assertThrows(ask, InterlaceError, 'Cannot find tensor "gone" in model "joined"');
    assertEquals([error.code, error.place], ["layer-unknown", { layer: "gone" }]);
  }
});
