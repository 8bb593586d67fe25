import { assertEquals, assertRejects } from "@std/assert";
import { formatError, InterlaceError } from "../../../src/base/mod.ts";
import { isModelJson } from "../../../src/frontends/tfjs/detect.ts";
import { attr, graphFiles, type GraphOptions, importFiles, inputData, node } from "./support.ts";
import { assertPrompt, startCounting } from "../../support/effort.ts";

/** The full text of the error that an import ends in. */
async function refusalOf(files: ReadonlyMap<string, Uint8Array>): Promise<string> {
  return formatError(await assertRejects(() => importFiles(files), InterlaceError));
}

async function refusesGraph(options: GraphOptions, ...texts: string[]): Promise<void> {
  const message = await refusalOf(graphFiles(options));
  for (const text of texts) assertEquals(message.includes(text), true, `${message}\nlacks: ${text}`);
}

async function refusesText(text: string, expected: string): Promise<void> {
  const message = await refusalOf(new Map([["model.json", new TextEncoder().encode(text)]]));
  assertEquals(message.includes(expected), true, `${message}\nlacks: ${expected}`);
}

const window = { strides: attr.ints(1, 1, 1, 1), padding: attr.text("SAME") };

Deno.test("importModelFiles() names every unsupported node of a graph at once", async () => {
  await refusesGraph(
    {
      constants: { w: inputData([3, 3, 3, 2]), axis: [0] },
      nodes: [
        node("a", "Einsum", "x x"),
        node("b", "Conv2D", "a w", { ...window, data_format: attr.text("NHCW") }),
        node("c", "Conv2D", "b w", { ...window, strides: attr.ints(2, 1, 1, 1) }),
        node("d", "_FusedConv2D", "c w w", { ...window, fused_ops: attr.texts("BiasAdd", "GeluExact") }),
        node("e", "FusedBatchNormV3", "d w w w w", { is_training: attr.bool(true) }),
        node("f", "While", "e"),
        node("y", "MaxPool", "f", { ...window, ksize: attr.ints(1, 2, 2, 1), padding: attr.text("SOME") }),
      ],
    },
    "7 things in it are not supported",
    "a (Einsum): the operator is not supported",
    'b (Conv2D): data_format "NHCW" is not supported, only "NHWC" and "NCHW"',
    "c (Conv2D): strides [2,1,1,1] are not 1 for samples and channels",
    'd (_FusedConv2D): the fused operator "GeluExact" is not supported',
    "e (FusedBatchNormV3): it is in training mode",
    "f (While): the operator is not supported",
    'y (MaxPool): padding "SOME" is not known',
  );
});

Deno.test("importModelFiles() refuses output sizes that do not belong to a transposed convolution", async () => {
  const constants = (size: readonly number[]) => ({ size, w: inputData([3, 3, 2, 3]) });
  const strided = { ...window, strides: attr.ints(1, 2, 2, 1) };
  const nodes = [node("y", "Conv2DBackpropInput", "size w x", strided)];
  const inputs = { x: [2, 5, 4, 3] };
  const cases: [readonly number[], string][] = [
    [[2, 8, 8, 2], "its output size 8 does not belong to an input of 5"],
    [[2, 11, 8, 2], "its output size 11 does not belong to an input of 5"],
    [[2, 10, 8, 3], "names 3 channels, its filter has 2"],
    [[1, 10, 8, 2], "its output has 1 samples, its input 2"],
    [[10, 8, 2], "it is given 3 sizes"],
  ];
  for (const [size, text] of cases) await refusesGraph({ inputs, constants: constants(size), nodes }, text);
});

Deno.test("importModelFiles() refuses what mixes or moves samples", async () => {
  const perm = { constants: { p: [1, 0, 2, 3] }, nodes: [node("y", "Transpose", "x p")] };
  await refusesGraph(perm, "moves the sample axis");
  const mean = { constants: { c: [0, 1, 2] }, nodes: [node("y", "Mean", "x c")] };
  await refusesGraph(mean, "it reduces the sample axis");
  const concat = { constants: { c: [0] }, nodes: [node("y", "ConcatV2", "x x c")] };
  await refusesGraph(concat, "axis 0 is the sample axis");
  const slice = { constants: { b: [1], e: [2], s: [1] }, nodes: [node("y", "StridedSlice", "x b e s")] };
  await refusesGraph(slice, "it slices the sample axis");
});

Deno.test("importModelFiles() refuses a resizing that is not exact", async () => {
  const nearest = { constants: { c: [7, 4] }, nodes: [node("y", "ResizeNearestNeighbor", "x c")] };
  await refusesGraph(nearest, "it resizes 5 to 7");
});

Deno.test("importModelFiles() refuses a graph whose names lead nowhere, or in a circle", async () => {
  await refusesGraph({ nodes: [node("y", "Relu", "none")] }, 'node "y" reads "none", which is not defined');
  await refusesGraph({ nodes: [node("a", "Relu", "y"), node("y", "Relu", "a")] }, "its graph has a cycle");
  await refusesGraph(
    { nodes: [node("c", "Const", ""), node("y", "AddV2", "x c")] },
    '"c" is a constant without a value',
  );
  await refusesGraph({ nodes: [node("y", "Relu", "x")], outputs: { y: "other" } }, 'an output is "other"');
  await refusesGraph({ nodes: [node("y", "Relu", "x"), node("y", "Tanh", "x")] }, 'defines "y"');
});

Deno.test("importModelFiles() refuses open sizes besides the number of samples", async () => {
  await refusesGraph(
    { inputs: { x: [-1, -1, 4, 3] }, nodes: [node("y", "Relu", "x")] },
    "it leaves sizes of its inputs open",
    "--input-shape x=1,<?>,4,3",
  );
});

Deno.test("importModelFiles() takes names that objects have by themselves for names", async () => {
  const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];
  for (const name of names) {
    const model = await importFiles(graphFiles({ nodes: [node(name, "Relu", "x")], outputs: { y: name } }));
    assertEquals(model.layers.map((layer) => layer.name), ["x", name]);
    await refusesGraph({ nodes: [node("y", name, "x")] }, `y (${name}): the operator is not supported`);
  }
  const attributes = JSON.parse('{"__proto__": {"i": "1"}, "constructor": {"b": true}}');
  const model = await importFiles(graphFiles({ nodes: [node("y", "Relu6", "x", attributes)] }));
  assertEquals(model.layers.length, 2);
});

Deno.test("importModelFiles() refuses a model.json that is damaged", async () => {
  await refusesText('{"modelTopology": ', "it is not JSON");
  await refusesText('{"weightsManifest": []}', "in file model.json, field modelTopology");
  await refusesText('{"modelTopology": {"node": [{"op": "Relu"}]}}', "field modelTopology.node.0.name");
  const deep = `{"modelTopology": ${'{"a": ['.repeat(200)}${"]}".repeat(200)}}`;
  await refusesText(deep, "it is nested deeper than the limit of 256");
  // Brackets in texts are no nesting, nor do escaped quotes end one.
  await refusesText(
    `{"modelTopology": {"node": 1, "a": "\\"${"[".repeat(300)}"}}`,
    "field modelTopology.node",
  );
});

Deno.test("importModelFiles() bounds sizes before it counts up to them", async () => {
  const counted = startCounting();
  const huge = { inputs: { x: [-1, 1, 1, 1] }, constants: { c: [2 ** 31 - 1, 1] } };
  const nearest = { ...huge, nodes: [node("y", "ResizeNearestNeighbor", "x c")] };
  await refusesGraph(nearest, "it makes 2147483647 elements of an axis");
  const bilinear = { ...huge, nodes: [node("y", "ResizeBilinear", "x c")] };
  await refusesGraph(bilinear, "axis 0 has an output of 2147483647, more than the limit of 1048576");
  const pool = node("y", "MaxPool", "x", {
    ksize: attr.ints(1, 2, 1, 1),
    strides: attr.ints(1, 1, 1, 1),
    padding: attr.text("VALID"),
  });
  await importFiles(graphFiles({ inputs: { x: [-1, 2 ** 20, 1, 1] }, nodes: [pool] }));
  await refusesGraph(
    { inputs: { x: [-1, 2 ** 20 + 1, 1, 1] }, nodes: [pool] },
    "axis 0 has a padded length of 1048577, more than the limit of 1048576",
  );
  await refusesGraph(
    { inputs: { x: [-1, 2 ** 40, 2, 1] }, nodes: [pool] },
    "[1099511627776,2,1] has 2199023255552 elements, more than the limit of 67108864",
  );
  const same = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`o${i}`, "y"]));
  await importFiles(graphFiles({ nodes: [node("y", "Relu", "x")], outputs: same }));
  assertPrompt(counted);
});

Deno.test("importModelFiles() refuses attributes of the wrong kind", async () => {
  const bad = node("y", "Conv2D", "x w", { ...window, strides: attr.text("1") });
  await refusesGraph(
    { constants: { w: inputData([1, 1, 3, 2]) }, nodes: [bad] },
    "attribute strides is not of type",
  );
  const text = node("y", "Conv2D", "x w", { padding: { s: "no base64!" } });
  await refusesGraph({ nodes: [text] }, "field modelTopology.node");
});

Deno.test("isModelJson() knows model.json by its keys", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  assertEquals(isModelJson(bytes('{"format": "graph-model", "modelTopology": {')), true);
  assertEquals(isModelJson(bytes(' \n{ "weightsManifest" : [')), true);
  assertEquals(isModelJson(bytes('{"format":"interlace-model","name":"modelTopology"}')), false);
  assertEquals(isModelJson(bytes('["modelTopology"]')), false);
  assertEquals(isModelJson(new Uint8Array()), false);
});

Deno.test("importModelFiles() refuses nodes that read more or fewer tensors than their operator does", async () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["Sub", "x x x", "it has 3 inputs, expected 2"],
    ["Relu", "x x", "it has 2 inputs, expected 1"],
    ["ClipByValue", "x", "it has 1 input, expected 3"],
    ["ConcatV2", "x", "it has 1 input, expected at least 2"],
    ["FusedBatchNormV3", "x x x x", "it has 4 inputs, expected 5"],
  ];
  for (const [op, inputs, problem] of cases) {
    await refusesGraph({ nodes: [node("y", op, inputs)] }, `"y" (${op}): ${problem}`);
  }
  // A node that must run before is none of them.
  await importFiles(graphFiles({ nodes: [node("a", "Relu", "x"), node("y", "Relu", "x ^a")] }));
});

Deno.test("importModelFiles() cuts a graph at nodes, and a refusal names the last ones", async () => {
  const files = graphFiles({
    nodes: [node("a/b", "Relu", "x"), node("c", "Tanh", "a/b"), node("y", "Einsum", "c")],
  });
  const message = await refusalOf(files);
  assertEquals(message.includes("up to --output c, which cuts the model there"), true, message);
  for (const name of ["a/b", "a/b:0"]) {
    const model = await importFiles(files, { outputs: [name] });
    assertEquals(model.outputs.map((port) => port.name), ["a/b"]);
    assertEquals(model.layers.map(({ kind }) => kind), ["input", "relu"]);
  }
  const missing = formatError(
    await assertRejects(() => importFiles(files, { outputs: ["d"] }), InterlaceError),
  );
  assertEquals(
    missing.includes('Cannot cut model.json at "d": it has no tensor of this name'),
    true,
    missing,
  );
});
