import { assertEquals } from "@std/assert";
import { parseFixedType } from "../../../src/fixed/mod.ts";
import type { FunctionTable } from "../../../src/design/mod.ts";
import {
  affineMap,
  castMap,
  clipMap,
  formulaMap,
  hardSigmoidMap,
  type MapEnds,
  rectifierMap,
  reluMap,
  tableMap,
} from "../../../src/design/planners/map.ts";
import { castTo, constant, type Expression, inputOf, operate } from "../../../src/layers/mod.ts";
import { castElements } from "../../../src/simulate/scalar/elements.ts";
import { runMap } from "../../../src/simulate/scalar/map.ts";
import type { FixedTensor, Mantissas } from "../../../src/tensor/mod.ts";
import { thresholdOf } from "../../layers/formula.ts";
import { rationalCast } from "../../fixed/rational_cast.ts";
import { fixedTensor, mantissasOf, randomTensor, rational } from "../support.ts";
import { type Fraction, isLess, plus, times, ZERO } from "./fractions.ts";

/** Input types and result types; 5 bits have fewer values than the tensors elements, 33 and 64 more. */
const PAIRS = [
  ["ap_fixed<5,2>", "ap_fixed<4,2>"],
  ["ap_fixed<5,2>", "ap_ufixed<3,2,AP_RND_CONV,AP_SAT>"],
  ["ap_ufixed<5,7>", "ap_fixed<6,5,AP_RND,AP_SAT_SYM>"],
  ["ap_fixed<33,2>", "ap_fixed<12,2,AP_RND_ZERO,AP_SAT_ZERO>"],
  ["ap_ufixed<64,2>", "ap_ufixed<64,1,AP_RND_INF>"],
  ["ap_fixed<64,60>", "ap_fixed<64,61,AP_RND_MIN_INF,AP_SAT>"],
] as const;

/** Compares a stage with exact arithmetic over fractions, on inputs that reach the type's limits. */
function checkElements(
  run: (x: FixedTensor, to: FixedTensor["type"]) => Mantissas,
  exact: (x: Fraction, index: number, to: FixedTensor["type"]) => Fraction,
): void {
  PAIRS.forEach(([from, result], i) => {
    const x = randomTensor([2, 2, 4, 6], from, BigInt(i));
    const type = parseFixedType(result);
    const actual = mantissasOf({ shape: x.shape, type, data: run(x, type) });
    const expected = mantissasOf(x).map((value, index) =>
      rationalCast(exact(rational(value, x.type), index, type), type)
    );
    assertEquals(actual, expected, `${from} to ${result}`);
  });
}

/** Compares the stage of a map with exact arithmetic. */
function checkMap(
  plan: (ends: MapEnds) => { readonly expression: Expression },
  exact: (x: Fraction, index: number, to: FixedTensor["type"]) => Fraction,
): void {
  checkElements((x, to) => runMap(plan({ x: x.type, y: to }).expression, [x], 2), exact);
}

/** What the expression of a table gives. */
function runTable(table: FunctionTable, x: FixedTensor, y: FixedTensor["type"]): Mantissas {
  return runMap(tableMap(table, { x: x.type, y }).expression, [x], 1);
}

Deno.test("castElements() casts once", () => checkElements(castElements, (x) => x));

Deno.test("a cast casts once", () => checkMap(castMap, (x) => x));

Deno.test("a ReLU gives cast(max(x, 0))", () => {
  checkMap(reluMap, (x) => isLess(x, ZERO) ? ZERO : x);
});

for (const count of [1, 6, 48]) {
  Deno.test(`a rectifier multiplies by its slopes below zero: ${count} of them`, () => {
    const slopes = randomTensor([count], "ap_fixed<7,1>", 5n);
    const factors = mantissasOf(slopes).map((slope) => rational(slope, slopes.type));
    checkMap(
      (ends) => rectifierMap(slopes, ends),
      (x, index) => isLess(x, ZERO) ? times(x, factors[index % count]) : x,
    );
  });
}

Deno.test("an affine layer adds exact products and shifts of other fractions, then casts once", () => {
  for (
    const [scaleType, shiftType] of [["ap_fixed<7,1>", "ap_fixed<60,3>"], [
      "ap_fixed<16,3>",
      "ap_fixed<8,12>",
    ]]
  ) {
    const scale = randomTensor([6], scaleType, 7n);
    const shift = randomTensor([6], shiftType, 8n);
    const factors = mantissasOf(scale).map((value) => rational(value, scale.type));
    const terms = mantissasOf(shift).map((value) => rational(value, shift.type));
    checkMap(
      (ends) => affineMap({ scale, shift }, ends),
      (x, index) => plus(times(x, factors[index % 6]), terms[index % 6]),
    );
  }
});

Deno.test("maximum and minimum compare exact numbers before the cast", () => {
  const type = parseFixedType("ap_fixed<12,3>");
  // −0.998…, 0.501…: between the values of every input type.
  const mantissas = [-511n, 257n];
  const bound = mantissas.map((mantissa) => fixedTensor([1], type, [mantissa]));
  const bounds = mantissas.map((mantissa) => rational(mantissa, type));
  for (const [low, high] of [[true, true], [true, false], [false, true], [false, false]]) {
    checkMap(
      ({ x, y }) => {
        const raised: Expression = low ? operate("max", inputOf(x), constant("min", bound[0])) : inputOf(x);
        const expression = high ? operate("min", constant("max", bound[1]), raised) : raised;
        return { expression: castTo(y, expression) };
      },
      (x) => low && isLess(x, bounds[0]) ? bounds[0] : high && isLess(bounds[1], x) ? bounds[1] : x,
    );
  }
});

Deno.test("a table finds an argument's entry and folds negative ones", () => {
  const odd: FunctionTable = {
    function: "test",
    symmetry: "odd",
    first: 0n,
    segments: [{ from: 0n, shift: 2, base: 0 }],
    entries: fixedTensor([3], "ap_int<4>", [1n, 5n, -8n]),
    slope: null,
    worstError: 0,
  };
  // |x| >> 2 is the index, the last entry goes on to the end; −(−8) saturates.
  const x = fixedTensor([1, 9], "ap_int<8>", [0n, 3n, 4n, 8n, 127n, -1n, -4n, -128n, -3n]);
  assertEquals([...runTable(odd, x, odd.entries.type)], [1n, 1n, 5n, -8n, -8n, -1n, -5n, 7n, -1n]);
  // With 3 fraction bits 1 is 8.
  const complement: FunctionTable = {
    ...odd,
    symmetry: "complement",
    entries: fixedTensor([3], "ap_ufixed<4,1>", [4n, 7n, 8n]),
  };
  assertEquals([...runTable(complement, x, complement.entries.type)], [4n, 4n, 7n, 8n, 8n, 4n, 1n, 0n, 4n]);
  // A tensor with more elements than its type has values.
  const many = fixedTensor([1, 12], "ap_int<3>", [0n, 1n, 2n, 3n, -4n, -3n, -2n, -1n, 0n, 3n, -4n, -3n]);
  assertEquals([...runTable(odd, many, odd.entries.type)], [
    1n,
    1n,
    1n,
    1n,
    -5n,
    -1n,
    -1n,
    -1n,
    1n,
    1n,
    -5n,
    -1n,
  ]);
});

Deno.test("a table takes the last segment that begins at or before a place", () => {
  const plan: FunctionTable = {
    function: "test",
    symmetry: "odd",
    first: 0n,
    // Of one, of four and of two places a cell; the one before the last place of the second segment is cut short.
    segments: [{ from: 0n, shift: 0, base: 0 }, { from: 3n, shift: 2, base: 3 }, {
      from: 9n,
      shift: 1,
      base: 5,
    }],
    entries: fixedTensor([7], "ap_int<8>", [10n, 11n, 12n, 13n, 14n, 15n, 16n]),
    slope: null,
    worstError: 0,
  };
  const places = Array.from({ length: 16 }, (_, i) => BigInt(i));
  const expected = [10n, 11n, 12n, 13n, 13n, 13n, 13n, 14n, 14n, 15n, 15n, 16n, 16n, 16n, 16n, 16n];
  assertEquals([...runTable(plan, fixedTensor([1, 16], "ap_int<8>", places), plan.entries.type)], expected);
  const negative = fixedTensor([1, 16], "ap_int<8>", places.map((place) => -place));
  // 0 has no sign.
  assertEquals(
    [...runTable(plan, negative, plan.entries.type)],
    expected.map((entry, i) => i === 0 ? entry : -entry),
  );
  const whole: FunctionTable = { ...plan, symmetry: "none", first: -100n };
  const shifted = fixedTensor([1, 16], "ap_int<8>", places.map((place) => place - 100n));
  assertEquals([...runTable(whole, shifted, plan.entries.type)], expected);
});

Deno.test("a table folds before it saturates to the result's range", () => {
  const plan: FunctionTable = {
    function: "test",
    symmetry: "complement",
    first: 0n,
    segments: [{ from: 0n, shift: 0, base: 0 }],
    // 0.5, 0.75 and 1: more than the result holds.
    entries: fixedTensor([3], "ap_fixed<4,2>", [2n, 3n, 4n]),
    slope: null,
    worstError: 0,
  };
  const x = fixedTensor([1, 5], "ap_int<3>", [-2n, -1n, 0n, 1n, 2n]);
  assertEquals([...runTable(plan, x, parseFixedType("ap_ufixed<2,0>"))], [0n, 1n, 2n, 3n, 3n]);
  assertEquals([...runTable(plan, x, parseFixedType("ap_fixed<2,0>"))], [0n, 1n, 1n, 1n, 1n]);
});

Deno.test("a table adds what is left out, multiplies above zero, or counts from the first place", () => {
  const rest: FunctionTable = {
    function: "test",
    symmetry: "rest",
    first: 0n,
    segments: [{ from: 0n, shift: 1, base: 0 }],
    entries: fixedTensor([2], "ap_fixed<4,2>", [3n, -1n]),
    slope: null,
    worstError: 0,
  };
  const x = fixedTensor([1, 5], "ap_int<4>", [-8n, -1n, 0n, 1n, 7n]);
  const to = parseFixedType("ap_fixed<8,6,AP_RND,AP_SAT>");
  // In quarters: below zero the entry, above it x more.
  assertEquals([...runTable(rest, x, to)], [-1n, 3n, 3n, 7n, 27n]);
  const linear: FunctionTable = {
    ...rest,
    symmetry: "linear",
    slope: fixedTensor([1], "ap_fixed<4,2>", [6n]),
  };
  assertEquals([...runTable(linear, x, to)], [-1n, 3n, 0n, 6n, 42n]);
  const whole: FunctionTable = {
    ...rest,
    symmetry: "none",
    first: -3n,
    entries: fixedTensor([3], to, [1n, 2n, 9n]),
  };
  assertEquals([...runTable(whole, x, to)], [1n, 2n, 2n, 9n, 9n]);
});

/** The settings that hard sigmoids read. */
const TYPES = { weight: parseFixedType("ap_fixed<6,2>"), bias: parseFixedType("ap_fixed<6,2>") };

Deno.test("a hard sigmoid clips the exact sum to 0 and 1", () => {
  // 0.25·x + 0.5 in sixty-fourths
  const x = fixedTensor([1, 6], "ap_fixed<8,4>", [-128n, -32n, -31n, 0n, 31n, 32n]);
  const to = parseFixedType("ap_ufixed<8,2>");
  const plan = hardSigmoidMap({ kind: "hard_sigmoid", slope: 0.25, offset: 0.5 }, TYPES, {
    x: x.type,
    y: to,
  });
  assertEquals([...runMap(plan.expression, [x], 1)], [0n, 0n, 1n, 32n, 63n, 64n]);
});

Deno.test("a threshold passes what is larger than it, and nothing equal to it", () => {
  const x = fixedTensor([1, 4], "ap_fixed<8,4>", [-128n, 5n, 6n, 127n]);
  const plan = formulaMap(thresholdOf(0.3125), { x: x.type, y: x.type });
  assertEquals([...runMap(plan.expression, [x], 1)], [0n, 0n, 6n, 127n]);
});

/** A number of few digits. */
const parts = (numerator: bigint, denominator: bigint): Fraction => ({ numerator, denominator });

Deno.test("a hard sigmoid is min(max(slope·x + offset, 0), 1) of exact numbers", () => {
  // 0.3125 and 0.4375 are numbers of their types.
  checkMap(
    (ends) => hardSigmoidMap({ kind: "hard_sigmoid", slope: 0.3125, offset: 0.4375 }, TYPES, ends),
    (x) => {
      const line = plus(times(x, parts(5n, 16n)), parts(7n, 16n));
      return isLess(line, ZERO) ? ZERO : isLess(parts(1n, 1n), line) ? parts(1n, 1n) : line;
    },
  );
});

Deno.test("a clip compares x with bounds that have the fraction bits of its result", () => {
  const [min, max] = [-0.703125, 1.296875];
  for (const ends of [[min, max], [-Infinity, max], [min, Infinity]]) {
    checkMap(
      (types) => clipMap({ kind: "clip", min: ends[0], max: ends[1] }, types),
      (x, _, { width, integer }) => {
        const [low, high] = ends.map((bound) =>
          Number.isFinite(bound) ? nearest(bound, width - integer) : null
        );
        if (low !== null && isLess(x, low)) return low;
        return high !== null && isLess(high, x) ? high : x;
      },
    );
  }
});

/** A multiple of 1/64 at so many fraction bits; between two of them the nearer one. */
function nearest(value: number, fraction: number): Fraction {
  const unit = 2n ** BigInt(fraction);
  const sixtyFourths = BigInt(value * 64) * unit;
  const twice = 2n * sixtyFourths + 64n;
  const floor = twice / 128n - (twice % 128n < 0n ? 1n : 0n);
  return { numerator: floor, denominator: unit };
}

Deno.test("a threshold passes what is larger than it as it is, in any types", () => {
  checkMap(
    (ends) => formulaMap(thresholdOf(0.3125), ends),
    (x) => isLess(parts(5n, 16n), x) ? x : ZERO,
  );
});
