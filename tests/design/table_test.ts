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
import type { TableKernel } from "../../src/layers/mod.ts";

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
