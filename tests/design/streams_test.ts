import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import {
  createDesign,
  deserialiseOptions,
  networkOf,
  serialiseOptions,
  streamNamed,
} from "../../src/design/mod.ts";
import { parseConfiguration } from "../../src/design/options/configuration_file.ts";
import { lookupsOf } from "../../src/layers/mod.ts";
import { buildModel, type Model, type ModelBuilder, type Node } from "../../src/model/mod.ts";
import { beatsOf, cyclesOf } from "../../src/dataflow/mod.ts";
import { tick } from "../dataflow/tick.ts";
import { assertPrompt, startCounting } from "../support/effort.ts";
import { withStreams } from "../../src/design/stage_ends.ts";

function weights(...shape: number[]) {
  return { shape, data: new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(0.125) };
}

/** A path over a coarser map and a skip past it, joined. */
function skipModel(): Model {
  return buildModel("skip", (b) => {
    const x = b.relu(b.input({ height: 6, width: 8, channels: 2 }), { name: "source" });
    const deep = b.conv2d(x, { name: "down", weights: weights(2, 2, 2, 2), strides: 2 });
    const up = b.convTranspose2d(deep, {
      name: "up",
      weights: weights(3, 3, 2, 2),
      strides: 2,
      padding: "same",
    });
    return b.concatenate([up, x], { name: "joined", axis: 2 });
  });
}

Deno.test("createDesign() schedules io_stream alone, and gives tensors the depths of the schedule", () => {
  const design = createDesign(skipModel());
  const { fifos } = design.schedule!;
  assertEquals(fifos.map(({ name }) => streamNamed(design, name).depth), fifos.map(({ depth }) => depth));
  const ports = [...design.inputs, ...design.outputs].map((port) => port.tensor);
  assertEquals(
    new Set([...fifos.map(({ name }) => name), ...ports]),
    new Set(design.tensors.keys()),
  );
  assertEquals(createDesign(skipModel(), { io: "io_parallel" }).schedule, null);
});

Deno.test("createDesign() gives a skip past a coarser map the depth that a cycle-by-cycle simulation needs", () => {
  for (const options of [{}, { strategy: "resource", reuseFactor: 4 }] as const) {
    const design = createDesign(skipModel(), options);
    const { fifos, intervalCycles, latencyCycles } = design.schedule!;
    const network = networkOf(design);
    const interval = (depths: readonly number[]) => {
      const { ends, deadlock } = tick(network, depths, 6);
      return deadlock ? Infinity : Math.max(...ends[5]) - Math.max(...ends[4]);
    };
    const depths = fifos.map(({ depth }) => depth);
    assertEquals(interval(depths), intervalCycles);
    assertEquals(Math.max(...tick(network, depths, 1).ends[0]), latencyCycles);
    const skip = fifos.findIndex(({ deadlockFree }) => deadlockFree! > 1);
    assert(skip >= 0 && fifos[skip].depth > fifos[skip].deadlockFree!);
    assert(interval(depths.with(skip, depths[skip] - 1)) > intervalCycles);
    assertEquals(tick(network, depths.with(skip, fifos[skip].deadlockFree! - 1), 1).deadlock, true);
  }
});

Deno.test("createDesign() refuses a FIFO depth that deadlocks, naming the cycle and the FIFO to deepen", () => {
  const layers = (fifoDepth: number) => ({ layers: { source: { fifoDepth } } });
  const error = assertThrows(
    () => createDesign(skipModel(), layers(3)),
    InterlaceError,
    "Cannot use FIFO depth 3",
  );
  assertEquals(error.kind, "input");
  assertEquals(error.place.field, "FifoDepth");
  assert(
    error.details.some((line: string) => line.includes('"source_copy') && line.includes("waits for room")),
  );
  assert(error.details.some((line: string) => line.includes('"joined" waits for a beat of "up"')));
  const advised = Number(/Set it to (\d+)/.exec(error.hint!)![1]);
  const design = createDesign(skipModel(), layers(advised));
  const own = design.schedule!.fifos.filter(({ from }) => from === "user");
  assertEquals(own.map(({ name, depth }) => [name.replace(/_copy.*/, ""), depth]), [
    ["source", advised],
    ["source", advised],
    ["source", advised],
  ]);
  assertEquals(design.schedule!.intervalCycles, createDesign(skipModel()).schedule!.intervalCycles);
});

Deno.test("createDesign() schedules a table of several segments a cycle deeper than one of a single one", () => {
  const first = (tableSize: number) => {
    const model = buildModel(
      "t",
      (b) => b.apply(b.input({ length: 9, channels: 2 }), { function: "softsign", name: "y" }),
    );
    const design = createDesign(model, { precision: "ap_fixed<12,5>", tableSize });
    const { plan } = design.stages.find(({ name }) => name === "y")!;
    if (plan.kind !== "map") throw new Error(plan.kind);
    const [{ table }] = lookupsOf(plan.expression);
    return { segments: table.segments.length > 1, first: design.schedule!.firstOutputCycles };
  };
  const [one, several] = [first(4096), first(60)];
  assertEquals([one.segments, several.segments], [false, true]);
  assertEquals(several.first - one.first, 1);
});

Deno.test("createDesign() refuses a FIFO depth that is no depth", () => {
  for (const fifoDepth of [0, -1, 1.5, NaN, 2 ** 25]) {
    assertThrows(
      () => createDesign(skipModel(), { fifoDepth }),
      InterlaceError,
      fifoDepth > 1 && fifoDepth !== 1.5 ? "FIFO depth" : "option fifoDepth is",
    );
  }
});

Deno.test("parseConfiguration() reads FifoDepth, and serialiseOptions() writes it", () => {
  const text = "HLSConfig:\n  Model: { FifoDepth: 64 }\n  LayerName:\n    source: { fifo_depth: 128 }\n";
  const options = parseConfiguration(text, "config.yml", () => {});
  assertEquals(options, { fifoDepth: 64, layers: { source: { fifoDepth: 128 } } });
  assertEquals(deserialiseOptions(serialiseOptions(options), "interlace.json"), options);
  assertStringIncludes(
    assertThrows(() => parseConfiguration(text.replace("64", "0"), "config.yml", () => {}), InterlaceError)
      .message,
    "FifoDepth",
  );
});

/** One stage of each sort between two that only pass beats on. */
const STAGES: Readonly<Record<string, (b: ModelBuilder, x: Node) => Node>> = {
  convolution: (b, x) => b.conv2d(x, { weights: weights(3, 2, 4, 3), strides: 2, padding: "same" }),
  "transposed convolution": (b, x) => b.convTranspose2d(x, { weights: weights(3, 3, 4, 2), strides: [2, 3] }),
  dense: (b, x) => b.dense(b.flatten(x), { weights: weights(96, 5) }),
  permute: (b, x) => b.transpose(x, { permutation: [2, 0, 1] }),
  pool: (b, x) => b.maxPool(x, { size: 2 }),
  "global pool": (b, x) => b.globalAveragePool(x),
  upsample: (b, x) => b.upsample(x, { factors: 2 }),
  repack: (b, x) => b.prelu(b.reshape(x, { shape: [16, 6] }), { slopes: new Float64Array(6).fill(0.5) }),
  shuffle: (b, x) => b.depthToSpace(x, { block: 2 }),
};

for (const [name, build] of Object.entries(STAGES)) {
  Deno.test(`networkOf() has a ${name} read and write every beat of its tensors`, () => {
    for (const strategy of ["latency", "resource"] as const) {
      const model = buildModel(
        "stage",
        (b) => b.relu(build(b, b.tanh(b.input({ height: 4, width: 6, channels: 4 })))),
      );
      const design = createDesign(model, { strategy, reuseFactor: 2 });
      const { processes } = networkOf(design);
      for (const process of processes) {
        const stage = design.stages.find((each) => each.name === process.name)!;
        const { inputs, output } = withStreams(design, stage);
        const reads = inputs.reduce((sum, { beats }) => sum + beats.count, 0);
        assertEquals(beatsOf(process.loops), { reads, writes: output.beats.count });
        const scheduled = design.schedule!.stages.find((each) => each.name === process.name)!;
        assertEquals(scheduled.busyCycles, process.loops.reduce((sum, loop) => sum + cyclesOf(loop), 0));
      }
    }
  });
}

Deno.test("createDesign() schedules fifteen convolutions of 224×224 in seconds", () => {
  const model = buildModel("chain", (b) => {
    let x = b.input({ height: 224, width: 224, channels: 1 });
    for (let i = 0; i < 15; i++) x = b.conv2d(x, { weights: weights(3, 3, 1, 1), padding: "same" });
    return x;
  });
  const counted = startCounting();
  const { schedule } = createDesign(model);
  assertPrompt(counted);
  // A row and a pixel ahead, once a layer; then a pixel a cycle.
  assertEquals(schedule!.stages.map(({ iterations }) => iterations), new Array(15).fill(224 * 224 + 225));
  assert(schedule!.intervalCycles < 1.01 * 224 * 224);
  assert(schedule!.fifos.every(({ depth, smallest }) => depth === 2 && smallest));
});
