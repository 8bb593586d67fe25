import { assertEquals } from "@std/assert";
import {
  createDesign,
  type DesignOptions,
  type MemoryRule,
  streamNamed,
  withKind,
} from "../../src/design/mod.ts";
import { lookupsOf } from "../../src/layers/mod.ts";
import { buildModel, type ModelBuilder, type Node } from "../../src/model/mod.ts";
import { fifo, memories } from "../../src/estimate/memory.ts";
import { cast, divide, multiply, multiplyBy, select, tree } from "../../src/estimate/logic.ts";
import { estimateDesign } from "../../src/estimate/mod.ts";
import { fixedType } from "../../src/fixed/mod.ts";
import type { Mantissas } from "../../src/tensor/mod.ts";
import { used } from "../reports/support.ts";

/** Used block RAM, DSP, FF, LUT of the last stage of a network over 6×8×3 elements of 12 bits. */
function last(
  apply: (b: ModelBuilder, x: Node) => Node,
  options: DesignOptions = {},
): readonly (number | null)[] {
  const model = buildModel("one", (b) => apply(b, b.input({ height: 6, width: 8, channels: 3 })));
  const { modules } = estimateDesign(createDesign(model, { precision: "ap_fixed<12,5>", ...options }));
  return used(modules.at(-1)!.resources).slice(0, 4);
}

const PARALLEL: DesignOptions = { io: "io_parallel" };

// Figures on the right are counted by hand from the kernels in templates/nnet.

Deno.test("stageResources() of a maximum: window, rows, comparisons, results", () => {
  // One row of 8 pixels of 36 bits in look-up tables, of which four hold 6 bits; 2×2 pixels in the window and 2 new ones; a tree of 3 nodes.
  const pool = (b: ModelBuilder, x: Node) => b.maxPool(x, { size: 2 });
  assertEquals(last(pool), [0, 0, (4 + 2) * 36 + 3 * 3 * 12 + 36, 4 * 6 + 3 * 3 * (6 + 6)]);
  // 12 pixels of 3 channels at once.
  assertEquals(last(pool, PARALLEL), [0, 0, 36 * (3 * 12 + 12), 36 * 3 * (6 + 6)]);
});

Deno.test("stageResources() of an average: a division bit by bit for every channel", () => {
  // A sum of 12 + 3 bits, raised by one; 4 elements: a remainder of 4 bits.
  const [bram, dsp, ff, lut] = last((b, x) => b.averagePool(x, { size: 2 }));
  const division = { ff: 16 * (4 + 16), lut: 16 * (4 + 2) };
  assertEquals([bram, dsp], [0, 0]);
  assertEquals(ff, 6 * 36 + 3 * (3 * 15 + division.ff) + 36);
  assertEquals(lut, 4 * 6 + 3 * (3 * 15 + division.lut));
});

Deno.test("stageResources() of a global maximum: a running result a channel, in parallel a tree", () => {
  assertEquals(last((b, x) => b.globalMaxPool(x)), [0, 0, 3 * 12 + 36, 3 * 12]);
  assertEquals(last((b, x) => b.globalMaxPool(x), PARALLEL), [0, 0, 3 * 47 * 12 + 36, 3 * 47 * 12]);
});

Deno.test("stageResources() of up-sampling: the row that is swept again; in parallel nothing but registers", () => {
  const upsample = (b: ModelBuilder, x: Node) => b.upsample(x, { factors: [2, 2] });
  assertEquals(last(upsample), [0, 0, (1 + 1) * 36 + 36, 4 * 6 + 18]);
  assertEquals(last(upsample, PARALLEL), [0, 0, 12 * 16 * 36, 0]);
});

Deno.test("stageResources() of a linear resizing: shares are looked up, in parallel only true products count", () => {
  const resize = (b: ModelBuilder, x: Node) => b.interpolate(x, { sizes: [12, 16] });
  // Four products of shares, and of each channel with each of them: 34 bits take two DSPs.
  assertEquals(last(resize)[1], 4 + 3 * 4 * 2);
  // Half a pixel in: shares of 1/4 and 3/4 on both axes, so one product of four moves bits alone; edges have fewer.
  const inner = 10 * 14 * 3;
  assertEquals(last(resize, PARALLEL)[1], 3 * 2 * (inner + 10 * 2 + 14 * 2));
});

Deno.test("stageResources() of merges: adders, multipliers, what is held, divisions by three alone", () => {
  const lanes = 3;
  assertEquals(last((b, x) => b.add([x, b.relu(x)])), [0, 0, lanes * 12, lanes * 13]);
  assertEquals(last((b, x) => b.multiply([x, b.relu(x)])).slice(1, 2), [lanes]);
  assertEquals(last((b, x) => b.maximum([x, b.relu(x)]))[3], lanes * 12);
  const spread = last((b, x) => b.add([x, b.globalMaxPool(x, { keepsAxes: true })]));
  assertEquals(spread[2], lanes * 12 + lanes * 12);
  // A mean of two only moves the point.
  assertEquals(last((b, x) => b.average([x, b.relu(x)])), [0, 0, lanes * 12, lanes * 13]);
  const three = last((b, x) => b.average([x, b.relu(x), b.tanh(x)]));
  assertEquals(three[2]! > 10 * lanes * 12, true);
});

Deno.test("stageResources() of moves: what a stream keeps; wires in parallel", () => {
  const moves: Readonly<Record<string, (b: ModelBuilder, x: Node) => Node>> = {
    pad: (b, x) => b.pad(x, { borders: [{ before: 1, after: 0 }] }),
    shuffle: (b, x) => b.spaceToDepth(x, { block: 2 }),
    transpose: (b, x) => b.transpose(x, { permutation: [2, 0, 1] }),
    concatenate: (b, x) => b.concatenate([x, b.relu(x)], { axis: 0 }),
    join: (b, x) => b.concatenate([x, b.relu(x)]),
  };
  assertEquals(last(moves.pad), [0, 0, 36 + 36, 18]);
  // Four deep pixels of 144 bits in look-up tables, one in registers, one that leaves.
  assertEquals(last(moves.shuffle), [0, 0, 144 + 144, 4 * 24]);
  // 144 elements of 12 bits: 1,728 bits are a block RAM.
  assertEquals(last(moves.transpose), [1, 0, 8 * 12, 0]);
  assertEquals(last(moves.concatenate), [0, 0, 36, 18]);
  assertEquals(last(moves.join), [0, 0, 72, 0]);
  for (const move of Object.values(moves)) assertEquals(last(move, PARALLEL)[3], 0);
});

Deno.test("stageResources() of a softmax: two tables, a product a channel", () => {
  const [bram, dsp] = last((b, x) => b.softmax(x));
  // Exponentials of 18 bits, 1024 of them: one block for two channels; 1024 reciprocals.
  assertEquals([bram, dsp], [2 + 1, 3]);
  assertEquals(last((b, x) => b.softmax(x), PARALLEL).slice(0, 2), [48 * 3, 48 * 3]);
});

Deno.test("stageResources() of a table: every further segment compares, subtracts, adds and selects", () => {
  const softsign = (b: ModelBuilder, x: Node) => b.apply(x, { function: "softsign" });
  const size = { tableSize: 60 };
  const design = createDesign(buildModel("t", (b) => softsign(b, b.input({ length: 4, channels: 3 }))), {
    precision: "ap_fixed<12,5>",
    ...size,
  });
  const { plan } = design.stages[1];
  if (plan.kind !== "map") throw new Error(plan.kind);
  const [{ table: { segments, entries } }] = lookupsOf(plan.expression);
  const further = segments.length - 1;
  assertEquals([further > 0, entries.data.length > 31 && entries.data.length < 63], [true, true]);
  // A place and the end of the table, 12 bits; the folded entry.
  const lane = (12 + 6 + 6) + (12 + 6) + further * (6 + 12 + 6 + 3);
  const [bram, dsp, , lut] = last(softsign, size);
  // Up to 64 entries of 12 bits in look-up tables, one memory for two channels.
  assertEquals([bram, dsp, lut], [0, 0, 3 * lane + 2 * 12]);
});

Deno.test("stageResources() of constants: powers of two are no products", () => {
  const scale = (values: readonly number[]) => (b: ModelBuilder, x: Node) =>
    b.batchNorm(x, { scale: Float64Array.from(values), shift: new Float64Array(3) });
  assertEquals(last(scale([2, -0.5, 0]))[1], 0);
  assertEquals(last(scale([2, 0.75, 1.25]))[1], 2);
});

Deno.test("stageResources() counts the FIFOs of both copies of a clone at their depths, ports none", () => {
  const model = buildModel("fork", (b) => {
    const x = b.relu(b.input({ length: 800, channels: 2 }));
    return b.add([x, b.upsample(b.maxPool(x, { size: 80 }), { factors: [80] })]);
  });
  const design = createDesign(model, { precision: "ap_fixed<16,6>" });
  const { modules } = estimateDesign(design);
  const clone = design.stages.find(({ plan }) => plan.kind === "clone")!;
  const depths = clone.plan.kind === "clone"
    ? clone.plan.copies.map((name) => streamNamed(design, name).depth)
    : [];
  // The path around the pooling waits for it: more than 64 beats are a block RAM.
  assertEquals(depths.map((depth) => depth > 64).sort(), [false, true]);
  assertEquals(used(modules.find(({ name }) => name === clone.name)!.resources), [1, 0, 32 + 32 + 32, 32, 0]);
  assertEquals(used(modules.at(-1)!.resources), [0, 0, 32, 2 * 17, 0]);
});

Deno.test("memories() and fifo() put few bits into look-up tables, many into block RAM", () => {
  const resources = ["lut", "block", "ultra"] as const;
  const rule: MemoryRule = {
    asked: "auto",
    binds: { stages: resources, fifos: resources },
    shifts: true,
    blocksPerUltra: null,
  };
  const sizes = [[8, 64], [8, 65], [16, 64], [16, 65], [1024, 1], [36, 513]] as const;
  const found = (role: "line" | "weights") =>
    sizes.map(([bits, words]) => memories([withKind({ role, words, bits, count: 1 }, rule)]))
      .map(({ BRAM_18K, LUT }) => [BRAM_18K, LUT]);
  // Of memories that are written four tables hold 64 words of 3 bits, or 32 of 6; of others each holds 64 of one.
  assertEquals(found("line"), [[0, 12], [0, 24], [0, 24], [1, 0], [0, 4 * 171], [2, 0]]);
  // One word has two kinds of bits, 0 and 1.
  assertEquals(found("weights"), [[0, 8], [0, 16], [0, 16], [1, 0], [0, 2], [2, 0]]);
  const stream = (depth: number) =>
    fifo({
      kind: "stream",
      name: "x",
      id: "x",
      shape: [depth, 2],
      type: fixedType({ width: 20, integer: 4 }),
      beats: { count: depth, width: 2, bits: 40 },
      depth,
    }, rule);
  const depths = [2, 32, 33, 64, 65];
  assertEquals(depths.map((depth) => [stream(depth).BRAM_18K, stream(depth).LUT]), [
    [0, 40],
    [0, 40],
    [0, 80],
    [0, 80],
    [2, 0],
  ]);
});

Deno.test("logic: products, multiplexers, trees, casts, divisions", () => {
  const dsp = { wide: 25, narrow: 18, step: 17 };
  const products = [[18, 25], [19, 25], [18, 26], [26, 36], [5, 40]];
  assertEquals(products.map(([a, b]) => multiply({ a, b }, dsp).DSP), [1, 2, 2, 4, 0]);
  // Five rows of 40 bits, each but the first with an adder; one bit alone lets the other number through.
  assertEquals([multiply({ a: 40, b: 5 }, dsp).LUT, multiply({ a: 1, b: 9 }, dsp).LUT], [160, 5]);
  assertEquals([1, 2, 4, 5, 16].map((ways) => select(10, ways).LUT), [0, 5, 10, 20, 50]);
  assertEquals(tree(5, { bits: 3, logic: select(4, 2) }), { BRAM_18K: 0, DSP: 0, FF: 12, LUT: 8, URAM: 0 });
  assertEquals(tree(1, { bits: 3, logic: select(4, 2) }).LUT, 0);
  const type = (quantization: "AP_TRN" | "AP_RND", overflow: "AP_WRAP" | "AP_SAT") =>
    cast({ width: 8, integer: 4, signed: true, quantization, overflow }).LUT;
  assertEquals([type("AP_TRN", "AP_WRAP"), type("AP_RND", "AP_WRAP"), type("AP_RND", "AP_SAT")], [0, 8, 16]);
  const division = { sumBits: 9, raise: 1, dividendBits: 10, fraction: 1, countBits: 3 };
  assertEquals(divide(division), { BRAM_18K: 0, DSP: 0, FF: 10 * 14, LUT: 10 * 6, URAM: 0 });
  const parameters = (...data: bigint[]) => ({
    shape: [data.length],
    type: fixedType({ width: 8, integer: 2 }),
    data: BigInt64Array.from(data) as Mantissas,
  });
  assertEquals(multiplyBy(parameters(3n, -8n), { bits: 12, lanes: 6, dsp }).DSP, 3);
  // More parameters than lanes: each lane meets several.
  assertEquals(multiplyBy(parameters(4n, 8n, 0n, 1n), { bits: 12, lanes: 2, dsp }).DSP, 2);
});
