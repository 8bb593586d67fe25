import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import {
  definitionOf,
  type GlobalPoolLayer,
  type PoolLayer,
  poolOutputLength,
  type UpsampleLayer,
} from "../../src/layers/mod.ts";

const AXIS = { kernel: 3, stride: 2, dilation: 1, padBefore: 1, padAfter: 1 };
const POOL: PoolLayer = {
  kind: "pool",
  name: "it",
  inputs: ["x"],
  function: "max",
  axes: [AXIS, AXIS],
  ceilMode: false,
  countsPadding: false,
};
const GLOBAL: GlobalPoolLayer = {
  kind: "global_pool",
  name: "it",
  inputs: ["x"],
  function: "average",
  rank: 2,
  keepsAxes: false,
};
const UP: UpsampleLayer = { kind: "upsample", name: "it", inputs: ["x"], factors: [2, 3] };

function shapeOf(layer: PoolLayer | GlobalPoolLayer | UpsampleLayer, shape: readonly number[]) {
  return definitionOf<PoolLayer | GlobalPoolLayer | UpsampleLayer>(layer).outputShape(layer, [shape]);
}

Deno.test("poolOutputLength() counts the windows that fit, in ceil mode also one that starts in the input", () => {
  const lengths = (input: number, axis: typeof AXIS) =>
    [false, true].map((ceilMode) => poolOutputLength(input, axis, ceilMode));
  assertEquals(lengths(5, { ...AXIS, padBefore: 0, padAfter: 0 }), [2, 2]);
  assertEquals(lengths(6, { ...AXIS, padBefore: 0, padAfter: 0 }), [2, 3]);
  // A window of 1 every 3: the next one would start at 3, behind an input of 3.
  assertEquals(lengths(3, { kernel: 1, stride: 3, dilation: 1, padBefore: 0, padAfter: 0 }), [1, 1]);
  assertEquals(lengths(2, { kernel: 1, stride: 2, dilation: 1, padBefore: 0, padAfter: 1 }), [2, 1]);
});

Deno.test("pool has the lengths of its windows and keeps channels", () => {
  assertEquals(shapeOf(POOL, [5, 8, 3]), [3, 4, 3]);
  assertEquals(shapeOf({ ...POOL, ceilMode: true }, [5, 8, 3]), [3, 5, 3]);
  assertEquals(shapeOf({ ...POOL, axes: [AXIS] }, [7, 2]), [4, 2]);
});

Deno.test("pool refuses windows without an element, sizes that are no sizes, and other ranks", () => {
  const refused = (layer: PoolLayer, shape: readonly number[], text: string) => {
    const error = assertThrows(() => shapeOf(layer, shape), InterlaceError);
    assertStringIncludes(error.message, text);
  };
  const wide = { ...AXIS, padBefore: 3 };
  refused({ ...POOL, axes: [AXIS, wide] }, [5, 8, 3], "a window at -3 on axis 1 holds no element");
  // Places −1 and 2 of an input of 2: the window steps over it.
  const gap = { kernel: 2, stride: 1, dilation: 3, padBefore: 1, padAfter: 1 };
  refused({ ...POOL, axes: [gap] }, [2, 1], "holds no element of an input of 2");
  refused({ ...POOL, axes: [{ ...AXIS, stride: 0 }] }, [7, 2], "stride 0");
  refused({ ...POOL, axes: [{ ...AXIS, kernel: 12 }] }, [7, 2], "its output would be");
  const far = { ...AXIS, dilation: 600 };
  refused(
    { ...POOL, axes: [far, far] },
    [1200, 1201, 1],
    "spans [1201,1201], 1442401 elements, more than the limit",
  );
  refused(POOL, [7, 2], "it pools 2 spatial axes of a tensor of shape [7,2]");
});

Deno.test("global_pool gives one number a channel, with or without axes", () => {
  assertEquals(shapeOf(GLOBAL, [5, 8, 3]), [3]);
  assertEquals(shapeOf({ ...GLOBAL, keepsAxes: true }, [5, 8, 3]), [1, 1, 3]);
  assertEquals(shapeOf({ ...GLOBAL, rank: 1, keepsAxes: true }, [5, 3]), [1, 3]);
  assertThrows(() => shapeOf(GLOBAL, [5, 3]), InterlaceError);
});

Deno.test("upsample multiplies lengths; factors must be whole", () => {
  assertEquals(shapeOf(UP, [5, 8, 3]), [10, 24, 3]);
  assertThrows(() => shapeOf({ ...UP, factors: [2] }, [5, 8, 3]), InterlaceError);
  assertThrows(() => shapeOf({ ...UP, factors: [2, 1.5] }, [5, 8, 3]), InterlaceError);
});

Deno.test("windows are addressed by Keras's class names", () => {
  const nameOf = (layer: PoolLayer | GlobalPoolLayer | UpsampleLayer) =>
    definitionOf<PoolLayer | GlobalPoolLayer | UpsampleLayer>(layer).typeName(layer);
  assertEquals(nameOf(POOL), "MaxPooling2D");
  assertEquals(nameOf({ ...POOL, function: "average", axes: [AXIS] }), "AveragePooling1D");
  assertEquals(nameOf(GLOBAL), "GlobalAveragePooling2D");
  assertEquals(nameOf({ ...GLOBAL, function: "max", rank: 1 }), "GlobalMaxPooling1D");
  assertEquals(nameOf(UP), "UpSampling2D");
});
