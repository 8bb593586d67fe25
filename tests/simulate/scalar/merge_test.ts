import { assertEquals } from "@std/assert";
import { planMerge } from "../../../src/design/planners/joins.ts";
import { parseFixedType } from "../../../src/fixed/mod.ts";
import type { MergeOperation } from "../../../src/layers/mod.ts";
import { runMap } from "../../../src/simulate/scalar/map.ts";
import { targetOf } from "../../../src/target/mod.ts";
import { rationalCast } from "../../fixed/rational_cast.ts";
import { mantissasOf, randomTensor, rational } from "../support.ts";
import { type Fraction, isLess, plus, times } from "./fractions.ts";

/** What merges are by definition. */
const DEFINITIONS: Readonly<Record<MergeOperation, (a: Fraction, b: Fraction) => Fraction>> = {
  add: plus,
  subtract: (a, b) => plus(a, { ...b, numerator: -b.numerator }),
  multiply: times,
  maximum: (a, b) => isLess(a, b) ? b : a,
  minimum: (a, b) => isLess(b, a) ? b : a,
  average: (a, b) => times(plus(a, b), { numerator: 1n, denominator: 2n }),
};

/** Types of both operands and of the result, at the limits of widths, signs and modes. */
const TYPES = [
  ["ap_fixed<5,2>", "ap_ufixed<4,6>", "ap_fixed<4,2>"],
  ["ap_fixed<16,6>", "ap_fixed<12,-2>", "ap_fixed<9,4,AP_RND_CONV,AP_SAT>"],
  ["ap_ufixed<1,1>", "ap_fixed<33,2>", "ap_ufixed<12,2,AP_RND_ZERO,AP_SAT_ZERO>"],
  ["ap_ufixed<33,30>", "ap_ufixed<24,25>", "ap_fixed<64,61,AP_RND_MIN_INF,AP_SAT_SYM>"],
  ["ap_fixed<64,32>", "ap_fixed<64,32>", "ap_fixed<64,33,AP_RND_INF,AP_SAT>"],
] as const;

/** Shapes of both operands: alike, one channel over all, one pixel over all. */
const SHAPES = [[[5, 3], [5, 3]], [[5, 3], [5, 1]], [[1, 3], [5, 3]]] as const;

for (const operation of Object.keys(DEFINITIONS) as MergeOperation[]) {
  Deno.test(`a merge is an exact ${operation}, cast once, whatever repeats`, () => {
    for (const [i, [aType, bType, result]] of TYPES.entries()) {
      for (const shapes of SHAPES) {
        const types = [parseFixedType(aType), parseFixedType(bType)];
        const [a, b] = types.map((type, j) => randomTensor([2, ...shapes[j]], type, BigInt(10 * i + j)));
        const y = parseFixedType(result);
        const request = {
          layer: "y",
          primitive: { kind: "merge", operation, shapes },
          types,
          result: y,
          target: targetOf("vitis"),
        } as const;
        const [{ plan }] = planMerge(request);
        if (plan.kind !== "map") throw new Error(plan.kind);
        const data = runMap(plan.expression, [a, b], 2);
        const expected = Array.from({ length: 30 }, (_, index) => {
          const [sample, pixel, channel] = [Math.floor(index / 15), Math.floor(index / 3) % 5, index % 3];
          const [x, z] = [a, b].map((tensor, j) => {
            const [pixels, channels] = shapes[j];
            const place = (sample * pixels + pixel % pixels) * channels + channel % channels;
            return rational(mantissasOf(tensor)[place], tensor.type);
          });
          return rationalCast(DEFINITIONS[operation](x, z), y);
        });
        assertEquals(mantissasOf({ shape: [2, 5, 3], type: y, data }), expected, `${aType} ${bType}`);
      }
    }
  });
}
