import { assertEquals } from "@std/assert";
import { tapParameters } from "../../../src/backends/rtl/stages/window_parameters.ts";
import { tapBits } from "../../../src/design/modules/window_module.ts";

/** Pixels of taps, as parameters have them and as a module takes them apart. */
function roundTrip(
  pixels: readonly (number | null)[],
): { readonly width: unknown; readonly read: readonly number[] } {
  const taps = pixels.map((pixel) => pixel === null ? null : { row: 0, column: pixel, pixel });
  const parameters = new Map(tapParameters(taps, tapBits(taps.filter((tap) => tap !== null))));
  const width = parameters.get("TAP_WIDTH");
  const fields = parameters.get("TAP_PIXEL");
  if (typeof width !== "number" || typeof fields !== "object") throw new TypeError("not of these kinds");
  assertEquals(fields.width, width * pixels.length);
  const read = pixels.map((_, i) => Number(BigInt.asUintN(width, fields.bits >> BigInt(i * width))));
  return { width, read };
}

Deno.test("tapBits() has bits for the last pixel of a window of any size", () => {
  assertEquals(roundTrip([0]), { width: 1, read: [0] });
  assertEquals(roundTrip([0, 1, null, 8]), { width: 4, read: [0, 1, 0, 8] });
  assertEquals(roundTrip([7, 0]), { width: 3, read: [7, 0] });
  assertEquals(roundTrip([65_535, 0]), { width: 16, read: [65_535, 0] });
  // 3x3 with dilation 200: the last tap lies 400 rows of 401 pixels and 400 pixels back.
  assertEquals(roundTrip([0, 200, 160_800]), { width: 18, read: [0, 200, 160_800] });
});
