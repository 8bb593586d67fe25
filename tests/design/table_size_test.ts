import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { createDesign, type Design, type DesignOptions } from "../../src/design/mod.ts";
import { parseConfiguration } from "../../src/design/options/configuration_file.ts";
import { MAX_TABLE_SIZE } from "../../src/design/tables/table_size.ts";
import { parseFixedType } from "../../src/fixed/mod.ts";
import { lookupsOf } from "../../src/layers/mod.ts";
import { buildModel, type ModelBuilder, type Node } from "../../src/model/mod.ts";

const softsign = (b: ModelBuilder, x: Node) => b.apply(x, { function: "softsign", name: "y" });

function designOf(build: (b: ModelBuilder, x: Node) => Node, options: DesignOptions): Design {
  return createDesign(buildModel("t", (b) => build(b, b.input({ features: 3, name: "x" }))), options);
}

/** Worst error of the only table, in units of its result's last bit. */
function worst(design: Design): number {
  const { plan } = design.stages.at(-1)!;
  if (plan.kind === "map" && plan.worstError !== null) return plan.worstError;
  if (plan.kind === "softmax") return plan.worstErrors.result;
  throw new Error(plan.kind);
}

Deno.test("createDesign() warns of a table that is off by more than four units, and names a TableSize that will do", () => {
  const precision = "ap_fixed<24,12,AP_RND,AP_SAT>";
  const { notes } = designOf(softsign, { precision });
  assertEquals(notes.length, 1);
  const found =
    /^layer "y": with TableSize 1024 its table of softsign is off by up to 0\.00\d+, (\d+) units in the last place of its result: TableSize (\d+) would do$/
      .exec(notes[0]);
  const [units, enough] = found?.slice(1).map(Number) ?? [];
  assert(units > 4, notes[0]);
  // It is enough, the half of it is not, and with it nobody is warned.
  assert(worst(designOf(softsign, { precision, tableSize: enough })) <= 4);
  assert(worst(designOf(softsign, { precision, tableSize: enough / 2 })) > 4);
  assertEquals(designOf(softsign, { precision, tableSize: enough }).notes, []);
});

Deno.test("createDesign() says where no TableSize will do", () => {
  const { notes } = designOf(softsign, { precision: "ap_fixed<34,12,AP_RND,AP_SAT>", tableSize: 100 });
  assertMatch(
    notes.join("\n"),
    /^layer "y": with TableSize 100 .*: no TableSize up to 65536 would do; a coarser result/,
  );
  const largest = designOf(softsign, {
    precision: "ap_fixed<34,12,AP_RND,AP_SAT>",
    tableSize: MAX_TABLE_SIZE,
  });
  assert(worst(largest) > 4);
  assertMatch(largest.notes.join("\n"), /with TableSize 65536 .*: no TableSize up to 65536 would do/);
});

Deno.test("createDesign() is silent about tables that are good enough", () => {
  const functions: Readonly<Record<string, (b: ModelBuilder, x: Node) => Node>> = {
    sigmoid: (b, x) => b.sigmoid(x),
    tanh: (b, x) => b.tanh(x),
    elu: (b, x) => b.elu(x),
    softsign,
    silu: (b, x) => b.apply(x, { function: "silu" }),
    softmax: (b, x) => b.softmax(x),
  };
  for (const [name, build] of Object.entries(functions)) {
    assertEquals(designOf(build, { precision: "ap_fixed<16,6>" }).notes, [], name);
    assertEquals(designOf(build, { precision: "ap_fixed<16,6>", tableSize: 12 }).notes.length, 1, name);
  }
});

Deno.test("createDesign() measures the table before a quantiser by the quantiser's steps", () => {
  const build = (step: number) => (b: ModelBuilder, x: Node) => {
    const codes = b.quantize(x, { type: parseFixedType("fixed<20,6,RND,SAT>") });
    const scaled = b.batchNorm(softsign(b, codes), {
      scale: [1 / step, 1 / step, 1 / step],
      shift: [0, 0, 0],
    });
    return b.quantize(scaled, { type: parseFixedType("fixed<12,12,RND,SAT>") });
  };
  // Eight bits finer than the quantiser: far more than four units of the result, but less than a step.
  assertEquals(designOf(build(0.011), {}).notes, []);
  assertMatch(designOf(build(0.0007), {}).notes.join("\n"), /its table of softsign is off by/);
});

Deno.test("createDesign() warns of the tables of a softmax, and names a TableSize that will do", () => {
  const build = (b: ModelBuilder, x: Node) => b.softmax(x, { name: "y" });
  const precision = { default: "ap_fixed<18,6>", result: "ap_fixed<18,6>" };
  const [note] = designOf(build, { precision }).notes;
  const enough = Number(
    /its tables of exp and 1\/x are off by .*: TableSize (\d+) would do$/.exec(note)?.[1],
  );
  assert(enough > 1024, note);
  assert(worst(designOf(build, { precision, tableSize: enough })) <= 4);
  assert(worst(designOf(build, { precision, tableSize: enough / 2 })) > 4);
});

Deno.test("createDesign() measures a softmax whose type was derived by the default type", () => {
  const build = (b: ModelBuilder, x: Node) => b.softmax(x, { name: "y" });
  const notes = (tableSize: number) =>
    designOf(build, { tableSize, precision: { default: "ap_fixed<16,6>", result: "auto" } }).notes;
  assertEquals(notes(1024), []);
  assertEquals(notes(500).length, 1);
});

Deno.test("createDesign() builds tables of 65,536 entries, and refuses larger ones with a message", () => {
  const precision = "ap_fixed<34,12,AP_RND,AP_SAT>";
  for (
    const apply of [
      softsign,
      (b: ModelBuilder, x: Node) => b.softmax(x),
      (b: ModelBuilder, x: Node) => b.elu(x),
    ]
  ) {
    const { plan } = designOf(apply, { precision, tableSize: MAX_TABLE_SIZE }).stages.at(-1)!;
    const entries = plan.kind === "map"
      ? lookupsOf(plan.expression)[0].table.entries
      : plan.kind === "softmax"
      ? plan.exponentials
      : null;
    assert(entries!.data.length > 30_000 && entries!.data.length <= MAX_TABLE_SIZE);
    const error = assertThrows(
      () => designOf(apply, { precision, tableSize: MAX_TABLE_SIZE + 1 }),
      InterlaceError,
    );
    assertMatch(error.message, /table size 65537 .*not an integer from 1 to 65536/);
    assertEquals(error.place.field, "TableSize");
  }
  for (const value of ["0", "-4", "1.5", "many", "[1]"]) {
    const text = `HLSConfig: {Model: {TableSize: ${value}}}`;
    assertThrows(
      () => parseConfiguration(text, "c.yml", () => {}),
      InterlaceError,
      "HLSConfig.Model.TableSize",
    );
  }
});
