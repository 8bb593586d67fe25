import { assertEquals } from "@std/assert";
import { importModelFiles } from "../../src/frontends/mod.ts";
import { encodeModel, type NodeProto, type TensorProto } from "../../src/frontends/onnx/mod.ts";
import { evaluateFloat } from "../../src/simulate/mod.ts";
import { floatTensor, node, onnxModel } from "../support/onnx.ts";
import { missingOracle, ranOracle } from "../support/oracle.ts";

const COUNT = 64;
/** Eighths of codes around 0, beyond both ends of three bits. */
const X = {
  shape: [1, COUNT],
  data: Float64Array.from({ length: COUNT }, (_, i) => (i - 32) / 4 + (i % 3) / 8),
};

async function check(nodes: readonly NodeProto[], initializers: readonly TensorProto[]): Promise<void> {
  const bytes = await encodeModel(
    onnxModel({ inputs: { x: [1, COUNT] }, outputs: "y", nodes, initializers }),
  );
  const model = await importModelFiles({ main: "q.onnx", files: new Map([["q.onnx", bytes]]) });
  const expected = evaluateFloat(model, [X]).get(model.outputs[0].layer)!.data.map((value) => value + 0);
  const run = await ranOracle(model, new Map([["x", X]]));
  assertEquals(run.oracle, "onnxruntime-web 1.30.0 (QONNX's quantisers written as standard operators)");
  assertEquals(run.outputs.get("y")!.data.map((value) => value + 0), expected);
}

const NUMBERS = [
  floatTensor("s", [], [0.5]),
  floatTensor("z", [], [0]),
  floatTensor("b", [], [3]),
  floatTensor("t", [], [2]),
  floatTensor("one", [], [1]),
  floatTensor("two", [], [2]),
];

for (const domain of ["qonnx.custom_op.general", "finn.custom_op.general", "onnx.brevitas"]) {
  for (const rounding_mode of ["ROUND", "FLOOR", "DOWN", "HALF_UP", "HALF_DOWN"]) {
    for (const [signed, narrow] of [[1, 0], [1, 1], [0, 0], [0, 1]]) {
      Deno.test(`runOracle() writes out ${domain} Quant ${rounding_mode} signed ${signed} narrow ${narrow}`, async () => {
        await check([node("Quant", "x s z b", "y", { domain, rounding_mode, signed, narrow })], NUMBERS);
      });
    }
  }
}

const domain = "qonnx.custom_op.general";

Deno.test("runOracle() writes out zero points, one bit and truncations", async () => {
  await check([node("Quant", "x s two b", "y", { domain, signed: 0, narrow: 0 })], NUMBERS);
  await check([node("Quant", "x s z one", "y", { domain, signed: 1, narrow: 0 })], NUMBERS);
  await check([node("BipolarQuant", "x s", "y", { domain })], NUMBERS);
  const five = floatTensor("five", [], [6]);
  await check([node("Trunc", "x s z five b", "y", { domain, rounding_mode: "FLOOR" })], [...NUMBERS, five]);
  await check([node("Trunc", "x s z five t b", "y", { domain, rounding_mode: "ROUND" })], [...NUMBERS, five]);
});

Deno.test("runOracle() says which number of a quantiser it cannot find", async () => {
  const nodes = [
    node("Identity", "b", "bits"),
    node("Quant", "x s z bits", "y", { domain }),
  ];
  const bytes = await encodeModel(
    onnxModel({ inputs: { x: [1, COUNT] }, outputs: "y", nodes, initializers: NUMBERS }),
  );
  const model = await importModelFiles({ main: "q.onnx", files: new Map([["q.onnx", bytes]]) });
  const { reason, node: blamed } = await missingOracle(model, new Map([["x", X]]));
  assertEquals([reason, blamed], [
    '"bits", a parameter of a quantiser, is not a constant of the file',
    "y",
  ]);
});
