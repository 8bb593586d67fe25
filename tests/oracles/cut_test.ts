import { assertEquals } from "@std/assert";
import { importModelFiles } from "../../src/frontends/mod.ts";
import { encodeModel } from "../../src/frontends/onnx/mod.ts";
import type { Model } from "../../src/model/mod.ts";
import { agrees, compareImport } from "../../src/verify/mod.ts";
import { importGolden } from "../frontends/keras/support.ts";
import { importFiles, inputData, readGolden } from "../frontends/tfjs/support.ts";
import { node, onnxModel } from "../support/onnx.ts";

/** Checks that the framework gives a cut model's outputs, by name, and that they are right. */
async function assertAgrees(model: Model, outputs: readonly string[]): Promise<void> {
  assertEquals(model.outputs.map(({ name }) => name), outputs);
  const data = new Map(
    model.inputs.map(({ name, sourceShape }) => [name, inputData([2, ...sourceShape])]),
  );
  const comparison = await compareImport(model, data);
  assertEquals(comparison.missing, null);
  assertEquals(agrees(comparison), true);
}

Deno.test("runOracle() gives tensors at which an ONNX model was cut, whatever lies behind them", async () => {
  const proto = onnxModel({
    inputs: { x: [1, 3, 4, 5] },
    outputs: "y",
    nodes: [
      node("Relu", "x", "r"),
      node("Sigmoid", "r", "s"),
      node("NobodyHasThis", "s", "y", { domain: "somebody.else" }),
    ],
  });
  const files = new Map([["m.onnx", await encodeModel(proto)]]);
  await assertAgrees(await importModelFiles({ main: "m.onnx", files }, { outputs: ["s", "r"] }), ["s", "r"]);
});

Deno.test("runOracle() gives layers and nodes at which other models were cut", async () => {
  const unet = await importGolden("unet.keras");
  const layer = unet.source!.tensors.find(({ name }) => name === "enc2")!.name;
  await assertAgrees(await importGolden("unet.keras", { outputs: [layer] }), [layer]);
  for (const [golden, pattern] of [["layers_skip", /Conv2D/], ["graph_skip", /Relu/]] as const) {
    const { files } = readGolden(golden);
    const whole = await importFiles(files);
    const { name } = whole.source!.tensors.find(({ name }) => pattern.test(name))!;
    await assertAgrees(await importFiles(files, { outputs: [name] }), [name]);
  }
});
