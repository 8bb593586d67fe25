import { assert, assertEquals } from "@std/assert";
import type { Model } from "../../src/model/mod.ts";
import type { Pass } from "../../src/passes/mod.ts";
import { type RealTensor, type Shape, sizeOf } from "../../src/tensor/mod.ts";
import { evaluate } from "./evaluate.ts";

/** Repeatable numbers from −1 to 1: a linear congruential generator. */
export function randomNumbers(count: number, seed = 1): Float64Array {
  let state = seed >>> 0;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

export function randomTensor(shape: Shape, seed = 1): RealTensor {
  return { shape, data: randomNumbers(sizeOf(shape), seed) };
}

/** Name and kind of every layer, in order: `"conv1d_1 conv"`. */
export function layersOf(model: Model): string[] {
  return model.layers.map((layer) => `${layer.name} ${layer.kind}`);
}

/** Runs a pass and requires that every port keeps its name, shape and, on random inputs, its values. */
export function runEqually(pass: Pick<Pass, "run">, model: Model): Model {
  const before = JSON.stringify(model.layers.map((layer) => [layer.name, layer.inputs, layer.kind]));
  const result = pass.run(model);
  assertEquals(JSON.stringify(model.layers.map((layer) => [layer.name, layer.inputs, layer.kind])), before);
  assertEquals(result.inputs, model.inputs);
  assertEquals(result.source, model.source);
  assertEquals(
    result.outputs.map((port) => ({ ...port, layer: "" })),
    model.outputs.map((port) => ({ ...port, layer: "" })),
  );
  const names = new Set(model.layers.map((layer) => layer.name));
  assert(result.layers.every((layer) => names.has(layer.name)), "a pass made a new name");

  for (let seed = 1; seed <= 3; seed++) {
    const inputs = model.inputs.map((port, i) =>
      randomNumbers(sizeOf(model.shapes.get(port.layer)!), seed + 10 * i)
    );
    const expected = evaluate(model, inputs);
    const actual = evaluate(result, inputs);
    model.outputs.forEach((port, i) => {
      const a = expected.get(port.layer)!;
      const b = actual.get(result.outputs[i].layer)!;
      assertEquals(b.shape, a.shape, `shape of ${port.name}`);
      const range = Math.max(...a.data.map(Math.abs));
      a.data.forEach((value, at) => {
        const error = Math.abs(value - b.data[at]);
        assert(error <= 1e-12 * range, `${port.name}[${at}]: ${b.data[at]} instead of ${value}`);
      });
    });
  }
  return result;
}
