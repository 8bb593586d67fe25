import { assertEquals } from "@std/assert";
import {
  castReal,
  laneOf,
  mantissaAt,
  OVERFLOW_MODES,
  parseFixedType,
  QUANTIZATION_MODES,
  realOf,
} from "../../src/fixed/mod.ts";
import { castReals, realsOf } from "../../src/simulate/reals.ts";
import { randomTensor } from "./support.ts";

/** Numbers at which roundings and overflows change, on both sides, and extreme ones. */
function telling(unit: number): Float64Array {
  const near = [
    0,
    0.25,
    0.5,
    0.75,
    1,
    1.5,
    2.5,
    3.5,
    7,
    7.5,
    8,
    127,
    127.5,
    128,
    200.5,
    2 ** 31,
    2 ** 49,
    2 ** 50,
  ]
    .flatMap((x) => [x, x * (1 - 2 ** -53), x * (1 + 2 ** -52)]).map((x) => x * unit);
  const far = [Number.MIN_VALUE, 2 ** -1022, 1e-300, 1e15, 1e19, 1e300, Number.MAX_VALUE];
  return Float64Array.from([...near, ...far].flatMap((x) => [x, -x]));
}

Deno.test("castReals() casts as castReal() does, in every mode", () => {
  for (const format of ["8,4", "4,4", "16,30", "12,-20", "50,20", "51,20", "64,32", "8,120", "8,-120"]) {
    for (const quantization of QUANTIZATION_MODES) {
      for (const overflow of OVERFLOW_MODES) {
        for (const sign of ["", "u"]) {
          const type = parseFixedType(`ap_${sign}fixed<${format},${quantization},${overflow}>`);
          const reals = telling(2 ** (type.integer - type.width));
          const expected = Array.from(reals.filter(Number.isFinite), (x) => laneOf(castReal(x, type)));
          assertEquals(
            [...castReals(reals.filter(Number.isFinite), type)],
            expected,
            `${sign}${format} ${quantization}`,
          );
        }
      }
    }
  }
});

Deno.test("realsOf() gives what realOf() gives", () => {
  for (
    const name of [
      "ap_fixed<8,4>",
      "ap_ufixed<32,40>",
      "ap_fixed<50,10>",
      "ap_ufixed<50,3>",
      "ap_fixed<51,3>",
      "ap_ufixed<64,64>",
    ]
  ) {
    const type = parseFixedType(name);
    const { data } = randomTensor([100], type, 5n);
    assertEquals(
      [...realsOf({ data, type })],
      Array.from(data, (_, i) => realOf(mantissaAt(data, i, type), type)),
      name,
    );
  }
});
