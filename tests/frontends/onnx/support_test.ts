import { assertEquals } from "@std/assert";
import { QUANTISERS } from "../../../src/frontends/onnx/operators/quantiser_table.ts";
import { ONNX_SUPPORT } from "../../../src/frontends/onnx/operators/support.ts";
import { OPERATORS } from "../../../src/frontends/onnx/operators/table.ts";

Deno.test("ONNX_SUPPORT has a row for every operator that is converted, in the order of their names", () => {
  const names = ONNX_SUPPORT.map(({ name }) => name);
  assertEquals(names, [...OPERATORS.keys(), ...QUANTISERS.keys()].toSorted());
});
