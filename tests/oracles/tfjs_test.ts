import { assertEquals, assertMatch } from "@std/assert";
import type { Model } from "../../src/model/mod.ts";
import { runOracle } from "../../src/oracles/mod.ts";
import { missingOracle, ranOracle } from "../support/oracle.ts";
import {
  attr,
  evaluated,
  graphFiles,
  type GraphOptions,
  importFiles,
  inputData,
  node,
  readGolden,
} from "../frontends/tfjs/support.ts";

const NODES = [
  node("up", "Conv2DBackpropInput", "size w x", {
    strides: attr.ints(1, 2, 1, 1),
    padding: attr.text("SAME"),
    dilations: attr.ints(1, 1, 1, 1),
  }),
  node("y", "Relu", "up"),
];

function upsampling(batch: number): GraphOptions {
  return {
    inputs: { x: [batch, 2, 3, 2] },
    constants: { size: [batch, 4, 3, 3], w: inputData([3, 2, 3, 2], 2) },
    nodes: NODES,
  };
}

async function importGraph(options: GraphOptions): Promise<Model> {
  return await importFiles(graphFiles(options));
}

for (const [batch, count] of [[1, 3], [2, 4], [2, 5], [4, 1]]) {
  Deno.test(`runOracle() runs ${count} samples of a TensorFlow.js graph in batches of ${batch}`, async () => {
    const model = await importGraph(upsampling(batch));
    const data = new Map([["x", inputData([count, 2, 3, 2])]]);
    const run = await ranOracle(model, data);
    assertEquals(run.oracle, "TensorFlow.js 4.22.0");
    // All numbers are exact in float32.
    assertEquals(run.outputs.get("y"), evaluated(model, data));
  });
}

Deno.test("runOracle() feeds inputs of a TensorFlow.js graph by the keys of its signature", async () => {
  const files = graphFiles({
    inputs: { a: [-1, 3], unread: [-1, 2], b: [-1, 3] },
    nodes: [node("d", "Sub", "a b"), node("r", "Relu", "d")],
    outputs: { difference: "d:0", positive: "r:0", again: "d:0" },
  });
  const text = new TextDecoder().decode(files.get("model.json"));
  const json = JSON.parse(text);
  const { a, b, unread } = json.signature.inputs;
  json.signature.inputs = { "right:0": b, left: a, unread };
  files.set("model.json", new TextEncoder().encode(JSON.stringify(json)));
  const model = await importFiles(files);
  assertEquals(model.inputs.map(({ name }) => name), ["right", "left"]);
  const row = (...values: number[]) => ({ shape: [1, 3], data: Float64Array.from(values) });
  const run = await ranOracle(model, new Map([["right", row(1, 2, 3)], ["left", row(0, 4, 0.5)]]));
  assertEquals([...run.outputs], [
    ["difference", row(-1, 2, -2.5)],
    ["positive", row(0, 2, 0)],
    ["again", row(-1, 2, -2.5)],
  ]);
});

Deno.test("runOracle() knows no oracle for a graph whose layout TensorFlow.js ignores", async () => {
  const { files, x } = readGolden("graph_channels_first");
  const { framework, reason, node } = await missingOracle(await importFiles(files), new Map([["", x]]));
  assertEquals([framework, reason], [
    "TensorFlow.js",
    "it computes channels in front as if they were last",
  ]);
  assertEquals(typeof node, "string");
});

Deno.test("runOracle() passes on what TensorFlow.js says of a model it refuses", async () => {
  const model = await importGraph(upsampling(1));
  const data = new Map([["x", inputData([1, 2, 3, 2])]]);
  const other = graphFiles({ ...upsampling(1), nodes: [NODES[0], node("y", "NoSuchOperator", "up")] });
  const broken = { ...model, source: { ...model.source!, files: other } };
  const refused = await missingOracle(broken, data);
  assertEquals([refused.framework, refused.node], ["TensorFlow.js", "y"]);
  assertMatch(refused.reason, /NoSuchOperator/);
  const noJson = new Map([["model.json", new Uint8Array(8)]]);
  const damaged = { ...model, source: { ...model.source!, files: noJson } };
  assertMatch((await missingOracle(damaged, data)).reason, /JSON/);
});

Deno.test("runOracle() notices an output of a TensorFlow.js model of another shape than the imported one", async () => {
  const model = await importGraph(upsampling(1));
  const nodes = [NODES[0], node("y", "Transpose", "up perm")];
  const { constants } = upsampling(1);
  const other = graphFiles({ ...upsampling(1), constants: { ...constants, perm: [0, 2, 1, 3] }, nodes });
  const swapped = { ...model, source: { ...model.source!, files: other } };
  assertEquals(await runOracle(swapped, new Map([["x", inputData([1, 2, 3, 2])]])), {
    kind: "conflict",
    framework: "TensorFlow.js",
    problem: 'it gives "y" the shape (1, 3, 4, 3), the imported model (1, 4, 3, 3)',
  });
});

Deno.test("runOracle() says nothing on the console when it runs TensorFlow.js", async () => {
  const program = `
    import { runOracle } from "./src/oracles/mod.ts";
    import { importModel } from "./src/frontends/mod.ts";
    const model = await importModel("tests/goldens/tfjs/graph_generator/model.json");
    const run = await runOracle(model, new Map([["", { shape: [1, 5], data: new Float64Array(5) }]]));
    Deno.exit(run.kind === "run" ? 0 : 1);
  `;
  const root = new URL("../../", import.meta.url);
  const args = ["eval", "--no-check", program];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: root }).output();
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assertEquals([success, said], [true, ""]);
});
