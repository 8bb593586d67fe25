import { assert, assertEquals } from "@std/assert";
import { createDesign } from "../../src/design/mod.ts";
import { importModelFiles } from "../../src/frontends/mod.ts";
import { encodeModel } from "../../src/frontends/onnx/mod.ts";
import type { Layer } from "../../src/layers/mod.ts";
import { createModel, type Model } from "../../src/model/mod.ts";
import type { InnerTensor } from "../../src/oracles/mod.ts";
import { askFramework, compareWithAnswer } from "../../src/verify/import.ts";
import { agrees, compareImport, verifyDesign } from "../../src/verify/mod.ts";
import { chooseSamples } from "../../src/verify/samples/samples.ts";
import { floatTensor, node, onnxModel, testNumbers } from "../support/onnx.ts";

/** x → conv → tanh → transposed convolution with a bias → sigmoid, which the bias may hold at its end. */
async function detector({ bias }: { readonly bias: number }): Promise<Model> {
  const proto = onnxModel({
    inputs: { x: [1, 2, 5, 4] },
    outputs: "y",
    nodes: [
      node("Conv", "x a", "conv", { pads: [1, 1, 1, 1], name: "down" }),
      node("Tanh", "conv", "act"),
      node("ConvTranspose", "act b c", "up", { strides: [2, 2], pads: [1, 0, 0, 1] }),
      node("Sigmoid", "up", "y"),
    ],
    initializers: [
      floatTensor("a", [4, 2, 3, 3], testNumbers(72, 3).map((value) => value / 4)),
      floatTensor("b", [4, 1, 3, 3], testNumbers(36, 4).map((value) => value / 4)),
      floatTensor("c", [1], [bias]),
    ],
  });
  const files = new Map([["detector.onnx", await encodeModel(proto)]]);
  return await importModelFiles({ main: "detector.onnx", files });
}

function scaled(model: Model, kind: Layer["kind"], factor: number): Model {
  const layers = model.layers.map((layer): Layer => {
    if (layer.kind !== kind || !("weights" in layer)) return layer;
    const { shape, data } = layer.weights;
    return { ...layer, weights: { shape, data: data.map((value) => value * factor) } };
  });
  return createModel({ ...model, layers });
}

async function compared(model: Model) {
  const { float, outputs } = chooseSamples(createDesign(model), { samples: 3 });
  return await compareImport(model, float, outputs);
}

Deno.test("compareLayers() compares every layer of a right import by itself", async () => {
  const comparison = await compared(await detector({ bias: 0.5 }));
  const { layers, compared: count, samples, worst, wrong } = comparison.layers!;
  assertEquals([layers, count, samples, wrong, agrees(comparison)], [4, 4, 2, [], true]);
  assert(worst!.relError < 1e-6);
});

Deno.test("compareLayers() blames the layer that is wrong and none behind it", async () => {
  for (const [kind, layer, tensor] of [["conv", "down", "conv"], ["conv_transpose", "up", "up"]] as const) {
    const { layers } = await compared(scaled(await detector({ bias: 0.5 }), kind, 0.9));
    assertEquals(layers?.wrong.map((each) => [each.layer, each.tensor]), [[layer, tensor]]);
    assert(Math.abs(layers!.wrong[0].relError - 0.1) < 0.03, `${layers!.wrong[0].relError}`);
  }
});

Deno.test("a wrong import fails where outputs are at their ends whatever the samples", async () => {
  const model = await detector({ bias: 60 });
  const right = await compared(model);
  assertEquals(agrees(right), true);
  const wrong = await compared(scaled(model, "conv", 0.9));
  // The outputs alone say nothing.
  assert(wrong.maxRelError! < 1e-6, `${wrong.maxRelError}`);
  assertEquals([agrees(wrong), wrong.layers?.wrong.map(({ layer }) => layer)], [false, ["down"]]);
  const report = await verifyDesign(createDesign(scaled(model, "conv", 0.9)), { samples: 2 });
  assertEquals([report.passed, report.checks.import], [false, "failed"]);
  assertEquals(report.sampling.float[0].saturated, ["y"]);
});

Deno.test("compareLayers() takes another shape of a tensor inside for a wrong layer", async () => {
  const model = await detector({ bias: 0 });
  const layers = model.layers.map((layer): Layer => {
    if (layer.kind === "conv") {
      return { ...layer, axes: layer.axes.map((axis) => ({ ...axis, padAfter: axis.padAfter + 1 })) };
    }
    if (layer.kind !== "conv_transpose") return layer;
    return { ...layer, axes: layer.axes.map((axis) => ({ ...axis, cropAfter: axis.cropAfter + 2 })) };
  });
  const comparison = await compared(createModel({ ...model, layers }));
  assertEquals(agrees(comparison), false);
  assertEquals(comparison.layers?.wrong[0], { layer: "down", tensor: "conv", relError: Infinity });
});

Deno.test("compareLayers() names the layers that it leaves out, and why", async () => {
  const model = await detector({ bias: 0 });
  const { float: data, outputs } = chooseSamples(createDesign(model), { samples: 2 });
  const answer = await askFramework(model, data);
  if (answer.kind === "missing" || answer.kind === "conflict") throw new Error(answer.kind);
  const without = (tensors: readonly InnerTensor[]) => ({ ...answer, tensors });
  const omitted = (of: Model, tensors: readonly InnerTensor[]) => {
    const { layers } = compareWithAnswer(of, { data, outputs, answer: without(tensors) });
    return [layers!.layers, layers!.compared, layers!.omitted];
  };
  assertEquals(omitted(model, answer.tensors), [4, 4, []]);
  const rest = answer.tensors.filter(({ tensor }) => tensor.layer !== "down");
  assertEquals(omitted(model, rest), [4, 3, [{
    layer: "down",
    why: "the framework did not give its tensor",
  }]]);
  const source = model.source!;
  const tensors = source.tensors.filter(({ layer }) => layer !== "down");
  assertEquals(omitted(createModel({ ...model, source: { ...source, tensors } }), rest), [4, 3, [{
    layer: "down",
    why: "it stands for no whole tensor of the file",
  }]]);
});

Deno.test("compareLayers() leaves out a tensor whose layer has got a later node's bias", async () => {
  const proto = onnxModel({
    inputs: { x: [1, 2, 4, 3] },
    outputs: "y",
    nodes: [
      node("Conv", "x a", "raw", { pads: [1, 1, 1, 1] }),
      node("Add", "raw c", "sum"),
      node("Relu", "sum", "y"),
    ],
    initializers: [
      floatTensor("a", [3, 2, 3, 3], testNumbers(54, 3)),
      floatTensor("c", [3, 1, 1], [5, -6, 7]),
    ],
  });
  const files = new Map([["m.onnx", await encodeModel(proto)]]);
  const model = await importModelFiles({ main: "m.onnx", files });
  assertEquals(model.layers.map(({ kind }) => kind), ["input", "conv", "relu"]);
  assertEquals(model.source?.tensors.map(({ name, layer }) => [name, layer]), [["sum", "raw"], ["y", "y"]]);
  assertEquals(agrees(await compared(model)), true);
});
