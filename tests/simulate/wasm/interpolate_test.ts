import type { Shape } from "../../../src/tensor/mod.ts";
import { assertPrimitive } from "./primitive_case.ts";

interface InterpolateCase {
  readonly shape?: Shape;
  readonly sizes: readonly number[];
  readonly coordinates?: "half_pixel" | "align_corners" | "asymmetric";
  readonly x: string;
  readonly y: string;
  readonly path: string | RegExp;
}

function assertInterpolate(
  { shape = [3, 4, 5], sizes, coordinates, path, ...types }: InterpolateCase,
): void {
  assertPrimitive({
    build: (b, input) => b.interpolate(input("x", shape), { name: "y", sizes, coordinates }),
    types,
    path,
  });
}

Deno.test("emitInterpolate() needs no more share bits than the scale asks for", () => {
  // Twice the size takes quarters along each axis: four bits more, and one for the rounding.
  const twice = { sizes: [6, 8], y: "ap_int<16>" };
  assertInterpolate({ ...twice, x: "ap_int<27>", path: "interpolate i32" });
  // The sum of a row has two bits more: where that is a word of 32 bits, rows are widened when they are added.
  assertInterpolate({ ...twice, x: "ap_int<28>", path: "interpolate i32 and i64" });
  assertInterpolate({ ...twice, x: "ap_int<30>", path: "interpolate i32 and i64" });
  assertInterpolate({ ...twice, x: "ap_int<30>", y: "ap_int<40>", path: "interpolate i64" });
  assertInterpolate({ ...twice, x: "ap_int<31>", path: "interpolate i64" });
  assertInterpolate({ ...twice, x: "ap_int<59>", path: "interpolate i64" });
  assertInterpolate({ ...twice, x: "ap_int<60>", path: "reference" });
});

Deno.test("emitInterpolate() takes shares of sixteen bits along both axes", () => {
  const thirds = {
    sizes: [6, 8],
    coordinates: "align_corners",
    y: "ap_fixed<20,10,AP_RND_CONV,AP_SAT>",
  } as const;
  assertInterpolate({ ...thirds, x: "ap_fixed<16,6>", path: "interpolate i32 and i64" });
  assertInterpolate({ ...thirds, x: "ap_ufixed<15,6>", path: "interpolate i32 and i64" });
  assertInterpolate({ ...thirds, x: "ap_ufixed<16,6>", path: "interpolate i64" });
  assertInterpolate({ ...thirds, x: "ap_fixed<17,6>", path: "interpolate i64" });
  assertInterpolate({ ...thirds, x: "ap_fixed<31,6>", path: "interpolate i64" });
  assertInterpolate({ ...thirds, x: "ap_fixed<32,6>", path: "reference" });
});

Deno.test("emitInterpolate() resizes maps and sequences of any size by every coordinate mode", () => {
  for (const coordinates of ["half_pixel", "align_corners", "asymmetric"] as const) {
    for (const channels of [1, 4, 7]) {
      for (const sizes of [[3, 4], [6, 4], [3, 8], [12, 16], [2, 3], [7, 9]]) {
        assertInterpolate({
          shape: [3, 4, channels],
          sizes,
          coordinates,
          x: "ap_fixed<14,6>",
          y: "ap_fixed<12,7,AP_RND>",
          path: /^interpolate i32( and i64)?$/,
        });
      }
    }
    assertInterpolate({
      shape: [5, 3],
      sizes: [10],
      coordinates,
      x: "ap_ufixed<40,8>",
      y: "ap_fixed<20,9,AP_TRN_ZERO,AP_SAT>",
      path: "interpolate i64",
    });
  }
});
