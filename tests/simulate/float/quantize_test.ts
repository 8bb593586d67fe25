import { assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../../src/base/errors.ts";
import { type FixedType, OVERFLOW_MODES, QUANTIZATION_MODES } from "../../../src/fixed/mod.ts";
import { buildModel } from "../../../src/model/mod.ts";
import { evaluateFloat } from "../../../src/simulate/mod.ts";
import { rationalCast } from "../../fixed/rational_cast.ts";

function quantised(type: FixedType, values: readonly number[]): number[] {
  const model = buildModel("q", (b) => b.quantize(b.input({ features: values.length }), { type, name: "y" }));
  const tensors = evaluateFloat(model, [{ shape: [1, values.length], data: Float64Array.from(values) }]);
  return [...tensors.get("y")!.data];
}

Deno.test("evaluateFloat() casts with every mode as the definition over rational numbers says", () => {
  // Quarters of the last bit from far below the range to far above, so that every tie and both ends are met.
  const quarters = Array.from({ length: 400 }, (_, i) => i - 200);
  for (const [width, integer] of [[4, 2], [3, 5], [1, 1], [5, -2]]) {
    for (const quantization of QUANTIZATION_MODES) {
      for (const overflow of OVERFLOW_MODES) {
        for (const signed of [true, false]) {
          const type: FixedType = { width, integer, signed, quantization, overflow };
          const step = 2 ** (integer - width);
          const expected = quarters.map((quarter) => {
            const number = integer >= width
              ? { numerator: BigInt(quarter) * 2n ** BigInt(integer - width), denominator: 4n }
              : { numerator: BigInt(quarter), denominator: 4n * 2n ** BigInt(width - integer) };
            return Number(rationalCast(number, type)) * step;
          });
          assertEquals(quantised(type, quarters.map((quarter) => quarter * step / 4)), expected);
        }
      }
    }
  }
});

Deno.test("evaluateFloat() casts numbers just below a tie down and keeps the bits of wide types", () => {
  const type: FixedType = { width: 8, integer: 8, signed: true, quantization: "AP_RND", overflow: "AP_SAT" };
  // A half less its last bit: adding a half would round up to 1.
  assertEquals(
    quantised(type, [0.49999999999999994, -0.5000000000000001, 0.5, -0.5, 1e300, -1e300, 5e-324]),
    [
      0,
      -1,
      1,
      0,
      127,
      -128,
      0,
    ],
  );
  const wide: FixedType = { ...type, width: 60, integer: 8 };
  assertEquals(quantised(wide, [2 ** -52, 3.3, -7.7 - 2 ** -49]), [2 ** -52, 3.3, -7.7 - 2 ** -49]);
  // −0 is 0 in every type.
  assertEquals(Object.is(quantised({ ...type, quantization: "AP_TRN_ZERO" }, [-0.3])[0], 0), true);
});

Deno.test("evaluateFloat() refuses to cast what is not finite", () => {
  const type: FixedType = { width: 8, integer: 8, signed: true, quantization: "AP_RND", overflow: "AP_SAT" };
  assertThrows(() => quantised(type, [NaN]), InterlaceError, "not a finite number");
});
