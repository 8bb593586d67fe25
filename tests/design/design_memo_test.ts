import { assert, assertEquals } from "@std/assert";
import { DesignMemo, type DesignOptions, draftDesign, Memo } from "../../src/design/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import { seededRandom } from "../../src/simulate/mod.ts";
import { assertLargeEquals } from "../support/large.ts";

const numbers = (length: number, scale = 1) => {
  const random = seededRandom(length);
  return Float64Array.from({ length }, () => (random.next() * 2 - 1) * scale);
};

/** With a fold of a batch norm, a table, a skip that is cloned and joined, and weights that coarse types spoil. */
const model = buildModel("memo", (b) => {
  const x = b.input({ height: 4, width: 3, channels: 2 });
  const first = b.conv2d(x, {
    name: "first",
    weights: { shape: [2, 3, 2, 3], data: numbers(36) },
    padding: "same",
  });
  const norm = b.batchNorm(first, { name: "norm", scale: numbers(3), shift: numbers(3, 0.5) });
  const left = b.sigmoid(norm, { name: "left" });
  const right = b.conv2d(norm, {
    name: "right",
    weights: { shape: [1, 1, 3, 3], data: numbers(9, 0.01) },
  });
  return b.add([left, right], { name: "sum" });
});

const VARIANTS: readonly DesignOptions[] = [
  {},
  { precision: "ap_fixed<9,3>" },
  { layers: { first: { precision: { weight: "ap_fixed<6,2>" }, fold: true } } },
  { layers: { first: { precision: { weight: "ap_fixed<6,2>" } } } },
  { layers: { left: { tableSize: 64 } } },
  { layers: { right: { precision: "ap_fixed<5,4>", reuseFactor: 3, strategy: "resource" } } },
  { io: "io_parallel" },
  { target: "verilog", strategy: "resource" },
  { part: "xc7z020clg400-1", layers: { right: { memoryKind: "lut" } } },
  { layers: { sum: { precision: "auto" }, norm: { precision: { result: "ap_ufixed<8,2,AP_RND,AP_SAT>" } } } },
  { clockPeriod: 4, reuseFactor: 2 },
  {},
];

Deno.test("draftDesign() with a memo gives the design that it gives without, notes included", () => {
  const memo = new DesignMemo();
  for (const options of [...VARIANTS, ...VARIANTS.toReversed()]) {
    assertLargeEquals(draftDesign(model, options, memo).bare, draftDesign(model, options).bare);
  }
});

Deno.test("draftDesign() with a memo plans again only what another type reaches", () => {
  const memo = new DesignMemo();
  // A clone is nothing to plan.
  const stages = draftDesign(model, {}, memo).bare.stages.filter(({ plan }) => plan.kind !== "clone");
  const precision = { bias: "ap_fixed<20,4>" };
  const other = draftDesign(model, { layers: { right: { precision, fold: true } } }, memo);
  const changed = stages.filter((stage) => !other.bare.stages.includes(stage));
  assertEquals(changed.map(({ name }) => name), ["right"]);
});

Deno.test("Memo forgets what was used longest ago", () => {
  const memo = new Memo<{ readonly key: number }>();
  const owner = {};
  const of = (key: number) => memo.of(owner, `${key}`, () => ({ key }));
  const first = of(0);
  for (let key = 1; key < 60; key++) of(key);
  assert(of(0) === first);
  for (let key = 60; key < 155; key++) of(key);
  assert(of(0) === first);
  for (let key = 155; key < 260; key++) of(key);
  assert(of(0) !== first);
});
