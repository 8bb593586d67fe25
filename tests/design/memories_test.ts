/** Memories of the plans, held against what the generated C++ declares, and against their sizes counted by hand. */
import { assertEquals } from "@std/assert";
import {
  createDesign,
  type Design,
  type DesignOptions,
  fifoMemory,
  memoryRuleOf,
  streamNamed,
} from "../../src/design/mod.ts";
import { buildModel } from "../../src/model/mod.ts";

type Layers = Parameters<typeof buildModel>[1];

const TYPE = "ap_fixed<12,4>";

function designOf(layers: Layers, options: DesignOptions = {}): Design {
  return createDesign(buildModel("m", layers), { io: "io_stream", precision: TYPE, ...options });
}

/** `role: count × words × bits kind` of every memory of a kind of stage. */
function memoriesOf(design: Design, kind: string): readonly string[] {
  return design.stages.filter(({ plan }) => plan.kind === kind).flatMap(({ memories }) =>
    memories.map(({ role, words, bits, count, kind }) => `${role}: ${count} x ${words} x ${bits} ${kind}`)
  );
}

const convolution = (strides: number): Layers => (b) =>
  b.convTranspose2d(b.input({ height: 5, width: 90, channels: 6 }), {
    strides,
    padding: "same",
    weights: {
      shape: [3, 3, 6, 4],
      data: Float64Array.from({ length: 216 }, (_, i) => (i % 7 - 3) / 8),
    },
  });

Deno.test("a convolution has the words of its weights, and the rows that its window reaches back", () => {
  // Phases of 3x3 s2 have 4, 2, 2 and 1 taps of 6 channels; with one row phase the newest row is used as it arrives.
  const words = (24 + 12 + 12 + 6) / 2;
  assertEquals(
    memoriesOf(designOf(convolution(2), { strategy: "resource", reuseFactor: 12 }), "convolution"),
    [
      `weights: 1 x ${words} x ${2 * 4 * 12} lut`,
      `line: 2 x 90 x ${6 * 12} block`,
    ],
  );
  assertEquals(
    memoriesOf(designOf(convolution(1), { strategy: "resource", reuseFactor: 1 }), "convolution"),
    [
      `line: 2 x 90 x ${6 * 12} block`,
    ],
  );
  assertEquals(memoriesOf(designOf(convolution(2), { strategy: "latency", reuseFactor: 1 }), "convolution"), [
    `line: 2 x 90 x ${6 * 12} block`,
  ]);
});

Deno.test("in parallel mode every window and every phase has weights of its own, and there are no lines", () => {
  const design = designOf(convolution(2), {
    io: "io_parallel",
    strategy: "resource",
    reuseFactor: 24,
    parallelizationFactor: 3,
  });
  // One input a turn, all four outputs.
  assertEquals(
    memoriesOf(design, "convolution"),
    [24, 12, 12, 6].map((words) => `weights: 3 x ${words} x 48 lut`),
  );
});

Deno.test("stages that keep pixels say how many; in parallel mode they keep none", () => {
  const permuted: Layers = (b) =>
    b.transpose(b.input({ height: 4, width: 5, channels: 6 }), { permutation: [2, 0, 1] });
  const deep: Layers = (b) => b.spaceToDepth(b.input({ height: 6, width: 12, channels: 2 }), { block: 3 });
  const wide: Layers = (b) => b.depthToSpace(b.input({ height: 2, width: 4, channels: 18 }), { block: 3 });
  assertEquals(memoriesOf(designOf(permuted), "permute"), ["tensor: 1 x 120 x 12 block"]);
  for (const layers of [deep, wide]) {
    assertEquals(memoriesOf(designOf(layers), "shuffle"), [`pixels: 1 x 4 x ${18 * 12} lut`]);
    assertEquals(memoriesOf(designOf(layers, { io: "io_parallel" }), "shuffle"), []);
  }
  assertEquals(memoriesOf(designOf(permuted, { io: "io_parallel" }), "permute"), []);
});

Deno.test("a softmax and a resizing say what they look up", () => {
  const softmax = designOf((b) => b.softmax(b.input({ length: 7, channels: 5 })));
  const plan = softmax.stages.map(({ plan }) => plan).find((plan) => plan.kind === "softmax")!;
  const [exponentials, reciprocals] = [plan.exponentials.data.length, plan.inverses.data.length];
  assertEquals(memoriesOf(softmax, "softmax"), [
    `exponentials: 3 x ${exponentials} x 18 ${exponentials * 18 < 1024 ? "lut" : "block"}`,
    `reciprocals: 1 x ${reciprocals} x 18 block`,
  ]);
  const resized = designOf((b) =>
    b.interpolate(b.input({ height: 3, width: 9, channels: 2 }), { sizes: [9, 18] })
  );
  assertEquals(memoriesOf(resized, "interpolate"), [
    "line: 2 x 9 x 24 lut",
    "shares: 1 x 9 x 17 lut",
    "shares: 1 x 18 x 17 lut",
  ]);
});

Deno.test("a FIFO has a word a beat", () => {
  const design = designOf((b) => b.relu(b.relu(b.input({ length: 80, channels: 3 }))), {
    layers: { relu_1: { fifoDepth: 65 } },
  });
  const [name] = design.fifos;
  assertEquals(fifoMemory(streamNamed(design, name), memoryRuleOf(design, name)), {
    role: "fifo",
    words: 65,
    bits: 36,
    count: 1,
    kind: "block",
  });
});
