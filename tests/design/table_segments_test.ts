import { assert, assertEquals } from "@std/assert";
import { type FunctionTable, MAX_SEGMENTS, planTable } from "../../src/design/tables/table.ts";
import {
  bentSegments,
  singleSegment,
  stretchesOf,
  type TabledPlaces,
} from "../../src/design/tables/table_segments.ts";
import { fractionBits, mantissaAt, mantissaRange, parseFixedType, realOf } from "../../src/fixed/mod.ts";
import { definitionOf, FUNCTION_NAMES, type Layer, type TablePrimitive } from "../../src/layers/mod.ts";

/** The largest half of a difference within a cell, place by place. */
function errorOf(
  { count, valueAt }: TabledPlaces,
  segments: FunctionTable["segments"],
): { error: number; entries: number } {
  const cells = new Map<number, [least: number, most: number]>();
  for (let place = 0n; place < count; place++) {
    const { from, shift, base } = segments.findLast((segment) => segment.from <= place)!;
    const index = base + Number((place - from) >> BigInt(shift));
    const [least, most] = cells.get(index) ?? [Infinity, -Infinity];
    const value = valueAt(place);
    cells.set(index, [Math.min(least, value), Math.max(most, value)]);
  }
  // No entry is left out, and none is shared by two segments.
  const indices = [...cells.keys()].sort((a, b) => a - b);
  assertEquals(indices, indices.map((_, i) => i));
  return {
    error: [...cells.values()].reduce((worst, [least, most]) => Math.max(worst, (most - least) / 2), 0),
    entries: indices.length,
  };
}

const CURVES: Readonly<Record<string, (place: number) => number>> = {
  "bent at its start": (place) => place / (50 + place),
  "bent at its end": (place) => Math.exp((place - 9999) / 300),
  "bent in its middle": (place) => Math.tanh((place - 4000) / 90),
  straight: (place) => 3 - place / 1000,
  constant: () => 7,
  "of one step": (place) => place < 6144 ? 0 : 1,
};

for (const [what, curve] of Object.entries(CURVES)) {
  Deno.test(`bentSegments() of a function ${what} keeps its limits and its promise`, () => {
    for (const count of [1n, 2n, 33n, 10_000n]) {
      const places = { count, valueAt: (place: bigint) => curve(Number(place)) };
      for (const entries of [1, 7, 100, 1024, 20_000]) {
        const single = errorOf(places, singleSegment(count, entries));
        assert(single.entries <= entries);
        for (const segments of [2, 3, 4]) {
          const bent = bentSegments(stretchesOf(places), { entries, segments });
          const real = errorOf(places, bent.segments);
          const label = `${count} places, ${entries} entries, ${segments} segments`;
          assert(bent.segments.length <= segments && real.entries <= entries, label);
          assertEquals(bent.segments[0].from, 0n);
          // Slopes are sampled: between two samples they may be larger, and are where the function is steep in its middle.
          const trust = what === "of one step" ? 1e9 : what === "bent in its middle" ? 2.5 : 1.5;
          assert(real.error <= trust * bent.error + 1e-12, `${label}: ${real.error}, promised ${bent.error}`);
          if (what !== "of one step") assert(real.error <= trust * single.error + 1e-12, label);
        }
      }
    }
  });
}

Deno.test("bentSegments() needs a small part of the entries that one segment does, where a function is bent at an end", () => {
  for (const what of ["bent at its start", "bent at its end"]) {
    const places = { count: 10_000n, valueAt: (place: bigint) => CURVES[what](Number(place)) };
    const single = errorOf(places, singleSegment(10_000n, 640)).error;
    const bent =
      errorOf(places, bentSegments(stretchesOf(places), { entries: 160, segments: 4 }).segments).error;
    assert(bent < 0.6 * single, `${what}: ${bent}, ${single}`);
  }
});

const X: Pick<Layer, "name" | "inputs"> = { name: "f", inputs: ["x"] };

const KERNELS = ([
  { ...X, kind: "sigmoid" },
  { ...X, kind: "tanh" },
  { ...X, kind: "elu", alpha: 1, scale: 1 },
  ...FUNCTION_NAMES.map((name) => ({ ...X, kind: "function", function: name })),
] as readonly Layer[]).flatMap((layer): readonly TablePrimitive[] => {
  const primitive = definitionOf(layer).primitive(layer, [[1]]);
  return primitive.kind === "table" ? [primitive] : [];
});

/** What is tabled of a function: see `planTable`. */
function tabled(primitive: TablePrimitive, u: number): number {
  return primitive.symmetry === "rest" || primitive.symmetry === "linear"
    ? primitive.evaluate(-u)
    : primitive.evaluate(u);
}

const TYPES = [
  "ap_fixed<8,3>",
  "ap_fixed<16,6>",
  "ap_fixed<18,8>",
  "ap_fixed<24,12>",
  "ap_fixed<34,12>",
  "ap_fixed<48,24>",
  "ap_ufixed<16,4>",
  "ap_fixed<12,-2>",
  "ap_fixed<10,14>",
];

for (const primitive of KERNELS) {
  Deno.test(`planTable() of ${primitive.function} is about as good as 1,024 entries can be, and states its error`, () => {
    for (const text of TYPES) {
      const type = parseFixedType(text);
      const plan = planTable(primitive, { x: type, result: type }, 1024);
      const unit = 2 ** -fractionBits(type);
      const { min, max } = mantissaRange(type);
      // Every place of a narrow type; of a wide one many of every magnitude, and both sides of every border.
      const places = new Set<bigint>([0n]);
      const magnitude = type.signed || plan.symmetry === "linear" ? -min : max;
      const range = plan.symmetry === "none" ? [min, max] : [0n, magnitude];
      const add = (place: bigint) => {
        if (place >= range[0] && place <= range[1]) places.add(place);
      };
      add(max);
      for (let digit = 0n; digit < BigInt(type.width); digit++) {
        for (let part = 0n; part < 300n; part++) {
          const place = (1n << digit) + ((part * (1n << digit)) / 300n);
          for (const near of [place, -place, place - 1n]) add(near);
        }
      }
      for (const { from, shift } of plan.segments) {
        for (const cell of [0n, 1n, 7n]) {
          const border = plan.first + from + (cell << BigInt(shift));
          for (const near of [border - 1n, border, border + 1n]) add(near);
        }
      }
      const bounds = plan.symmetry === "rest" || plan.symmetry === "linear"
        ? [-Infinity, Infinity]
        : [realOf(min, type), realOf(max, type)];
      let [worst, least, most] = [0, Infinity, -Infinity];
      for (const u of places) {
        const value = tabled(primitive, Number(u) * unit);
        const exact = Number.isNaN(value) ? 0 : Math.min(Math.max(value, bounds[0]), bounds[1]);
        const place = u < plan.first ? 0n : u - plan.first;
        const { from, shift, base } = plan.segments.findLast((segment) => segment.from <= place)!;
        const index = Math.min(base + Number((place - from) >> BigInt(shift)), plan.entries.data.length - 1);
        const entry = realOf(mantissaAt(plan.entries.data, index, plan.entries.type), plan.entries.type);
        // A sigmoid's values beyond what any result needs are all the same.
        if (plan.symmetry !== "complement" || realOf(max, type) >= 1) {
          worst = Math.max(worst, Math.abs(entry - exact));
        }
        [least, most] = [Math.min(least, exact), Math.max(most, exact)];
      }
      const label = `${primitive.function} ${text}, ${plan.segments.length} segments`;
      assert(plan.entries.data.length <= 1024 && plan.segments.length <= MAX_SEGMENTS, label);
      assert(
        worst <= plan.worstError * unit * (1 + 1e-9),
        `${label}: ${worst / unit}, stated ${plan.worstError}`,
      );
      // No table of so many entries can be off by less than half of the variation over their number.
      const best = (most - least) / 2 / 1024;
      assert(
        plan.worstError * unit <= 16 * best + 2.01 * unit,
        `${label}: ${plan.worstError * unit}, ${best}`,
      );
    }
  });
}

Deno.test("planTable() of a softsign in a wide type is off by less than a hundredth", () => {
  const type = parseFixedType("ap_fixed<34,12,AP_RND,AP_SAT>");
  const softsign = KERNELS.find((primitive) => primitive.function === "softsign")!;
  const plan = planTable(softsign, { x: type, result: type }, 1024);
  assert(plan.worstError * 2 ** -22 < 0.01, `${plan.worstError}`);
});

Deno.test("planTable() keeps one segment where that is off by no more than two units, and few where they do", () => {
  const type = parseFixedType("ap_fixed<16,6>");
  const found = KERNELS.map((primitive) => {
    const { segments, worstError } = planTable(primitive, { x: type, result: type }, 1024);
    return [primitive.function, segments.length, worstError <= 2];
  });
  assertEquals(found, [
    ["sigmoid", 1, true],
    ["tanh", 2, true],
    ["elu", 2, true],
    ["softplus", 2, true],
    ["softsign", 3, true],
    ["silu", 2, true],
    ["gelu", 1, true],
    ["gelu_tanh", 1, true],
    ["hard_swish", 1, true],
    ["exp", 4, false],
    ["sqrt", 4, false],
    ["reciprocal", 4, false],
  ]);
});
