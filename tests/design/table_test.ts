import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { TablePlan } from "../../src/design/mod.ts";
import { foldEntry, planTable } from "../../src/design/table.ts";
import {
  castReal,
  type FixedType,
  fractionBits,
  mantissaAt,
  mantissaRange,
  parseFixedType,
  realOf,
} from "../../src/fixed/mod.ts";
import { definitionOf, FUNCTION_NAMES, type FunctionLayer, type TableKernel } from "../../src/layers/mod.ts";

const TANH: TableKernel = { kind: "table", function: "tanh", evaluate: Math.tanh, symmetry: "odd" };
const SIGMOID: TableKernel = {
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

/** The documented rule: entry min(|x| >> shift, entries − 1), and −entry or 1 − entry for a negative argument. */
function lookUp(plan: TablePlan, x: bigint): number {
  const magnitude = x < 0n ? -x : x;
  const last = plan.entries.data.length - 1;
  const index = Math.min(Math.floor(Number(magnitude) / 2 ** plan.shift), last);
  const { type, data } = plan.entries;
  const entry = realOf(mantissaAt(data, index, type), type);
  if (x >= 0n) return entry;
  return plan.symmetry === "odd" ? -entry : 1 - entry;
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
  for (const kernel of KERNELS) {
    for (const [x, result] of PAIRS) {
      for (const maxEntries of [1, 7, 64, 4096]) {
        const types = typesOf(x, result);
        const plan = planTable(kernel, types, maxEntries);
        const lsb = 2 ** -fractionBits(types.result);
        let [worst, worstAbove] = [0, 0];
        for (const m of mantissas(types.x)) {
          const error = Math.abs(lookUp(plan, m) - kernel.evaluate(Number(m) * 2 ** -fractionBits(types.x))) /
            lsb;
          worst = Math.max(worst, error);
          if (m >= 0n) worstAbove = Math.max(worstAbove, error);
        }
        const label = `${kernel.function} ${x} → ${result}, ${maxEntries} entries`;
        assert(worst <= plan.worstError + 1e-9, `${label}: ${worst}, stated ${plan.worstError}`);
        // The lowest mantissa has a magnitude that no positive one has.
        assert(plan.worstError <= worst + 1e-9 && worstAbove <= worst, label);
        assert(plan.entries.data.length <= maxEntries, label);
      }
    }
  }
});

Deno.test("planTable() is exact for types that are narrow enough: every result is rounded to nearest", () => {
  for (const kernel of KERNELS) {
    for (const [x, result] of PAIRS) {
      const types = typesOf(x, result);
      const plan = planTable(kernel, types, 4096);
      assertEquals(plan.shift, 0);
      const nearest = { ...types.result, quantization: "AP_RND_CONV", overflow: "AP_SAT" } as const;
      for (const m of mantissas(types.x)) {
        if (m < 0n) continue;
        const expected = castReal(kernel.evaluate(Number(m) * 2 ** -fractionBits(types.x)), nearest);
        assertEquals(
          lookUp(plan, m),
          realOf(expected, types.result),
          `${kernel.function} ${x} → ${result} at ${m}`,
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

Deno.test("planTable() halves its resolution until it fits, and no further", () => {
  const types = typesOf("ap_fixed<16,3>", "ap_fixed<16,2>");
  const whole = planTable(SIGMOID, types, 2 ** 16);
  for (const maxEntries of [1, 2, 100, 1000, 1024, 20000]) {
    const plan = planTable(SIGMOID, types, maxEntries);
    const entriesAt = (shift: number) => Math.floor((whole.entries.data.length - 1) / 2 ** shift) + 1;
    assertEquals(plan.entries.data.length, entriesAt(plan.shift));
    if (plan.shift > 0) assert(entriesAt(plan.shift - 1) > maxEntries);
  }
});

Deno.test("planTable() puts the middle of the arguments that share an entry into it", () => {
  const types = typesOf("ap_fixed<10,3>", "ap_fixed<20,2>");
  const plan = planTable(TANH, types, 32);
  const width = 2 ** plan.shift;
  for (const i of [0, 1, 9]) {
    const middle = (i * width + (width - 1) / 2) * 2 ** -7;
    assertAlmostEquals(
      realOf(mantissaAt(plan.entries.data, i, types.result), types.result),
      Math.tanh(middle),
      2 ** -19,
    );
  }
});

Deno.test("planTable() saturates entries that the result type cannot hold", () => {
  const plan = planTable(TANH, typesOf("ap_fixed<8,4>", "ap_fixed<8,0>"), 1024);
  assertEquals(plan.entries.data[plan.entries.data.length - 1], 127n);
  assert(plan.worstError > 100);
});

Deno.test("planTable() takes inputs of 64 bits", () => {
  const plan = planTable(SIGMOID, typesOf("ap_fixed<64,32>", "ap_fixed<16,2>"), 1024);
  assert(plan.entries.data.length > 512 && plan.entries.data.length <= 1024);
  const unsigned = planTable(TANH, typesOf("ap_ufixed<64,64>", "ap_fixed<16,2>"), 1024);
  assertEquals(Number(unsigned.entries.data[0]), 0);
});

Deno.test("foldEntry() negates or complements, saturated to the result type", () => {
  const type = parseFixedType("ap_fixed<8,2>");
  assertEquals(foldEntry(64n, "odd", type), -64n);
  assertEquals(foldEntry(-128n, "odd", type), 127n);
  assertEquals(foldEntry(48n, "complement", type), 16n);
  assertEquals(foldEntry(40n, "odd", parseFixedType("ap_ufixed<8,2>")), 0n);
  // 1 − 0 in a type up to 0.5, and in one whose lowest bit weighs 4.
  assertEquals(foldEntry(0n, "complement", parseFixedType("ap_fixed<8,0>")), 127n);
  assertEquals(foldEntry(0n, "complement", parseFixedType("ap_fixed<8,10>")), 0n);
});

/** What the documented rule gives for functions that are tabled in part, as a number before the last cast. */
function lookUpPart(plan: TablePlan, x: bigint, types: ReturnType<typeof typesOf>): number {
  const place = plan.symmetry === "none" ? x - plan.first : x < 0n ? -x : x;
  const index = Math.min(
    Math.floor(Math.max(Number(place), 0) / 2 ** plan.shift),
    plan.entries.data.length - 1,
  );
  const entry = realOf(mantissaAt(plan.entries.data, index, plan.entries.type), plan.entries.type);
  const real = Number(x) * 2 ** -fractionBits(types.x);
  if (plan.symmetry === "rest") return Math.max(real, 0) + entry;
  return plan.symmetry === "linear" && x >= 0n ? real : entry;
}

/** Functions of every further kind, with kernels as their layers give them. */
const PARTIAL: readonly TableKernel[] = [
  ...FUNCTION_NAMES.flatMap((name): TableKernel[] => {
    const layer: FunctionLayer = { kind: "function", name: "f", inputs: ["x"], function: name };
    const kernel = definitionOf(layer).kernel(layer, [[1]]);
    return kernel.kind === "table" && kernel.symmetry !== "odd" && name !== "sqrt" ? [kernel] : [];
  }),
  { kind: "table", function: "elu", evaluate: (x) => x < 0 ? Math.expm1(x) : x, symmetry: "linear" },
];

Deno.test("planTable() of what does not saturate is off by half a step in small types, and says so", () => {
  for (const kernel of PARTIAL) {
    for (const [x, result] of [["ap_fixed<9,4>", "ap_fixed<14,8>"], ["ap_fixed<11,3>", "ap_fixed<12,6>"]]) {
      const types = typesOf(x, result);
      const plan = planTable(kernel, types, 4096);
      assertEquals(plan.shift, 0);
      const lsb = 2 ** -fractionBits(types.result);
      const label = `${kernel.function} ${x} → ${result}`;
      let worst = 0;
      for (const m of mantissas(types.x)) {
        const exact = kernel.evaluate(Number(m) * 2 ** -fractionBits(types.x));
        // e⁸ is beyond the result: there the table saturates.
        if (exact < 2 ** (types.result.integer - 1) - lsb) {
          worst = Math.max(worst, Math.abs(lookUpPart(plan, m, types) - exact) / lsb);
        }
      }
      assert(worst <= 0.5 + 1e-6, `${label}: ${worst}`);
      if (kernel.function !== "exp") assertAlmostEquals(plan.worstError, worst, 1e-6, label);
    }
  }
});

Deno.test("planTable() states the worst error of coarse tables, beside a turn too", () => {
  for (const kernel of PARTIAL) {
    if (kernel.function === "exp") continue;
    for (const maxEntries of [1, 3, 20]) {
      const types = typesOf("ap_fixed<11,4>", "ap_fixed<16,6>");
      const plan = planTable(kernel, types, maxEntries);
      assert(plan.entries.data.length <= maxEntries);
      for (const m of mantissas(types.x)) {
        if (kernel.symmetry === "linear" && m >= 0n) continue;
        const exact = kernel.evaluate(Number(m) * 2 ** -fractionBits(types.x));
        const error = Math.abs(lookUpPart(plan, m, types) - exact) * 2 ** fractionBits(types.result);
        assert(error <= plan.worstError + 1e-6, `${kernel.function} ${maxEntries} at ${m}: ${error}`);
      }
    }
  }
});

Deno.test("planTable() keeps entries of what does not saturate in as few bits as they need", () => {
  const silu = PARTIAL.find((kernel) => kernel.function === "silu")!;
  const { type } = planTable(silu, typesOf("ap_fixed<16,6>", "ap_fixed<16,6>"), 1024).entries;
  // −0.2785 with 10 fraction bits is −285: ten bits.
  assertEquals([type.width, type.integer, type.signed], [10, 0, true]);
});

Deno.test("planTable() of exp begins where the result is no longer 0 and ends where it saturates", () => {
  const exp = PARTIAL.find((kernel) => kernel.function === "exp")!;
  const types = typesOf("ap_fixed<12,6>", "ap_fixed<10,5>");
  const plan = planTable(exp, types, 4096);
  const entries = [...plan.entries.data];
  assertEquals([entries[0], entries[1] > 0n], [0n, true]);
  assertEquals([entries[entries.length - 1], entries[entries.length - 2] < 511n], [511n, true]);
  assertEquals(plan.first, BigInt(Math.floor(Math.log(2 ** -6) * 64)));
});

Deno.test("planTable() gives 0 where a function has no value, and saturates where it is infinite", () => {
  const types = typesOf("ap_fixed<8,4>", "ap_fixed<8,4>");
  const root: TableKernel = { kind: "table", function: "sqrt", evaluate: Math.sqrt, symmetry: "none" };
  assertEquals(planTable(root, types, 256).entries.data[0], 0n);
  const inverse: TableKernel = {
    kind: "table",
    function: "reciprocal",
    evaluate: (x) => 1 / x,
    symmetry: "odd",
  };
  assertEquals(planTable(inverse, types, 256).entries.data[0], 127n);
});
