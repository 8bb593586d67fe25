import { assertEquals, assertStringIncludes } from "@std/assert";
import type { NodeProto } from "../../../src/frontends/onnx/mod.ts";
import { floatTensor, intTensor, node, onnxModel } from "../../support/onnx.ts";
import { importProto, kinds, refusal } from "./support.ts";

const initializers = [floatTensor("one", [], [1]), intTensor("shape", [2], [1, 60])];

function model(probe: NodeProto, opset = 17) {
  return onnxModel({ opset, inputs: { x: ["N", 3, 4, 5] }, nodes: [probe], outputs: "y", initializers });
}

const REFUSED: readonly [string, NodeProto, string, number?][] = [
  ["a difference of three", node("Sub", "x x x", "y"), "it has 3 inputs, expected 2"],
  ["a sum of one", node("Add", "x", "y"), "it has 1 input, expected 2"],
  [
    "a concatenation of nothing",
    node("Concat", "", "y", { axis: 1 }),
    "it has 0 inputs, expected at least 1",
  ],
  [
    "bounds of Clip that are too many",
    node("Clip", "x one one one", "y"),
    "it has 4 inputs, expected 1 to 3",
  ],
  ["bounds of Clip that came later", node("Clip", "x one one", "y"), "it has 3 inputs, expected 1", 10],
  ["bounds of Clip that went", node("Clip", "x", "y", { min: 0.5 }), 'Clip has no attribute "min"'],
  ["a result that Relu has not", node("Relu", "x", "y z"), "it has 2 outputs, expected 1"],
  ["statistics that went", node("MaxPool", "x", "y i j", { kernel_shape: [1, 1] }), "it has 3 outputs"],
  ["an input that is left out", node("Add", "_ x", "y"), "input 0 is missing"],
  [
    "a misspelt attribute",
    node("Elu", "x", "y", { alfa: 0.5 }),
    'Elu has no attribute "alfa"; its attributes are: alpha',
  ],
  ["an attribute of none", node("Relu", "x", "y", { alpha: 0.5 }), "its attributes are: none"],
  ["an attribute of a later version", node("Reshape", "x shape", "y", { allowzero: 0 }), '"allowzero"', 13],
  [
    "an attribute of another type",
    node("Elu", "x", "y", { alpha: 1 }),
    "attribute alpha is not of type float",
  ],
  ["an axis that is missing", node("Concat", "x x", "y"), "it has no axis"],
  ["a kernel that is missing", node("MaxPool", "x", "y"), "it has no kernel_shape"],
  [
    "a ceil_mode of 2",
    node("MaxPool", "x", "y", { kernel_shape: [2, 2], ceil_mode: 2 }),
    "attribute ceil_mode is 2, expected 0 or 1",
  ],
  ["a keepdims of −1", node("ReduceMean", "x", "y", { axes: [2, 3], keepdims: -1 }), "keepdims is -1"],
  [
    "an operator of a later version",
    node("Gelu", "x", "y"),
    "from version 20 of the operator set on, the model uses 17",
  ],
  [
    "an operator that went",
    node("Upsample", "x one", "y"),
    "version 10 of the operator set took the operator out",
  ],
];

for (const [what, probe, reason, opset] of REFUSED) {
  Deno.test(`importGraph() refuses ${what} at its node`, () => {
    const text = refusal(model(probe, opset));
    assertStringIncludes(text, `y (${probe.opType}): `);
    assertStringIncludes(text, reason);
    // Once, and nothing else of it.
    assertEquals(text.split("\n").length, 3, text);
  });
}

const QUANTISER = { domain: "qonnx.custom_op.general" };

Deno.test("importGraph() checks the operators of other domains too", () => {
  const bits = node("Quant", "x one one", "y", { ...QUANTISER, signed: 1, narrow: 0 });
  assertStringIncludes(refusal(model(bits)), "it has 3 inputs, expected 4");
  const flag = node("Quant", "x one one one", "y", { ...QUANTISER, signed: 2 });
  assertStringIncludes(refusal(model(flag)), "attribute signed is 2, expected 0 or 1");
  const microsoft = node("QuantizeLinear", "x", "y", { domain: "com.microsoft" });
  assertStringIncludes(refusal(model(microsoft)), "it has 1 input, expected 2 to 3");
});

Deno.test("importGraph() passes over what frameworks note for themselves and absent inputs at the end", () => {
  const noted = node("Clip", "x one _", "y", { __stage: "fine" });
  assertEquals(kinds(importProto(model(noted))), ["clip"]);
});

Deno.test("importGraph() checks nodes that become part of a function", () => {
  const proto = onnxModel({
    inputs: { x: ["N", 3] },
    nodes: [node("Sigmoid", "x", "s", { beta: 2 }), node("Mul", "x s", "y")],
    outputs: "y",
  });
  assertStringIncludes(refusal(proto), 's (Sigmoid): Sigmoid has no attribute "beta"');
});
