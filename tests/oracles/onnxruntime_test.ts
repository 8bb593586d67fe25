import { assertAlmostEquals, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { importModelFiles, type ImportOptions } from "../../src/frontends/mod.ts";
import { encodeModel, type ModelProto, type TensorProto } from "../../src/frontends/onnx/mod.ts";
import { buildModel, type Model } from "../../src/model/mod.ts";
import { runOracle } from "../../src/oracles/mod.ts";
import { evaluateFloat, toModelLayout, toSourceLayout } from "../../src/simulate/mod.ts";
import type { NdArray } from "../../src/tensor/mod.ts";
import { floatTensor, node, onnxModel, testNumbers, valueInfo } from "../support/onnx.ts";
import { missingOracle, ranOracle } from "../support/oracle.ts";

async function importProto(
  proto: ModelProto,
  { beside = [], ...options }: ImportOptions & { readonly beside?: readonly [string, Uint8Array][] } = {},
): Promise<Model> {
  const files = new Map([["net.onnx", await encodeModel(proto)], ...beside]);
  return await importModelFiles({ main: "net.onnx", files }, options);
}

function samples(...shape: number[]): NdArray {
  return { shape, data: Float64Array.from(testNumbers(shape.reduce((a, b) => a * b, 1), 9)) };
}

/** Compares the oracle's outputs with the imported model's, whose numbers are exact in float32. */
async function checkAgreement(model: Model, data: ReadonlyMap<string, NdArray>): Promise<void> {
  const run = await ranOracle(model, data);
  assertEquals(run.oracle, "onnxruntime-web 1.30.0");
  const tensors = evaluateFloat(model, model.inputs.map((port) => toModelLayout(port, data.get(port.name)!)));
  const expected = new Map(
    model.outputs.map((port) => [port.name, toSourceLayout(port, tensors.get(port.layer)!)]),
  );
  assertEquals(run.outputs, expected);
}

const WEIGHTS = [2, 3, 2, 3];

/** A transposed convolution x [batch, 2, 3, 2] → y [batch, 3, 6, 4]; its weights by name, wherever they are. */
function upsampling(batch: number | string, rest: Partial<Parameters<typeof onnxModel>[0]>): ModelProto {
  return onnxModel({
    inputs: { x: [batch, 2, 3, 2] },
    outputs: "y",
    nodes: [
      node("ConvTranspose", "x w", "up", { strides: [2, 2], output_padding: [0, 0], pads: [0, 0, 0, 1] }),
      node("Relu", "up", "y"),
    ],
    ...rest,
  });
}

const INITIALIZED = { initializers: [floatTensor("w", WEIGHTS, testNumbers(36, 4))] };

Deno.test("runOracle() runs samples of an open batch", async () => {
  await checkAgreement(
    await importProto(upsampling("n", INITIALIZED)),
    new Map([["x", samples(3, 2, 3, 2)]]),
  );
});

Deno.test("runOracle() runs a model with other spatial sizes than its file declares", async () => {
  const proto = upsampling("n", INITIALIZED);
  const declared = { ...proto, graph: { ...proto.graph, output: [valueInfo("y", ["n", 3, 6, 4])] } };
  for (const name of ["", "x"]) {
    const model = await importProto(declared, { inputShapes: new Map([[name, [1, 2, 5, 4]]]) });
    await checkAgreement(model, new Map([["x", samples(2, 2, 5, 4)]]));
  }
});

for (const [batch, count] of [[1, 3], [2, 4], [2, 5], [4, 1]]) {
  Deno.test(`runOracle() runs ${count} samples in batches of ${batch}`, async () => {
    const model = await importProto(upsampling(batch, INITIALIZED));
    await checkAgreement(model, new Map([["x", samples(count, 2, 3, 2)]]));
  });
}

Deno.test('runOracle() takes "" for the only input', async () => {
  const model = await importProto(upsampling("n", INITIALIZED));
  const x = samples(1, 2, 3, 2);
  assertEquals(await runOracle(model, new Map([["", x]])), await runOracle(model, new Map([["x", x]])));
});

Deno.test("runOracle() feeds constants that the user has bound", async () => {
  const proto = upsampling(1, { inputs: { x: [1, 2, 3, 2], w: WEIGHTS } });
  const w = { shape: WEIGHTS, data: Float64Array.from(testNumbers(36, 4)) };
  const model = await importProto(proto, { constants: new Map([["w", w]]) });
  await checkAgreement(model, new Map([["x", samples(2, 2, 3, 2)]]));
});

Deno.test("runOracle() hands over the files beside the model", async () => {
  const { rawData, ...tensor } = floatTensor("w", WEIGHTS, testNumbers(36, 4));
  const external: TensorProto = {
    ...tensor,
    dataLocation: 1,
    externalData: [{ key: "location", value: "weights/w.bin" }],
  };
  const proto = upsampling(1, { initializers: [external] });
  const model = await importProto(proto, { beside: [["weights/w.bin", rawData!]] });
  await checkAgreement(model, new Map([["x", samples(2, 2, 3, 2)]]));
});

Deno.test("runOracle() runs several inputs and outputs, and feeds an unread one", async () => {
  const proto = onnxModel({
    inputs: { a: ["n", 3], unread: ["n", 4], b: [2, 2] },
    outputs: "y z",
    nodes: [node("Relu", "a", "y"), node("Relu", "b", "z")],
  });
  const model = await importProto(proto);
  const data = new Map([["a", samples(3, 3)], ["b", samples(3, 2)]]);
  // One of the inputs fixes two samples a call, and all are fed alike.
  await checkAgreement(model, data);
});

for (const [elementType, name, tolerance] of [[11, "float64", 0], [10, "float16", 2 ** -11]] as const) {
  Deno.test(`runOracle() runs ${name} models`, async () => {
    const proto = onnxModel({ inputs: {}, outputs: "y", nodes: [node("Relu", "x", "y")] });
    const typed = {
      ...proto.graph,
      input: [valueInfo("x", ["n", 3], elementType)],
      output: [valueInfo("y", ["n", 3], elementType)],
    };
    const model = await importProto({ ...proto, graph: typed });
    const x = { shape: [1, 3], data: Float64Array.of(0.1, -1, 2 / 3) };
    const run = await ranOracle(model, new Map([["x", x]]));
    const y = run.outputs.get("y")!;
    assertEquals(y.shape, [1, 3]);
    [0.1, 0, 2 / 3].forEach((value, i) => assertAlmostEquals(y.data[i], value, tolerance));
  });
}

Deno.test("runOracle() knows no oracle for a model that was never a file", async () => {
  const model = buildModel("tiny", (b) => b.relu(b.input({ features: 2 })));
  assertEquals(await missingOracle(model, new Map()), {
    kind: "missing",
    framework: null,
    reason: "the model was built by code: there is no file to run",
    node: null,
  });
});

Deno.test("runOracle() passes on what ONNX Runtime says of a model it refuses", async () => {
  const model = await importProto(upsampling("n", INITIALIZED));
  const damaged = new Map([["net.onnx", new Uint8Array(64).fill(0xff)]]);
  const broken = { ...model, source: { ...model.source!, files: damaged } };
  const { framework, reason, node } = await missingOracle(broken, new Map([["x", samples(1, 2, 3, 2)]]));
  assertEquals([framework, node], ["ONNX Runtime", null]);
  assertMatch(reason, /protobuf parsing failed/);
});

Deno.test("runOracle() notices an output of another shape than the imported one", async () => {
  const model = await importProto(upsampling("n", INITIALIZED));
  const other = await encodeModel(upsampling("n", {
    ...INITIALIZED,
    nodes: [node("ConvTranspose", "x w", "y", { strides: [3, 2] })],
  }));
  const swapped = { ...model, source: { ...model.source!, files: new Map([["net.onnx", other]]) } };
  assertEquals(await runOracle(swapped, new Map([["x", samples(1, 2, 3, 2)]])), {
    kind: "conflict",
    framework: "ONNX Runtime",
    problem: 'it gives "y" the shape (1, 3, 8, 5), the imported model (1, 3, 6, 4)',
  });
});

Deno.test("runOracle() refuses data that do not fit", async () => {
  const model = await importProto(upsampling("n", INITIALIZED));
  const rejects = async (data: ReadonlyMap<string, NdArray>, message: string) => {
    const error = await assertRejects(() => runOracle(model, data), InterlaceError, message);
    assertEquals(error.kind, "input");
  };
  await rejects(new Map(), 'input "x" has no data');
  await rejects(new Map([["x", samples(1, 2, 2, 3)]]), "have shape (1, 2, 2, 3), expected (N, 2, 3, 2)");
});

const SUITE = new URL("../../../shared/data/onnx-backend/node/", import.meta.url);

function exists(url: URL): boolean {
  try {
    return Deno.statSync(url).isDirectory;
  } catch {
    return false;
  }
}

Deno.test({
  name: "runOracle() agrees on a model of the ONNX backend suite",
  ignore: !exists(SUITE),
  async fn() {
    const bytes = await Deno.readFile(new URL("test_convtranspose_pads/model.onnx", SUITE));
    const files = new Map([["model.onnx", bytes]]);
    const w = { shape: [1, 2, 3, 3], data: Float64Array.from(testNumbers(18)) };
    const model = await importModelFiles({ main: "model.onnx", files }, { constants: new Map([["W", w]]) });
    await checkAgreement(model, new Map([["X", samples(3, ...model.inputs[0].sourceShape)]]));
  },
});

Deno.test("runOracle() reads the whole numbers of places as it reads real ones", async () => {
  const proto = onnxModel({
    inputs: { x: ["n", 5, 3, 4] },
    outputs: "y r",
    nodes: [node("Relu", "x", "r"), node("ArgMax", "r", "y", { axis: 1, keepdims: 0 })],
  });
  await checkAgreement(await importProto(proto), new Map([["x", samples(3, 5, 3, 4)]]));
});
