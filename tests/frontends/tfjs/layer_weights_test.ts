import { assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../../src/base/mod.ts";
import type { KerasLayerRef } from "../../../src/frontends/keras/archives/archive.ts";
import { LayerWeights } from "../../../src/frontends/tfjs/layer_weights.ts";

/** Weights of one number each: their places in the list. */
function weights(...names: string[]): LayerWeights {
  const tensors = names.map((name, i) => ({
    name,
    dims: [1],
    dataType: 1,
    rawData: new Uint8Array(Float32Array.of(i).buffer),
  }));
  return new LayerWeights(tensors, "model.json");
}

function layer(path: string, variables: readonly string[], wrapped = false): KerasLayerRef {
  const names = path.split("/");
  const steps = names.map((name, index) => ({
    name,
    className: "Layer",
    occurrence: index,
    wrapped: wrapped && index === names.length - 1,
  }));
  return { steps, variables };
}

function found(index: LayerWeights, ref: KerasLayerRef): number[] {
  return index.of(ref).map(({ data }) => data[0]);
}

Deno.test("LayerWeights finds variables in the layer's order, not the manifest's", () => {
  const index = weights("a/bias", "a/kernel", "b/kernel");
  assertEquals(found(index, layer("a", ["kernel", "bias"])), [1, 0]);
  assertEquals(found(index, layer("b", ["kernel", "bias"])), [2]);
  assertEquals(found(index, layer("c", ["kernel"])), []);
});

Deno.test("LayerWeights knows names with the numbers of outputs, and names of nested models in front or left out", () => {
  const index = weights("model/a/kernel:0", "inner/a/kernel:0", "b/kernel:0");
  assertEquals(found(index, layer("inner/a", ["kernel"])), [1]);
  assertEquals(found(index, layer("inner/b", ["kernel"])), [2]);
  assertThrows(
    () => index.of(layer("a", ["kernel"])),
    InterlaceError,
    '2 weights have names that end in "a/kernel"',
  );
});

Deno.test("LayerWeights takes the variables of a wrapped layer by the name of the wrapper", () => {
  const index = weights("wrapper/kernel", "own/bias");
  assertEquals(found(index, layer("wrapper/own", ["kernel", "bias"], true)), [0, 1]);
  assertEquals(found(index, layer("wrapper/own", ["kernel", "bias"])), [1]);
});

Deno.test("LayerWeights takes names that objects have by themselves for names", () => {
  const index = weights("__proto__/kernel", "constructor/kernel");
  assertEquals(found(index, layer("__proto__", ["kernel"])), [0]);
  assertEquals(found(index, layer("toString", ["kernel"])), []);
});
