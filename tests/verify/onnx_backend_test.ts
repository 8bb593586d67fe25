import { assertAlmostEquals, assertEquals } from "@std/assert";
import { compileDesigns } from "../../src/csim/mod.ts";
import { createDesign } from "../../src/design/mod.ts";
import {
  encodeInputs,
  evaluateFloat,
  simulateScalar,
  toModelLayout,
  toSourceLayout,
} from "../../src/simulate/mod.ts";
import { hasOnnxCases, importCase, onnxCases } from "../support/onnx_cases.ts";

const names = onnxCases(/convtranspose/i).filter((name) => !/3d/i.test(name));

Deno.test({
  name: "evaluateFloat() gives the expected output of every ConvTranspose case of the ONNX backend suite",
  ignore: !hasOnnxCases,
  async fn(t) {
    for (const name of names) {
      await t.step(name, async () => {
        const { model, data, expected } = await importCase(name);
        const inputs = model.inputs.map((port) => toModelLayout(port, data));
        const [port] = model.outputs;
        const actual = toSourceLayout(port, evaluateFloat(model, inputs).get(port.layer)!);
        assertEquals(actual.shape, expected.shape);
        actual.data.forEach((value, i) => assertAlmostEquals(value, expected.data[i], 1e-4));
      });
    }
  },
});

Deno.test({
  name:
    "every ConvTranspose case of the ONNX backend suite is the same in C++ and reference, in both io types",
  ignore: !hasOnnxCases,
  async fn(t) {
    const imported = await Promise.all(names.map(async (name) => ({ name, ...await importCase(name) })));
    const runs = imported.flatMap(({ name, model, data }, i) =>
      (["io_stream", "io_parallel"] as const).map((io) => {
        const design = createDesign(model, { io, precision: "ap_fixed<18,10>", projectName: `${io}_${i}` });
        return { name: `${name} ${io}`, design, inputs: encodeInputs(design, new Map([["", data]])) };
      })
    );
    const program = await compileDesigns(runs);
    for (const [index, { name, design, inputs }] of runs.entries()) {
      await t.step(name, async () => {
        const expected = simulateScalar(design, inputs);
        const { tensors } = await program.run(index, inputs);
        assertEquals([...tensors.keys()], [...design.tensors.keys()]);
        for (const [tensor, { data }] of tensors) assertEquals(data, expected.get(tensor)!.data);
      });
    }
  },
});
