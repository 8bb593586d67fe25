import { assertEquals, assertMatch } from "@std/assert";
import { importModelFiles } from "../../src/frontends/mod.ts";
import { encodeModel, type ModelProto, type TensorProto } from "../../src/frontends/onnx/mod.ts";
import type { Model } from "../../src/model/mod.ts";
import { compareImport } from "../../src/verify/import.ts";
import { agrees } from "../../src/verify/mod.ts";
import { withPortsOf } from "../support/half.ts";
import { floatTensor, node, onnxModel, testNumbers, valueInfo } from "../support/onnx.ts";
import { missingOracle } from "../support/oracle.ts";

async function importProto(proto: ModelProto): Promise<Model> {
  const files = new Map([["net.onnx", await encodeModel(proto)]]);
  return await importModelFiles({ main: "net.onnx", files });
}

function samples({ inputs }: Model) {
  return new Map(inputs.map(({ name, sourceShape }, i) => {
    const shape = [2, ...sourceShape];
    const count = shape.reduce((product, size) => product * size, 1);
    return [name, { shape, data: Float64Array.from(testNumbers(count, i + 3)) }];
  }));
}

/** Checks that ONNX Runtime runs a model under another spelling, and computes the same. */
async function assertRespelled(proto: ModelProto, how: string): Promise<void> {
  const model = await importProto(proto);
  const comparison = await compareImport(model, samples(model));
  assertEquals(comparison.oracle, `onnxruntime-web 1.30.0 (${how})`);
  assertEquals(agrees(comparison), true, JSON.stringify(comparison));
}

const X = { x: [1, 3, 4, 5] };
const WEIGHTS = floatTensor("w", [3, 2, 2, 2], testNumbers(24, 2));
const CHANNEL = floatTensor("c", [3], [0.5, -1.25, 2]);
const ONE = floatTensor("one", [1], [0.25]);

const OLD: Readonly<Record<string, () => ModelProto>> = {
  "Gemm with a bias that is broadcast": () =>
    onnxModel({
      opset: 6,
      inputs: { x: [1, 4] },
      outputs: "y",
      nodes: [node("Gemm", "x m b", "y", { broadcast: 1 })],
      initializers: [floatTensor("m", [4, 6], testNumbers(24)), floatTensor("b", [6], testNumbers(6))],
    }),
  "Add, Sub, Mul and Div along an axis": () =>
    onnxModel({
      opset: 6,
      inputs: X,
      outputs: "y",
      nodes: [
        node("Add", "x c", "a", { broadcast: 1, axis: 1 }),
        node("Sub", "a c", "s", { broadcast: 1, axis: -3 }),
        node("Mul", "s k", "m", { broadcast: 1 }),
        node("Div", "m one", "y", { broadcast: 1 }),
      ],
      initializers: [CHANNEL, ONE, floatTensor("k", [3, 1, 1], [2, -3, 0.5])],
    }),
  "batch normalisation, dropout, slopes and an average": () =>
    onnxModel({
      opset: 6,
      inputs: X,
      outputs: "y",
      nodes: [
        node("BatchNormalization", "x c c c v", "n", { is_test: 1, epsilon: 1e-3 }),
        node("Dropout", "n", "d", { is_test: 1 }),
        node("PRelu", "d c", "r"),
        node("AveragePool", "r", "y", { kernel_shape: [2, 2], pads: [1, 0, 0, 1] }),
      ],
      initializers: [CHANNEL, floatTensor("v", [3], [0.5, 1, 2])],
    }),
};

for (const [what, proto] of Object.entries(OLD)) {
  Deno.test(`runOracle() writes ${what} of operator set 6 as 7`, async () => {
    await assertRespelled(proto(), "operator set 6 written as 7");
  });
}

const upsampling = (change: Partial<Parameters<typeof onnxModel>[0]> = {}) =>
  onnxModel({
    inputs: X,
    outputs: "y",
    nodes: [node("ConvTranspose", "x w", "up", { strides: [2, 1] }), node("Relu", "up", "y")],
    initializers: [WEIGHTS],
    ...change,
  });

Deno.test("runOracle() writes versions that are too new as older ones", async () => {
  await assertRespelled(upsampling({ opset: 29 }), "operator set 29 written as 22");
  await assertRespelled(
    { ...upsampling({ opset: 24 }), irVersion: 15 },
    "version 15 of the file format written as 10; operator set 24 written as 22",
  );
});

Deno.test("runOracle() leaves declared shapes of outputs out where they are wrong", async () => {
  const proto = upsampling();
  const output = [valueInfo("y", [1, 2, 7, 7])];
  await assertRespelled(
    { ...proto, graph: { ...proto.graph, output } },
    "declared shapes of outputs left out",
  );
});

function bfloat16(name: string, dims: readonly number[], values: readonly number[]): TensorProto {
  const bits = new Uint32Array(Float32Array.from(values).buffer);
  return {
    name,
    dims,
    dataType: 16,
    rawData: new Uint8Array(Uint16Array.from(bits, (each) => each >>> 16).buffer),
  };
}

Deno.test("runOracle() computes models of bfloat16 and of float64 in float32 where it must", async () => {
  const weights = bfloat16("w", [3, 2, 2, 2], testNumbers(24, 2));
  await assertRespelled(
    withPortsOf(upsampling({ initializers: [weights] }), 16),
    "bfloat16 computed in float32",
  );
  const doubles = {
    ...WEIGHTS,
    rawData: new Uint8Array(Float64Array.from(testNumbers(24, 2)).buffer),
    dataType: 11,
  };
  await assertRespelled(
    withPortsOf(upsampling({ initializers: [doubles] }), 11),
    "float64 computed in float32",
  );
});

Deno.test("runOracle() runs names of any kind, in ONNX, without another spelling", async () => {
  for (
    const name of [
      "two words",
      "a/b/c",
      "x:0",
      "größe 漢字",
      '"quoted" <b>',
      "new\nline",
      "../../up",
      "__proto__",
    ]
  ) {
    const { graph, ...rest } = upsampling();
    const renamed = {
      ...graph,
      input: [valueInfo(`${name} in`, X.x)],
      initializer: [{ ...WEIGHTS, name: `${name} w` }],
      node: [
        { ...graph?.node?.[0], name, input: [`${name} in`, `${name} w`], output: [name] },
        { ...graph?.node?.[1], name: `${name} act`, input: [name], output: ["y"] },
      ],
    };
    const model = await importProto({ ...rest, graph: renamed });
    const comparison = await compareImport(model, samples(model));
    assertEquals([comparison.oracle, agrees(comparison)], ["onnxruntime-web 1.30.0", true], name);
    assertEquals(comparison.layers?.compared, 2, name);
  }
});

Deno.test("runOracle() names the node that ONNX Runtime refuses, whatever it says of it", async () => {
  const refused = async (proto: ModelProto) => {
    const model = await importProto(proto);
    return await missingOracle(model, samples(model));
  };
  const attributes = { dilations: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1], name: "up sampling" };
  const padded = await refused(
    upsampling({ nodes: [node("Relu", "x", "r"), node("ConvTranspose", "r w", "y", attributes)] }),
  );
  assertEquals([padded.framework, padded.node], ["ONNX Runtime", "up sampling"]);
  assertMatch(padded.reason, /^Computed output shape is inconsistent/);
  const nameless = await refused(
    upsampling({ nodes: [node("ConvTranspose", "x w", "y", { ...attributes, name: undefined })] }),
  );
  assertEquals(nameless.node, "y");
});
