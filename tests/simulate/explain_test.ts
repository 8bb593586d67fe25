import { assert, assertEquals } from "@std/assert";
import { explainSimulation } from "../../src/simulate/mod.ts";
import { everyPrimitiveDesign } from "../support/every_primitive.ts";

/** The first word of the path of each kind of stage that is more than a name for its type. */
const WORDS: Readonly<Record<string, string>> = {
  add: "merge",
  concatenate: "concatenate",
  select: "select",
  shuffle: "shuffle",
  pool: "pool",
  global_pool: "pool",
  upsample: "upsample",
  interpolate: "interpolate",
  softmax: "softmax",
  hard_sigmoid: "elements",
  tanh: "table",
  gelu: "table",
};

Deno.test("explainSimulation() says how every kind of stage is computed, and none by the reference", () => {
  const rows = explainSimulation(everyPrimitiveDesign());
  for (const { stage, kind, path, why, bits } of rows) {
    assert(path !== "reference", stage);
    assert(why.length > 0 && bits !== null && bits > 0, stage);
    assertEquals(path.split(" ")[0], WORDS[kind] ?? path.split(" ")[0], stage);
  }
  assertEquals(Object.keys(WORDS).filter((word) => !rows.some(({ kind }) => kind === word)), []);
});
