import { assertEquals } from "@std/assert";
import { createDesign, type DesignOptions, type LayerOptions, streamNamed } from "../../src/design/mod.ts";
import { parseFixedType } from "../../src/fixed/mod.ts";
import { buildModel, type ModelBuilder, type Node } from "../../src/model/mod.ts";
import { randomNumbers, randomTensor } from "../passes/support.ts";

const MAP = { height: 4, width: 5, channels: 4, name: "x" };

/** A layer of nearly every kind of stage, in a row. */
function network(b: ModelBuilder): Node {
  const conv = b.conv2d(b.input(MAP), { name: "conv", weights: randomTensor([1, 1, 4, 4], 3) });
  const norm = b.batchNorm(b.relu(conv, { name: "act" }), {
    name: "bn",
    scale: randomNumbers(4, 7),
    shift: randomNumbers(4, 8),
  });
  const pooled = b.maxPool(b.prelu(norm, { name: "slopes", slopes: randomNumbers(4, 9) }), {
    name: "pool",
    size: 2,
  });
  const table = b.tanh(b.hardSigmoid(pooled, { name: "hard", slope: 0.2, offset: 0.5 }), { name: "table" });
  const flat = b.flatten(b.selu(b.elu(table, { name: "elu" }), { name: "selu" }), { name: "flat" });
  return b.softmax(b.dense(flat, { name: "fc", weights: randomTensor([16, 3], 4) }), { name: "share" });
}

/** What a design says about its settings; what it says of coarse tables is another matter. */
function notes(
  options: DesignOptions,
  build: (b: ModelBuilder) => Node | readonly Node[] = network,
): readonly string[] {
  return createDesign(buildModel("m", build), options).notes.filter((note) =>
    !note.includes(" off by up to ")
  );
}

function named(entries: Readonly<Record<string, LayerOptions>>): DesignOptions {
  return { layers: Object.fromEntries(Object.entries(entries)) };
}

Deno.test("the depth of an output's FIFO is used where the target has one", () => {
  const depth = named({ share: { fifoDepth: 9 } });
  assertEquals(notes({ ...depth, target: "verilog" }), []);
  assertEquals(notes(depth), ['FifoDepth of layer "share" changes nothing: it has no FIFOs behind it']);
  const design = createDesign(buildModel("m", network), { ...depth, target: "verilog" });
  const { tensor } = design.outputs[0];
  assertEquals([design.fifos.includes(tensor), streamNamed(design, tensor).depth], [true, 9]);
});

const EVERYTHING: LayerOptions = {
  precision: {
    weight: "ap_fixed<12,4>",
    bias: "ap_fixed<12,4>",
    accum: "ap_fixed<32,12>",
    result: "ap_fixed<16,6>",
  },
  reuseFactor: 2,
  strategy: "latency",
  parallelizationFactor: 2,
  tableSize: 64,
  fifoDepth: 5,
};

const MAC = ["Precision.weight", "Precision.bias", "Precision.accum", "ReuseFactor", "Strategy"];

/** What each layer of the network has a use for, beside a FIFO. */
const USES: Readonly<Record<string, readonly string[]>> = {
  x: [],
  conv: MAC,
  act: [],
  bn: ["Precision.weight", "Precision.bias"],
  slopes: ["Precision.weight"],
  pool: [],
  hard: ["Precision.weight", "Precision.bias"],
  table: ["TableSize"],
  elu: ["TableSize"],
  selu: ["TableSize", "Precision.weight"],
  fc: MAC,
  share: ["TableSize"],
};

const OPTIONAL = [...MAC, "ParallelizationFactor", "TableSize", "FifoDepth"];

for (const io of ["io_parallel", "io_stream"] as const) {
  for (const [layer, own] of Object.entries(USES)) {
    Deno.test(`createDesign() names what "${layer}" has no use for in ${io}`, () => {
      const unused = notes({ io, ...named({ [layer]: EVERYTHING }) })
        .map((note) => new RegExp(`^(\\S+) of layer "${layer}" changes nothing: it has no `).exec(note)?.[1]);
      const uses = new Set([
        ...own,
        ...(layer === "conv" && io === "io_parallel" ? ["ParallelizationFactor"] : []),
        // Ports of the design have no FIFO.
        ...(io === "io_stream" && layer !== "x" && layer !== "share" ? ["FifoDepth"] : []),
      ]);
      assertEquals(unused.filter((key) => key !== undefined), OPTIONAL.filter((key) => !uses.has(key)));
    });
  }
}

Deno.test("createDesign() gathers layers that have no use for a setting in one sentence", () => {
  const entry = { tableSize: 64 };
  assertEquals(notes(named({ conv: entry, table: entry, pool: entry, fc: entry })), [
    'TableSize of layers "conv", "pool", "fc" changes nothing: they have no tables',
  ]);
});

Deno.test("createDesign() names lanes of a layer that has no products", () => {
  const entry = { lanes: { inputs: 1, outputs: 1 } };
  assertEquals(notes(named({ conv: entry, pool: entry })), [
    'Lanes of layer "pool" changes nothing: it has no sums of products',
  ]);
});

Deno.test("createDesign() is silent about settings that ask for what is the case", () => {
  const auto = { weight: "auto", bias: "auto", accum: "auto", result: "auto" };
  const entry: LayerOptions = { precision: auto, reuseFactor: 1, parallelizationFactor: 1 };
  assertEquals(notes(named({ act: entry, flat: entry, pool: entry, x: entry })), []);
  assertEquals(notes(named({ act: { precision: "ap_fixed<12,6>" } })), []);
  assertEquals(notes(named({ act: { precision: { default: "ap_fixed<12,6>" } } })), []);
});

Deno.test("createDesign() says of a layer that was folded away that its settings change nothing", () => {
  const build = (b: ModelBuilder) => {
    const y = b.conv2d(b.input(MAP), { name: "conv", weights: randomTensor([1, 1, 4, 4], 3) });
    return b.batchNorm(y, { name: "bn", scale: randomNumbers(4, 7), shift: randomNumbers(4, 8) });
  };
  assertEquals(notes(named({ bn: { reuseFactor: 4, strategy: "resource" } }), build), [
    'ReuseFactor, Strategy of layer "bn" changes nothing: it is folded into "conv"',
  ]);
  assertEquals(notes({ layerTypes: { batchnormalization: { fifoDepth: 4 } } }, build), [
    'FifoDepth of layer type batchnormalization changes nothing: "bn" is folded into "conv"',
  ]);
  assertEquals(notes(named({ bn: { precision: { result: "ap_fixed<18,8>" } } }), build), [
    'layer "bn" is built as it stands, since types were set for it or beside it; else it is folded into "conv"',
  ]);
});

Deno.test("createDesign() names settings of layers and inputs that reach no output", () => {
  const build = (b: ModelBuilder) => {
    b.tanh(b.input({ ...MAP, name: "unread" }), { name: "dead" });
    return b.relu(b.input(MAP));
  };
  assertEquals(notes(named({ dead: EVERYTHING, unread: { precision: "ap_fixed<8,4>" } }), build), [
    "Precision.weight, Precision.bias, Precision.accum, Precision.result, ReuseFactor, Strategy, " +
    'ParallelizationFactor, TableSize, FifoDepth of layer "dead" changes nothing: it reaches no output',
    'Precision of layer "unread" changes nothing: it is read by nothing',
  ]);
});

Deno.test("createDesign() names layer types that no layer has, and keys that none of a type has a use for", () => {
  const types = (entries: Readonly<Record<string, LayerOptions>>) =>
    notes({ layerTypes: Object.fromEntries(Object.entries(entries)) });
  assertEquals(types({ Conv1D: { reuseFactor: 2 }, LSTM: { reuseFactor: 2 }, DENSE: { reuseFactor: 2 } }), [
    "the settings of layer type Conv1D change nothing: no layer has that type; did you mean Conv2D?",
    "the settings of layer type LSTM change nothing: no layer has that type",
  ]);
  assertEquals(types({ Dense: { tableSize: 8 }, MaxPooling2D: { precision: { accum: "ap_fixed<20,8>" } } }), [
    "TableSize of layer type Dense changes nothing: such layers have no tables",
    "Precision.accum of layer type MaxPooling2D changes nothing: such layers have no sums of products",
  ]);
});

Deno.test("createDesign() names settings of the whole model that no layer has a use for", () => {
  const plain = (b: ModelBuilder) => b.relu(b.input(MAP));
  assertEquals(notes({ reuseFactor: 4, tableSize: 8, strategy: "resource" }, plain), [
    "ReuseFactor of the whole model changes nothing: no layer has sums of products",
    "Strategy of the whole model changes nothing: no layer has sums of products",
    "TableSize of the whole model changes nothing: no layer has tables",
  ]);
  assertEquals(notes({ reuseFactor: 4, tableSize: 8, strategy: "resource" }), []);
  assertEquals(notes({ parallelizationFactor: 2, io: "io_stream" }), [
    "ParallelizationFactor of the whole model changes nothing: no layer has windows side by side, as convolutions " +
    "in io_parallel have",
  ]);
  assertEquals(notes({ parallelizationFactor: 2, io: "io_parallel" }), []);
  assertEquals(notes({ fifoDepth: 4, io: "io_parallel" }), [
    "FifoDepth of the whole model changes nothing: no layer has FIFOs behind it",
  ]);
});

Deno.test("createDesign() knows which of a tensor's layers sets the depth of its FIFO", () => {
  const build = (b: ModelBuilder) =>
    b.tanh(b.reshape(b.relu(b.input(MAP), { name: "act" }), { name: "map", shape: [20, 4] }));
  assertEquals(notes(named({ map: { fifoDepth: 7 } }), build), []);
  assertEquals(notes(named({ act: { fifoDepth: 6 }, map: { fifoDepth: 7 } }), build), [
    'FifoDepth of layer "map" changes nothing: it has no FIFOs behind it',
  ]);
});

Deno.test("createDesign() gives a quantiser the depth of its input's FIFO where it shares that", () => {
  const type = parseFixedType("fixed<6,3,RND,SAT>");
  const build = (b: ModelBuilder) => {
    const y = b.conv2d(b.input(MAP), { name: "conv", weights: randomTensor([1, 1, 4, 4], 3) });
    return b.tanh(b.quantize(y, { name: "q", type }));
  };
  const found = notes(named({ q: { fifoDepth: 4, tableSize: 3 } }), build).filter((note) =>
    note.includes('"q"')
  );
  assertEquals(found, ['TableSize of layer "q" changes nothing: it has no tables']);
});

Deno.test("createDesign() says of a strategy that a target builds like another that it changes nothing", () => {
  const turns = "for verilog multipliers are shared in turns, as strategy resource says";
  const verilog = (options: DesignOptions) => notes({ target: "verilog", ...options });
  const latency: LayerOptions = { strategy: "latency" };
  const both = `strategy latency of layers "conv", "fc" changes nothing: ${turns}`;
  assertEquals(verilog(latency), [both]);
  assertEquals(verilog({ layerTypes: { Conv2D: latency, Dense: latency } }), [both]);
  assertEquals(verilog(named({ fc: latency })), [`strategy latency of layer "fc" changes nothing: ${turns}`]);
  // What stands nearer to a layer decides.
  assertEquals(verilog({ ...latency, ...named({ conv: { strategy: "resource" } }) }), [
    `strategy latency of layer "fc" changes nothing: ${turns}`,
  ]);
  const types: DesignOptions["layerTypes"] = { Conv2D: { strategy: "resource" } };
  assertEquals(verilog({ layerTypes: types, ...named({ conv: latency }) }), [
    `strategy latency of layer "conv" changes nothing: ${turns}`,
  ]);
});

Deno.test("createDesign() is silent about strategies that nobody asked for, or that are built", () => {
  const verilog = { target: "verilog" };
  assertEquals(notes(verilog), []);
  assertEquals(notes({ ...verilog, strategy: "resource" }), []);
  assertEquals(notes({ ...verilog, ...named({ fc: { strategy: "latency", dumped: true } }) }), []);
  assertEquals(notes({ target: "vitis", io: "io_stream", strategy: "latency" }), []);
  const build = (b: ModelBuilder) => b.relu(b.input(MAP));
  assertEquals(notes({ ...verilog, strategy: "latency" }, build), [
    "Strategy of the whole model changes nothing: no layer has sums of products",
  ]);
});
