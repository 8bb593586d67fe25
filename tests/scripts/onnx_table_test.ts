import { assertEquals } from "@std/assert";
import { ONNX_TABLE, renderOnnxTable } from "../../scripts/onnx_table.ts";
import { hasOnnxCases } from "../support/onnx_cases.ts";

Deno.test({
  name: "docs/ONNX.md is what the table of operators and the ONNX backend suite say",
  ignore: !hasOnnxCases,
}, async () => {
  const written = await Deno.readTextFile(ONNX_TABLE);
  assertEquals(written, await renderOnnxTable(), "run scripts/onnx_table.ts");
});
