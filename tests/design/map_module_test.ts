import { assert, assertEquals } from "@std/assert";
import { createDesign, type LayerOptions, type MapModule } from "../../src/design/mod.ts";
import { expressionWidths } from "../../src/design/modules/expression_widths.ts";
import { signedBits } from "../../src/design/modules/signed_bits.ts";
import { buildModel, type ModelBuilder } from "../../src/model/mod.ts";
import { drawTypes } from "../conformance/expression_types.ts";
import { drawExpressions } from "../conformance/expressions.ts";
import { randomBits } from "../fixed/random.ts";

type Node = ReturnType<ModelBuilder["input"]>;

/** The module of a layer on two pixels of three elements, of 8 bits each. */
function moduleOf(build: (b: ModelBuilder, x: Node) => Node, y: LayerOptions = {}): MapModule {
  const model = buildModel("maps", (b) => build(b, b.input({ length: 2, channels: 3, name: "x" })));
  const { stages } = createDesign(model, {
    target: "verilog",
    precision: "ap_fixed<8,4>",
    layers: { y },
  });
  const work = stages.find(({ name }) => name === "y")!.work;
  if (work.kind !== "stream" || work.build.kind !== "module" || work.build.module.kind !== "map") {
    throw new TypeError(work.kind);
  }
  return work.build.module;
}

Deno.test("signedBits() are the fewest of at least two in which every number has a sign", () => {
  const holds = (bits: number, value: bigint) => BigInt.asIntN(bits, value) === value;
  const ends = Array.from({ length: 70 }, (_, i) => 1n << BigInt(i)).flatMap((p) => [p - 1n, p, -p, -p - 1n]);
  for (const value of [0n, ...ends]) {
    const bits = signedBits([value]);
    assert(holds(bits, value) && (bits === 2 || !holds(bits - 1, value)), `${value} in ${bits} bits`);
    assertEquals(signedBits([0n, value, 1n, -1n]), bits);
  }
  assertEquals(signedBits([]), 2);
});

Deno.test("wires of an expression hold every number of their node", () => {
  const types = drawTypes(randomBits(4n));
  const drawn = Array.from(
    { length: 34 },
    (_, i) => drawExpressions(4000n + BigInt(i), { depths: [1, 2, 3, 4, 5, 6], periods: [1, 3], types }),
  );
  for (const [i, { expression }] of drawn.flat().entries()) {
    const { nodes, lookups, dividends } = expressionWidths(expression);
    const holds = (bits: number, value: bigint) => BigInt.asIntN(bits, value) === value;
    for (const [node, bits] of nodes) {
      const { lo, hi } = node.exact;
      assert(holds(bits, lo) && holds(bits, hi), `${node.kind} of expression ${i} in ${bits} bits`);
    }
    for (const [{ of, table: { first, entries } }, { place, address }] of lookups) {
      for (const end of [of.exact.lo, of.exact.hi]) assert(holds(place, end - first), `place of ${i}`);
      assert(2 ** address >= entries.data.length, `address of ${i}`);
    }
    for (const [{ of: { exact: { lo, hi } }, raise, divisor }, bits] of dividends) {
      for (const number of [lo << BigInt(raise), hi << BigInt(raise), BigInt(divisor)]) {
        assert(holds(bits, number), `dividend of ${i}`);
      }
    }
  }
});

Deno.test("a map is computed by the template of its formula, or node by node", () => {
  const forms: readonly [MapModule["form"]["kind"], MapModule][] = [
    ["line", moduleOf((b, x) => b.relu(x, { name: "y" }))],
    ["line", moduleOf((b, x) => b.clip(x, { min: -1, max: 6, name: "y" }))],
    ["table", moduleOf((b, x) => b.sigmoid(x, { name: "y" }))],
    ["merge", moduleOf((b, x) => b.add([x, b.relu(x)], { name: "y" }))],
    ["expression", moduleOf((b, x) => b.shrink(x, { offset: 0.25, name: "y" }))],
  ];
  assertEquals(forms.map(([, { form }]) => form.kind), forms.map(([kind]) => kind));
});

Deno.test("a line says the bits of its factors and of its exact result, and whether it takes a multiplier", () => {
  const scaled = (scale: readonly number[]) =>
    moduleOf((b, x) =>
      b.batchNorm(x, { scale: Float64Array.from(scale), shift: new Float64Array(3), name: "y" })
    ).form;
  const powers = scaled([0.5, 1, 2]);
  const others = scaled([0.5, 1, -1.5]);
  if (powers.kind !== "line" || others.kind !== "line") throw new TypeError(powers.kind);
  assertEquals(powers.turns, { beats: 1, bits: 1 });
  // Of 4 fraction bits: 8, 16 and 32; 8, 16 and −24.
  assertEquals([powers.line.up, powers.factorBits, powers.multiplies], [[8n, 16n, 32n], 7, false]);
  assertEquals([others.line.up, others.factorBits, others.multiplies], [[8n, 16n, -24n], 6, true]);
  assertEquals([powers.exactBits, others.exactBits], [8 + 7 + 1, 8 + 6 + 1]);
});

Deno.test("tables and merges say the bits of what they read and count", () => {
  const { form, tables } = moduleOf((b, x) => b.sigmoid(x, { name: "y" }), { tableSize: 100 });
  assertEquals(form.kind, "table");
  assertEquals(tables.length, 1);
  assert(2 ** tables[0].addressBits >= tables[0].words);
  assert(2 ** (tables[0].addressBits - 1) < tables[0].words);
  const mean = moduleOf((b, x) => b.average([x, b.relu(x)], { name: "y" })).form;
  if (mean.kind !== "merge") throw new TypeError(mean.kind);
  // Halving only moves the point.
  assertEquals([mean.operation, mean.divisor, mean.divisorBits, mean.beatBits], ["add", 1, 1, 1]);
});
