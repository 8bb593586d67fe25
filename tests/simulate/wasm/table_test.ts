import { assertEquals } from "@std/assert";
import { createDesign } from "../../../src/design/mod.ts";
import { tableMap } from "../../../src/design/planners/map.ts";
import { mantissaRange, parseFixedType } from "../../../src/fixed/mod.ts";
import { lookupsOf } from "../../../src/layers/mod.ts";
import { buildModel, type ModelBuilder, type Node } from "../../../src/model/mod.ts";
import { fixedTensor, randomTensor } from "../support.ts";
import { assertEqualsScalar, pathsOf } from "./harness.ts";
import { assertPrimitive } from "./primitive_case.ts";
import { stageOf } from "../../../src/design/stage_ends.ts";

/** A function of each symmetry. */
const FUNCTIONS: Readonly<Record<string, (b: ModelBuilder, x: Node) => Node>> = {
  odd: (b, x) => b.tanh(x, { name: "y" }),
  complement: (b, x) => b.sigmoid(x, { name: "y" }),
  rest: (b, x) => b.apply(x, { name: "y", function: "gelu" }),
  linear: (b, x) => b.selu(x, { name: "y" }),
  none: (b, x) => b.apply(x, { name: "y", function: "exp" }),
};

for (const [symmetry, build] of Object.entries(FUNCTIONS)) {
  Deno.test(`emitMap() reads tables of symmetry ${symmetry} for arguments of any width`, () => {
    for (
      const [x, y] of [
        ["ap_int<2>", "ap_fixed<9,3>"],
        ["ap_fixed<8,3>", "ap_fixed<10,4,AP_RND,AP_SAT>"],
        ["ap_ufixed<16,4>", "ap_fixed<14,6>"],
        ["ap_fixed<16,12>", "ap_ufixed<16,8,AP_TRN,AP_SAT_ZERO>"],
        ["ap_int<32>", "ap_fixed<33,20>"],
        ["ap_fixed<32,4>", "ap_fixed<20,6>"],
        ["ap_uint<32>", "ap_fixed<20,6,AP_RND_CONV,AP_SAT_SYM>"],
        ["ap_uint<32>", "ap_fixed<20,6>"],
        ["ap_fixed<48,20>", "ap_fixed<18,12,AP_RND,AP_SAT>"],
      ]
    ) {
      for (const tableSize of [undefined, 5]) {
        for (const shape of [[11], [2, 3, 5]]) {
          assertPrimitive({
            build: (b, input) => build(b, input("x", shape)),
            types: { x, y },
            path: "table",
            tableSize,
          });
        }
      }
    }
  });
}

Deno.test("emitMap() folds the least number of 64 bits, whose magnitude is no signed word", () => {
  for (const symmetry of ["odd", "complement", "none"]) {
    for (const x of ["ap_int<64>", "ap_fixed<64,3>"]) {
      assertPrimitive({
        build: (b, input) => FUNCTIONS[symmetry](b, input("x", [9])),
        types: { x, y: "ap_fixed<16,4,AP_RND,AP_SAT>" },
        path: "table",
      });
    }
  }
});

Deno.test("emitMap() reads tables of several segments, with borders of any size", () => {
  const functions: Readonly<Record<string, (b: ModelBuilder, x: Node) => Node>> = {
    softsign: (b, x) => b.apply(x, { name: "y", function: "softsign" }),
    reciprocal: (b, x) => b.apply(x, { name: "y", function: "reciprocal" }),
    sqrt: (b, x) => b.apply(x, { name: "y", function: "sqrt" }),
    ...FUNCTIONS,
  };
  const seen = new Map<string, Set<number>>();
  for (const [name, build] of Object.entries(functions)) {
    for (
      const [x, y] of [
        ["ap_fixed<14,4>", "ap_fixed<16,4,AP_RND,AP_SAT>"],
        ["ap_fixed<32,6>", "ap_fixed<26,6,AP_RND,AP_SAT>"],
        // All places of 32 bits: a single cell of them, and magnitudes up to 2^31.
        ["ap_fixed<32,4>", "ap_fixed<30,14,AP_RND,AP_SAT>"],
        ["ap_fixed<32,2>", "ap_fixed<28,3,AP_RND,AP_SAT>"],
        ["ap_ufixed<31,12>", "ap_fixed<28,12,AP_RND,AP_SAT>"],
        ["ap_ufixed<32,8>", "ap_fixed<28,12,AP_RND,AP_SAT>"],
        ["ap_fixed<34,12>", "ap_fixed<34,12,AP_RND,AP_SAT>"],
        ["ap_fixed<50,20>", "ap_fixed<40,20,AP_RND,AP_SAT>"],
      ]
    ) {
      // A product with a slope of so many bits is left to the reference.
      if (name === "linear" && x === "ap_fixed<50,20>") continue;
      for (const tableSize of [1, 30, 700]) {
        // Samples at every border, at the ends of the type, and mixed ones.
        const model = buildModel("m", (b) => build(b, b.input({ name: "x", features: 61 })));
        const layers = Object.fromEntries([["x", { precision: x }], ["y", { precision: y }]]);
        const design = createDesign(model, { layers, tableSize });
        const plan = design.stages[1].plan;
        if (plan.kind !== "map") throw new Error(plan.kind);
        const [{ table: { segments, first } }] = lookupsOf(plan.expression);
        seen.set(name, (seen.get(name) ?? new Set()).add(segments.length));
        const type = parseFixedType(x);
        const { min, max } = mantissaRange(type);
        const near = segments.flatMap(({ from, shift }) =>
          [-1n, 0n, 1n, (1n << BigInt(shift)) - 1n, 1n << BigInt(shift)].flatMap((step) => {
            const place = first + from + step;
            return [place, -place, place - first];
          })
        );
        const random = randomTensor([2, 61], type, 7n).data;
        const values = [
          min,
          max,
          0n,
          min + 1n,
          ...near.filter((value) => value >= min && value <= max),
          ...random,
        ];
        assertEqualsScalar(
          design,
          [fixedTensor([2, 61], type, Array.from({ length: 122 }, (_, i) => values[i % values.length]))],
          `${name} ${x} ${tableSize}`,
        );
        assertEquals(pathsOf(design).y, "table", `${name} ${x}`);
      }
    }
  }
  for (const name of ["softsign", "complement", "rest", "linear", "sqrt"]) {
    const counts = seen.get(name)!;
    assertEquals([1, 4].every((count) => counts.has(count)), true, `${name}: ${[...counts]}`);
  }
});

Deno.test("emitMap() leaves magnitudes of 64 bits to the reference where they meet borders of segments", () => {
  const input = { name: "x", features: 5 };
  const model = buildModel("m", (b) => b.apply(b.input(input), { name: "y", function: "softsign" }));
  const design = createDesign(model, { precision: "ap_fixed<64,6>", tableSize: 5 });
  const [x, y] = design.stages;
  if (y.plan.kind !== "map") throw new Error(y.plan.kind);
  // No function has borders so far out; the last place of all has a cell of its own.
  const segments = [{ from: 0n, shift: 61, base: 0 }, { from: 2n ** 62n, shift: 62, base: 2 }];
  const entries = fixedTensor([4], "ap_fixed<64,6>", [1n, 2n, 3n, 4n]);
  const { expression } = tableMap(
    { function: "softsign", symmetry: "odd", first: 0n, segments, entries, slope: null, worstError: 0 },
    { x: entries.type, y: entries.type },
  );
  const table = { ...design, stages: [x, stageOf({ ...y, plan: { ...y.plan, expression } })] };
  assertEquals(pathsOf(table).y, "reference");
  const values = [0n, 2n ** 61n, -(2n ** 62n), 2n ** 63n - 1n, -(2n ** 63n)];
  assertEqualsScalar(table, [fixedTensor([1, 5], "ap_fixed<64,6>", values)]);
});

Deno.test("emitMap() leaves what 64 bits do not hold to the reference", () => {
  const y = "ap_fixed<16,4,AP_RND,AP_SAT>";
  const cases = [
    ["odd", "ap_uint<64>", y],
    ["none", "ap_uint<64>", y],
    ["rest", "ap_fixed<64,30>", y],
    // The numbers wrap away, but not by a shift that a word has.
    ["rest", "ap_fixed<39,92>", "ap_fixed<44,18>"],
  ];
  for (const [symmetry, x, y] of cases) {
    assertPrimitive({
      build: (b, input) => FUNCTIONS[symmetry](b, input("x", [9])),
      types: { x, y },
      path: "reference",
    });
  }
});
