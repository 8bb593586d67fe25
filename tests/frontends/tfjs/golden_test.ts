import { assert, assertEquals } from "@std/assert";
import { runOracle } from "../../../src/oracles/mod.ts";
import { simplifyModel } from "../../../src/passes/mod.ts";
import { assertClose } from "../onnx/support.ts";
import { evaluated, goldenNames, importFiles, kinds, readGolden } from "./support.ts";

for (const name of goldenNames()) {
  Deno.test(`importModelFiles() reads ${name} as its framework computes it`, async () => {
    const { files, x, y } = readGolden(name);
    const model = await importFiles(files);
    const data = new Map([["", x]]);
    const actual = evaluated(model, data);
    const run = await runOracle(model, data);
    const [output] = model.outputs;
    if (y !== null) assertClose(actual, y, 1e-5);
    if (run.kind === "run") assertClose(actual, run.outputs.get(output.name)!, 1e-5);
    assert(y !== null || run.kind === "run");
    assertEquals([...model.source!.files.keys()].sort(), [...files.keys()].sort());
  });
}

Deno.test("importModelFiles() takes fused nodes of a graph apart", async () => {
  const model = await importFiles(readGolden("graph_skip").files);
  assertEquals(kinds(simplifyModel(model)), [
    "conv",
    "relu",
    "conv",
    "elu",
    "conv",
    "clip",
    "prelu",
    "conv_transpose",
    "concatenate",
    "pool",
    "pool",
    "upsample",
    "conv",
    "sigmoid",
  ]);
});

Deno.test("importModelFiles() leaves no dummy axis of one-dimensional convolutions in a graph", async () => {
  const model = simplifyModel(await importFiles(readGolden("graph_sequence").files));
  assertEquals(kinds(model), ["conv", "relu", "conv_transpose", "function"]);
  assertEquals([...model.shapes.values()], [[8, 2], [6, 3], [6, 3], [12, 2], [12, 2]]);
});

Deno.test("importModelFiles() lays channels that stand in front of a graph's input last", async () => {
  const model = simplifyModel(await importFiles(readGolden("graph_channels_first").files));
  assertEquals(kinds(model), ["conv_transpose", "function", "conv_transpose"]);
  assertEquals([model.inputs[0].sourceShape, model.inputs[0].axes], [[2, 4, 3], [1, 2, 0]]);
});
