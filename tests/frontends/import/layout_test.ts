import { assertEquals } from "@std/assert";
import { permuteSignal } from "../../../src/frontends/import/layout.ts";

Deno.test("permuteSignal() gives axes other places and moves what is said of them along", () => {
  const scaling = {
    scale: Float64Array.of(2, 3, 4),
    shift: Float64Array.of(0),
    axis: 0,
    rectified: false,
  };
  const signal = { layer: "x", shape: [3, 5, 7], axes: [1, 2, 0], batch: null, scaling };
  assertEquals(permuteSignal(signal, [1, 2, 0]), {
    layer: "x",
    shape: [5, 7, 3],
    axes: [0, 1, 2],
    batch: null,
    scaling: { ...scaling, axis: 2 },
  });
  const { scaling: _, ...plain } = signal;
  assertEquals(permuteSignal(permuteSignal(plain, [2, 0, 1]), [1, 2, 0]), plain);
});
