import { assertEquals } from "@std/assert";
import { ENTRIES } from "../../../src/frontends/onnx/operators/entries.ts";
import { ONNX_SUPPORT, OPERATORS } from "../../../src/frontends/onnx/operators/table.ts";
import { hasOnnxCases } from "../../support/onnx_cases.ts";
import { suiteCases } from "../../support/onnx_suite.ts";

/** Kinds of layers that may stand around any operator, where ONNX lays out axes in another order. */
const LAYOUT: readonly string[] = ["input", "transpose", "reshape", "identity"];

Deno.test("ENTRIES are in the order of their names, and of no kinds where nothing is converted", () => {
  const names = Object.keys(ENTRIES);
  assertEquals(names, names.toSorted());
  // GELU is recognised in its parts, and a branch is taken before nodes are read.
  const neither = names.filter((name) => !ENTRIES[name].operator && !ENTRIES[name].fold);
  assertEquals(neither, ["Erf", "If"]);
  assertEquals(names.filter((name) => !OPERATORS.has(name) && ENTRIES[name].kinds !== undefined), []);
});

Deno.test({
  name: "ONNX_SUPPORT names every kind of layer that an operator of the ONNX backend suite becomes",
  ignore: !hasOnnxCases,
}, async () => {
  const kinds = new Map(ONNX_SUPPORT.map((support) => [support.name, support.kinds]));
  let compared = 0;
  for (const { name, operators, outcome } of await suiteCases()) {
    const own = operators.filter((operator) => operator !== "Constant");
    if (outcome.kind !== "imported" || own.length !== 1) continue;
    const named = kinds.get(own[0]) ?? [];
    const made = outcome.imported.model.layers.map(({ kind }) => kind).filter((kind) =>
      !LAYOUT.includes(kind)
    );
    assertEquals(made.filter((kind) => !named.includes(kind)), [], `${name} of ${own[0]}`);
    compared += made.length;
  }
  assertEquals(compared > 100, true, `${compared} layers`);
});
