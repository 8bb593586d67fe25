import { assertEquals } from "@std/assert";
import { createDesign } from "../../../src/design/mod.ts";
import { simplifyModel } from "../../../src/passes/mod.ts";
import { evaluateFloat, toModelLayout, toSourceLayout } from "../../../src/simulate/mod.ts";
import { verifyDesign } from "../../../src/verify/mod.ts";
import { GOLDENS, readGolden, readModel } from "./goldens.ts";

const EXPECTED = ["quantize", "conv", "batch_norm", "relu", "quantize", "pool", "conv", "quantize"];

for (const name of ["channels_last", "channels_last_input"]) {
  Deno.test(`importModelFiles() evaluates QONNX's ${name} to the bits of qonnx`, async () => {
    const golden = await readGolden(name);
    const model = await readModel(new URL(`${name}.onnx`, GOLDENS));
    const [input] = model.inputs;
    const [output] = model.outputs;
    for (const each of [model, simplifyModel(model)]) {
      const tensors = evaluateFloat(each, [toModelLayout(input, golden.get("x")!)]);
      assertEquals(toSourceLayout(output, tensors.get(each.outputs[0].layer)!), golden.get("y"));
    }
    // Nothing is turned: the layers have channels last as the operators do.
    assertEquals(model.layers.map(({ kind }) => kind).filter((kind) => kind !== "input"), EXPECTED);
    const convs = model.layers.flatMap((layer) => layer.kind === "conv" ? [layer.types?.weights?.width] : []);
    assertEquals(convs, [8, 4]);
  });

  Deno.test(`verifyDesign() asks ONNX Runtime about ${name}, and all bits are equal`, async () => {
    const golden = await readGolden(name);
    const design = createDesign(await readModel(new URL(`${name}.onnx`, GOLDENS)), { io: "io_parallel" });
    const report = await verifyDesign(design, { data: new Map([["", golden.get("x")!]]) });
    assertEquals(report.simulatorVsCsim?.mismatches, 0);
    assertEquals(report.import.maxRelError, 0);
    assertEquals(report.import.oracle?.includes("operators of channels last written as standard ones"), true);
    assertEquals(report.passed, true);
  });
}
