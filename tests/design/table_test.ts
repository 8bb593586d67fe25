// Longer than 300 lines because functions of every kind are held against the one rule that planTable() documents.

import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { tableMap } from "../../src/design/planners/map.ts";
import { type FunctionTable, planTable } from "../../src/design/tables/table.ts";
import {
  castReal,
  type FixedType,
  fractionBits,
  mantissaAt,
  mantissaRange,
  parseFixedType,
  realOf,
} from "../../src/fixed/mod.ts";
import {
  definitionOf,
  FUNCTION_NAMES,
  type FunctionLayer,
  type TablePrimitive,
} from "../../src/layers/mod.ts";
import { runMap } from "../../src/simulate/scalar/map.ts";
import { fixedTensor, mantissasOf } from "../simulate/support.ts";

const TANH: TablePrimitive = { kind: "table", function: "tanh", evaluate: Math.tanh, symmetry: "odd" };
const SIGMOID: TablePrimitive = {
  kind: "table",
  function: "sigmoid",
  evaluate: (x) => 1 / (1 + Math.exp(-x)),
  symmetry: "complement",
};
const KERNELS = [TANH, SIGMOID];

function typesOf(x: string, result: string) {
  return { x: parseFixedType(x), result: parseFixedType(result) };
}

/** Every mantissa of a type. */
function* mantissas(type: FixedType): Iterable<bigint> {
  const { min, max } = mantissaRange(type);
  for (let m: bigint = min; m <= max; m++) yield m;
}

/** The documented rule: the entry of a place in the last segment that begins at or before it. */
function entryOf({ segments, entries: { data, type } }: FunctionTable, place: number): number {
  const { from, shift, base } = segments.filter((segment) => Number(segment.from) <= place).at(-1)!;
  const index = base + Math.floor((place - Number(from)) / 2 ** shift);
  return realOf(mantissaAt(data, Math.min(index, data.length - 1), type), type);
}

/** The result of a function that is folded, before it is brought into a type: −entry or 1 − entry below zero. */
function lookUp(plan: FunctionTable, x: bigint): number {
  const entry = entryOf(plan, Math.abs(Number(x)));
  return x >= 0n ? entry : plan.symmetry === "odd" ? -entry : 1 - entry;
}

/** A number in the range of a type. */
function clipped(value: number, type: FixedType): number {
  const { min, max } = mantissaRange(type);
  return Math.min(Math.max(value, realOf(min, type)), realOf(max, type));
}

/** The type, symmetric: what is folded reaches one unit less far above zero than below. */
function wider(type: FixedType): FixedType {
  return { ...type, overflow: "AP_SAT_SYM" };
}

/** The result for an argument of 1 or −1 whose entry is given. */
function resultOf(
  entry: bigint,
  { sign, symmetry, entries, result }: {
    readonly sign: 1n | -1n;
    readonly symmetry: "odd" | "complement";
    readonly entries: FixedType;
    readonly result: FixedType;
  },
): bigint {
  const x = fixedTensor([1, 1], "ap_int<2>", [sign]);
  const table: FunctionTable = {
    function: "test",
    symmetry,
    first: 0n,
    segments: [{ from: 0n, shift: 0, base: 0 }],
    entries: fixedTensor([1], entries, [entry]),
    slope: null,
    worstError: 0,
  };
  return mantissasOf({
    shape: [1, 1],
    type: result,
    data: runMap(tableMap(table, { x: x.type, y: result }).expression, [x], 1),
  })[0];
}

const PAIRS = [
  ["ap_fixed<8,3>", "ap_fixed<8,2>"],
  ["ap_fixed<10,4>", "ap_fixed<16,6>"],
  ["ap_fixed<12,3>", "ap_fixed<9,2>"],
  ["ap_ufixed<10,3>", "ap_fixed<12,2>"],
  ["ap_fixed<9,12>", "ap_fixed<8,2>"],
  ["ap_fixed<9,-2>", "ap_fixed<14,2>"],
] as const;

Deno.test("planTable() states the worst error over all arguments of either sign", () => {
  for (const primitive of KERNELS) {
    for (const [x, result] of PAIRS) {
      for (const maxEntries of [1, 7, 64, 4096]) {
        const types = typesOf(x, result);
        const plan = planTable(primitive, types, maxEntries);
        const lsb = 2 ** -fractionBits(types.result);
        let [worst, worstAbove] = [0, 0];
        for (const m of mantissas(types.x)) {
          const exact = primitive.evaluate(Number(m) * 2 ** -fractionBits(types.x));
          const error = Math.abs(lookUp(plan, m) - clipped(exact, wider(types.result))) / lsb;
          worst = Math.max(worst, error);
          if (m >= 0n) worstAbove = Math.max(worstAbove, error);
        }
        const label = `${primitive.function} ${x} → ${result}, ${maxEntries} entries`;
        assert(worst <= plan.worstError + 1e-9, `${label}: ${worst}, stated ${plan.worstError}`);
        // The lowest mantissa has a magnitude that no positive one has.
        assert(plan.worstError <= worst + 1e-9 && worstAbove <= worst, label);
        assert(plan.entries.data.length <= maxEntries, label);
      }
    }
  }
});

Deno.test("planTable() is exact for types that are narrow enough: every result is rounded to nearest", () => {
  for (const primitive of KERNELS) {
    for (const [x, result] of PAIRS) {
      const types = typesOf(x, result);
      const plan = planTable(primitive, types, 4096);
      assertEquals(plan.segments, [{ from: 0n, shift: 0, base: 0 }]);
      const nearest = { ...types.result, quantization: "AP_RND_CONV", overflow: "AP_SAT" } as const;
      for (const m of mantissas(types.x)) {
        if (m < 0n) continue;
        const expected = castReal(primitive.evaluate(Number(m) * 2 ** -fractionBits(types.x)), nearest);
        assertEquals(
          lookUp(plan, m),
          realOf(expected, types.result),
          `${primitive.function} ${x} → ${result} at ${m}`,
        );
      }
      assert(plan.worstError <= 0.5 + 1e-9);
    }
  }
});

Deno.test("planTable() ends where the function no longer changes in the result type", () => {
  const plan = planTable(TANH, typesOf("ap_fixed<16,8>", "ap_fixed<6,1>"), 4096);
  const entries = [...plan.entries.data];
  assertEquals(entries[entries.length - 1], 31n);
  assert(entries[entries.length - 2] < 31n, "the last entry repeats");
});

Deno.test("planTable() of one segment halves its resolution until it fits, and no further", () => {
  const types = typesOf("ap_fixed<16,3>", "ap_fixed<8,2>");
  const whole = planTable(SIGMOID, types, 2 ** 16);
  assertEquals(whole.segments.map(({ shift }) => shift), [0]);
  for (const maxEntries of [100, 1000, 1024, 20000]) {
    const { segments: [{ shift }, ...others], entries } = planTable(SIGMOID, types, maxEntries);
    assertEquals(others, [], `${maxEntries}`);
    const entriesAt = (shift: number) => Math.floor((whole.entries.data.length - 1) / 2 ** shift) + 1;
    assertEquals(entries.data.length, entriesAt(shift));
    if (shift > 0) assert(entriesAt(shift - 1) > maxEntries);
  }
});

Deno.test("planTable() makes an entry the middle of the values that share it", () => {
  const types = typesOf("ap_fixed<10,3>", "ap_fixed<20,2>");
  const plan = planTable(TANH, types, 32);
  for (const [i, { from, shift, base }] of plan.segments.entries()) {
    const next = plan.segments[i + 1]?.base ?? plan.entries.data.length - 1;
    assert(next > base, `${i}`);
    for (let entry = base; entry < next - 1; entry++) {
      const low = (Number(from) + (entry - base) * 2 ** shift) * 2 ** -7;
      const high = low + (2 ** shift - 1) * 2 ** -7;
      assertAlmostEquals(
        realOf(mantissaAt(plan.entries.data, entry, types.result), types.result),
        (Math.tanh(low) + Math.tanh(high)) / 2,
        2 ** -19,
      );
    }
  }
});

Deno.test("planTable() saturates entries that the result type cannot hold", () => {
  const plan = planTable(TANH, typesOf("ap_fixed<8,4>", "ap_fixed<8,0>"), 1024);
  assertEquals(plan.entries.data[plan.entries.data.length - 1], 127n);
  // What the type cannot hold is no fault of the table.
  assert(plan.worstError <= 0.5);
});

Deno.test("planTable() takes inputs of 64 bits", () => {
  const plan = planTable(SIGMOID, typesOf("ap_fixed<64,32>", "ap_fixed<16,2>"), 1024);
  assert(plan.entries.data.length > 512 && plan.entries.data.length <= 1024);
  const unsigned = planTable(TANH, typesOf("ap_ufixed<64,64>", "ap_fixed<16,2>"), 1024);
  assertEquals(Number(unsigned.entries.data[0]), 0);
});

Deno.test("tableMap() negates or complements, saturated to the result type", () => {
  const fold = (entry: bigint, symmetry: "odd" | "complement", text: string, entries = text) =>
    resultOf(entry, {
      sign: -1n,
      symmetry,
      entries: parseFixedType(entries),
      result: parseFixedType(text),
    });
  assertEquals(fold(64n, "odd", "ap_fixed<8,2>"), -64n);
  assertEquals(fold(-128n, "odd", "ap_fixed<8,2>"), 127n);
  assertEquals(fold(48n, "complement", "ap_fixed<8,2>"), 16n);
  assertEquals(fold(40n, "odd", "ap_ufixed<8,2>"), 0n);
  // 1 − 0 in a type up to 0.5, and in one whose lowest bit weighs 4.
  assertEquals(fold(0n, "complement", "ap_fixed<8,0>"), 127n);
  assertEquals(fold(0n, "complement", "ap_fixed<8,10>"), 0n);
  // 1 and 0.75 are beyond the result; 1 − 0.75 is not.
  const types = {
    symmetry: "complement",
    entries: parseFixedType("ap_fixed<10,2>"),
    result: parseFixedType("ap_ufixed<8,0>"),
  } as const;
  assertEquals([256n, 192n, 100n].map((entry) => resultOf(entry, { ...types, sign: 1n })), [
    255n,
    192n,
    100n,
  ]);
  assertEquals([256n, 192n].map((entry) => resultOf(entry, { ...types, sign: -1n })), [0n, 64n]);
});

Deno.test("planTable() of a sigmoid that the result cannot hold is right on both sides all the same", () => {
  for (const result of ["ap_ufixed<8,0>", "ap_fixed<8,0>", "ap_fixed<10,-1>", "ap_ufixed<6,-2>"]) {
    const types = typesOf("ap_fixed<9,4>", result);
    const plan = planTable(SIGMOID, types, 4096);
    for (const m of mantissas(types.x)) {
      const place = Math.abs(Number(m));
      const entry = plan.entries.data[Math.min(place, plan.entries.data.length - 1)];
      const y = resultOf(entry, {
        sign: m < 0n ? -1n : 1n,
        symmetry: "complement",
        entries: plan.entries.type,
        result: types.result,
      });
      const exact = castReal(SIGMOID.evaluate(Number(m) * 2 ** -5), {
        ...types.result,
        quantization: "AP_RND_CONV",
        overflow: "AP_SAT",
      });
      // Below zero 1 − entry may be rounded the other way.
      assert(Math.abs(Number(y - exact)) <= (m < 0n ? 1 : 0), `${result} at ${m}: ${y}, not ${exact}`);
    }
  }
});

/** What the documented rule gives for functions that are tabled in part, as a number before the last cast. */
function lookUpPart(plan: FunctionTable, x: bigint, types: ReturnType<typeof typesOf>): number {
  const place = plan.symmetry === "none" ? x - plan.first : x < 0n ? -x : x;
  const entry = entryOf(plan, Math.max(Number(place), 0));
  const real = Number(x) * 2 ** -fractionBits(types.x);
  if (plan.symmetry === "rest") return Math.max(real, 0) + entry;
  return plan.symmetry === "linear" && x >= 0n ? real : entry;
}

/** Functions of every further kind, with kernels as their layers give them. */
const PARTIAL: readonly TablePrimitive[] = [
  ...FUNCTION_NAMES.flatMap((name): TablePrimitive[] => {
    const layer: FunctionLayer = { kind: "function", name: "f", inputs: ["x"], function: name };
    const primitive = definitionOf(layer).primitive(layer, [[1]]);
    return primitive.kind === "table" && primitive.symmetry !== "odd" && name !== "sqrt" ? [primitive] : [];
  }),
  { kind: "table", function: "elu", evaluate: (x) => x < 0 ? Math.expm1(x) : x, symmetry: "linear" },
];

Deno.test("planTable() of what does not saturate is off by half a step in small types, and says so", () => {
  for (const primitive of PARTIAL) {
    for (const [x, result] of [["ap_fixed<9,4>", "ap_fixed<14,8>"], ["ap_fixed<11,3>", "ap_fixed<12,6>"]]) {
      const types = typesOf(x, result);
      const plan = planTable(primitive, types, 4096);
      assertEquals(plan.segments.map(({ shift }) => shift), [0]);
      const lsb = 2 ** -fractionBits(types.result);
      const label = `${primitive.function} ${x} → ${result}`;
      let worst = 0;
      for (const m of mantissas(types.x)) {
        const exact = primitive.evaluate(Number(m) * 2 ** -fractionBits(types.x));
        // e⁸ is beyond the result: there the table saturates.
        if (exact < 2 ** (types.result.integer - 1) - lsb) {
          worst = Math.max(worst, Math.abs(lookUpPart(plan, m, types) - exact) / lsb);
        }
      }
      assert(worst <= 0.5 + 1e-6, `${label}: ${worst}`);
      if (primitive.function !== "exp") assertAlmostEquals(plan.worstError, worst, 1e-6, label);
    }
  }
});

Deno.test("planTable() states the worst error of coarse tables, beside a turn too", () => {
  for (const primitive of PARTIAL) {
    if (primitive.function === "exp") continue;
    for (const maxEntries of [1, 3, 20]) {
      const types = typesOf("ap_fixed<11,4>", "ap_fixed<16,6>");
      const plan = planTable(primitive, types, maxEntries);
      assert(plan.entries.data.length <= maxEntries);
      for (const m of mantissas(types.x)) {
        if (primitive.symmetry === "linear" && m >= 0n) continue;
        const exact = primitive.evaluate(Number(m) * 2 ** -fractionBits(types.x));
        const error = Math.abs(lookUpPart(plan, m, types) - exact) * 2 ** fractionBits(types.result);
        assert(error <= plan.worstError + 1e-6, `${primitive.function} ${maxEntries} at ${m}: ${error}`);
      }
    }
  }
});

Deno.test("planTable() keeps entries of what does not saturate in as few bits as they need", () => {
  const silu = PARTIAL.find((primitive) => primitive.function === "silu")!;
  const { type } = planTable(silu, typesOf("ap_fixed<16,6>", "ap_fixed<16,6>"), 1024).entries;
  // −0.2785 with 10 fraction bits is −285: ten bits.
  assertEquals([type.width, type.integer, type.signed], [10, 0, true]);
});

Deno.test("planTable() of exp begins where the result is no longer 0 and ends where it saturates", () => {
  const exp = PARTIAL.find((primitive) => primitive.function === "exp")!;
  const types = typesOf("ap_fixed<12,6>", "ap_fixed<10,5>");
  const plan = planTable(exp, types, 4096);
  const entries = [...plan.entries.data];
  assertEquals([entries[0], entries[1] > 0n], [0n, true]);
  assertEquals([entries[entries.length - 1], entries[entries.length - 2] < 511n], [511n, true]);
  assertEquals(plan.first, BigInt(Math.floor(Math.log(2 ** -6) * 64)));
});

Deno.test("planTable() gives 0 where a function has no value, and saturates where it is infinite", () => {
  const types = typesOf("ap_fixed<8,4>", "ap_fixed<8,4>");
  const root: TablePrimitive = { kind: "table", function: "sqrt", evaluate: Math.sqrt, symmetry: "none" };
  assertEquals(planTable(root, types, 256).entries.data[0], 0n);
  const inverse: TablePrimitive = {
    kind: "table",
    function: "reciprocal",
    evaluate: (x) => 1 / x,
    symmetry: "odd",
  };
  assertEquals(planTable(inverse, types, 256).entries.data[0], 127n);
});
