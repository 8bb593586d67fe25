import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { definitionOf, type Layer, type MergeOperation } from "../../src/layers/mod.ts";
import type { Shape } from "../../src/tensor/mod.ts";

const BASE = { name: "it", inputs: ["x", "y"] };

function shapeOf(layer: Layer, ...inputs: readonly Shape[]): Shape {
  return definitionOf(layer).outputShape(layer, inputs);
}

function assertRefuses(text: string, layer: Layer, ...inputs: readonly Shape[]): void {
  const error = assertThrows(() => shapeOf(layer, ...inputs), InterlaceError);
  assertStringIncludes(error.message, text);
  assertEquals(error.place.layer, "it");
}

function mergeOf(operation: MergeOperation): Layer {
  return { ...BASE, kind: "merge", operation };
}

function concatenation(axis: number): Layer {
  return { ...BASE, kind: "concatenate", axis };
}

function padding(...borders: readonly (readonly [number, number])[]): Layer {
  return { ...BASE, kind: "pad", value: 0, axes: borders.map(([before, after]) => ({ before, after })) };
}

function sliceOf(...ranges: readonly (readonly [number, number, number])[]): Layer {
  return { ...BASE, kind: "slice", axes: ranges.map(([start, step, length]) => ({ start, step, length })) };
}

function shuffleOf(kind: "depth_to_space" | "space_to_depth", block: number): Layer {
  return { ...BASE, kind, block, order: "place" };
}

Deno.test("merge spreads inputs of one pixel, of one channel, and of one element", () => {
  const whole = [2, 3, 4];
  for (const part of [whole, [1, 1, 4], [2, 3, 1], [1, 1, 1]]) {
    assertEquals(shapeOf(mergeOf("add"), whole, part), whole);
    assertEquals(shapeOf(mergeOf("multiply"), part, whole), whole);
  }
  assertEquals(shapeOf(mergeOf("add"), [1, 1, 4], [2, 3, 1], [1, 1, 1]), whole);
});

Deno.test("merge refuses shapes that do not match", () => {
  assertRefuses("[2,3,4], [2,1,4]", mergeOf("add"), [2, 3, 4], [2, 1, 4]);
  assertRefuses("do not match", mergeOf("add"), [2, 3, 4], [2, 3, 2]);
  assertRefuses("do not match", mergeOf("add"), [2, 3, 4], [3, 4]);
  assertRefuses("reads 1 tensors, expected 2 or more", mergeOf("add"), [2]);
  assertRefuses("reads 3 tensors, expected 2", mergeOf("subtract"), [2], [2], [2]);
});

Deno.test("concatenate adds lengths along its axis", () => {
  assertEquals(shapeOf(concatenation(0), [2, 3, 4], [5, 3, 4]), [7, 3, 4]);
  assertEquals(shapeOf(concatenation(2), [2, 3, 4], [2, 3, 1], [2, 3, 2]), [2, 3, 7]);
  assertRefuses("differ beside axis 1", concatenation(1), [2, 3, 4], [2, 3, 5]);
  assertRefuses("axis 3 does not exist", concatenation(3), [2, 3, 4], [2, 3, 4]);
  assertRefuses("expected 2 or more", concatenation(0), [2]);
});

Deno.test("pad puts elements at both ends and takes them away", () => {
  assertEquals(shapeOf(padding([1, 2], [0, 0], [-1, 3]), [2, 3, 4]), [5, 3, 6]);
  assertEquals(definitionOf(padding([1, 0], [0, 0])).typeName(padding([1, 0], [0, 0])), "ZeroPadding1D");
  assertEquals(
    definitionOf(padding([0, 0], [-1, 0], [0, 0])).typeName(padding([0, 0], [-1, 0], [0, 0])),
    "Cropping2D",
  );
  assertRefuses("0 long on axis 0", padding([-1, -1], [0, 0]), [2, 3]);
  assertRefuses("leaves nothing of axis 0", padding([3, -2], [0, 0]), [2, 3]);
  assertRefuses("it names 1 axes", padding([1, 1]), [2, 3]);
  assertRefuses("is not whole", padding([0.5, 0], [0, 0]), [2, 3]);
  assertRefuses("value holds NaN", { ...BASE, kind: "pad", value: NaN, axes: [{ before: 1, after: 0 }] }, [
    2,
  ]);
});

Deno.test("slice takes what lies on the axes", () => {
  assertEquals(shapeOf(sliceOf([1, 2, 2], [0, 1, 3]), [4, 3]), [2, 3]);
  assertRefuses("not on axis 0", sliceOf([1, 2, 3]), [5]);
  assertRefuses("not on axis 0", sliceOf([-1, 1, 1]), [5]);
  assertRefuses("not on axis 0", sliceOf([0, 0, 1]), [5]);
  assertRefuses("not on axis 0", sliceOf([0, 1, 0]), [5]);
});

Deno.test("depth_to_space and space_to_depth move blocks of pixels", () => {
  assertEquals(shapeOf(shuffleOf("depth_to_space", 2), [2, 3, 8]), [4, 6, 2]);
  assertEquals(shapeOf(shuffleOf("space_to_depth", 3), [3, 6, 2]), [1, 2, 18]);
  assertRefuses("do not divide 6 channels", shuffleOf("depth_to_space", 2), [2, 3, 6]);
  assertRefuses("do not divide 3×4 pixels", shuffleOf("space_to_depth", 2), [3, 4, 2]);
  assertRefuses("expected height, width and channels", shuffleOf("depth_to_space", 2), [3, 4]);
  assertRefuses("block 0", shuffleOf("depth_to_space", 0), [2, 3, 8]);
});

Deno.test("layers that move nothing are views", () => {
  const kindOf = (layer: Layer) => definitionOf(layer).primitive(layer, [[2, 2, 4]]).kind;
  assertEquals(kindOf(padding([0, 0], [0, 0], [0, 0])), "view");
  assertEquals(kindOf(sliceOf([0, 1, 2], [0, 1, 2], [0, 1, 4])), "view");
  assertEquals(kindOf(shuffleOf("depth_to_space", 1)), "view");
  assertEquals(kindOf(padding([1, -1], [0, 0], [0, 0])), "select");
});
