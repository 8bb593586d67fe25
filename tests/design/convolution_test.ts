import { assert, assertEquals } from "@std/assert";
import {
  type ConvolutionPlan,
  createDesign,
  type DesignOptions,
  isMacStage,
  loopOf,
} from "../../src/design/mod.ts";
import { fractionBits, intervalOf, mantissaAt } from "../../src/fixed/mod.ts";
import { buildModel, type ConvTransposeOptions } from "../../src/model/mod.ts";
import type { RealTensor } from "../../src/tensor/mod.ts";

/** Distinct weights of both signs: multiples of 2^−10 below 1. */
function distinct(...shape: readonly number[]): RealTensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return { shape, data: Float64Array.from({ length: size }, (_, i) => (i % 2 ? -1 : 1) * (i + 1) / 1024) };
}

interface Case {
  readonly up: Omit<ConvTransposeOptions, "weights"> & { readonly weights: RealTensor };
  readonly transposed: boolean;
  readonly options: DesignOptions;
}

const INPUT = { height: 4, width: 5, channels: 4 };

function planOf({ up, transposed, options }: Case): ConvolutionPlan {
  const model = buildModel("test", (b) => {
    const x = b.input(INPUT);
    return transposed ? b.convTranspose2d(x, { ...up, name: "it" }) : b.conv2d(x, { ...up, name: "it" });
  });
  const plan = createDesign(model, options).stages.find((stage) => stage.name === "it")?.plan;
  if (plan?.kind !== "convolution") throw new TypeError("expected a convolution");
  return plan;
}

function* cases(): Iterable<Case> {
  for (const io of ["io_stream", "io_parallel"] as const) {
    for (const strategy of ["latency", "resource"] as const) {
      for (const reuseFactor of [1, 2, 4, 24]) {
        const options: DesignOptions = { io, strategy, reuseFactor };
        for (const transposed of [true, false]) {
          yield { transposed, options, up: { weights: distinct(3, 2, 4, 6), strides: 2, padding: "same" } };
          yield { transposed, options, up: { weights: distinct(2, 4, 2, 6), strides: [3, 1], groups: 2 } };
          yield { transposed, options, up: { weights: distinct(1, 3, 1, 4), dilation: [1, 2], groups: 4 } };
        }
      }
    }
  }
}

/** Every weight that a kernel reads for one phase: by tap number, input channel of its group, and output. */
function weightsRead({ phases, walk, schedule, channels }: ConvolutionPlan, phaseIndex: number): bigint[] {
  const { inputs } = phases[phaseIndex];
  const { inputLanes, turns, memory, base } = walk.kind === "stream"
    ? { ...schedule, ...walk.phases[phaseIndex], memory: walk.weights }
    : { ...walk.phases[phaseIndex], memory: walk.phases[phaseIndex].weights, base: 0 };
  const outputs = channels.output;
  const read = new Array<bigint>(inputs * outputs);
  assertEquals(memory.kind, schedule.kind === "turns" ? "rom" : "constants");
  if (memory.kind === "constants") {
    for (let i = 0; i < read.length; i++) read[i] = memory.values[base + i];
    return read;
  }
  const { outputLanes, outputTurns } = schedule;
  const { lanes, words, values } = memory;
  assertEquals([lanes, words * lanes], [inputLanes * outputLanes, values.length]);
  assertEquals(turns, Math.ceil(inputs / inputLanes));
  for (let i = 0; i < inputs; i++) {
    for (let o = 0; o < outputs; o++) {
      const word = base + Math.floor(o / outputLanes) * turns + Math.floor(i / inputLanes);
      read[i * outputs + o] = values[word * lanes + (i % inputLanes) * outputLanes + o % outputLanes];
    }
  }
  assert(outputTurns * outputLanes === outputs);
  return read;
}

Deno.test("planConvolution() packs every weight once, where the kernel of its phase reads it", () => {
  for (const one of cases()) {
    const plan = planOf(one);
    const label = JSON.stringify([one.options, one.up.weights.shape, one.transposed]);
    const seen: bigint[] = [];
    plan.phases.forEach((phase, index) => {
      const read = weightsRead(plan, index);
      assertEquals(
        read.length,
        phase.taps.length * (plan.channels.input / plan.groups) * plan.channels.output,
      );
      assert(read.every((weight) => weight !== undefined), label);
      seen.push(...read);
    });
    const all = Array.from(plan.weights.data);
    const sorted = (values: readonly bigint[]) => [...values].sort((a, b) => a < b ? -1 : a > b ? 1 : 0);
    assertEquals(sorted(seen), sorted(all), label);
  }
});

Deno.test("planConvolution() reads in each phase the weights that the definition gives its outputs", () => {
  for (const one of cases()) {
    if (!one.transposed) continue;
    const plan = planOf(one);
    const [rows, columns] = plan.geometry;
    const groupInputs = plan.channels.input / plan.groups;
    plan.phases.forEach((phase, index) => {
      const expected: bigint[] = [];
      for (let row = 0; row < rows.kernel; row++) {
        if ((row * rows.dilation) % rows.stride !== phase.row) continue;
        for (let column = 0; column < columns.kernel; column++) {
          if ((column * columns.dilation) % columns.stride !== phase.column) continue;
          const start = (row * columns.kernel + column) * groupInputs * plan.channels.output;
          expected.push(...plan.weights.data.slice(start, start + groupInputs * plan.channels.output));
        }
      }
      assertEquals(weightsRead(plan, index), expected);
    });
  }
});

Deno.test("planConvolution() gives a pixel of a phase the cycles that its own taps take", () => {
  const up = { weights: distinct(3, 3, 4, 6), strides: 2, padding: "same" } as const;
  const options: DesignOptions = { io: "io_stream", strategy: "resource", reuseFactor: 8 };
  const plan = planOf({ up, transposed: true, options });
  // Taps of the four phases: 2 × 2, 2 × 1, 1 × 2, 1 × 1; 16 inputs at most, two at once.
  const { walk } = plan;
  if (walk.kind !== "stream") throw new TypeError(walk.kind);
  assertEquals(plan.phases.map((phase) => phase.inputs), [16, 8, 8, 4]);
  assertEquals(walk.phases.map((phase) => [phase.turns, phase.iterations]), [[8, 8], [4, 4], [4, 4], [2, 2]]);
  assertEquals(walk.phases.map((phase) => phase.base), [0, 8, 12, 16]);
  // 8 × 10 outputs, a quarter of each phase.
  assert(loopOf(walk).iterations >= 20 * (8 + 4 + 4 + 2));
  assertEquals(walk.multiplications, 20 * (16 + 8 + 8 + 4) * 6);
});

Deno.test("planConvolution() derives an accumulator that the worst image just fills", () => {
  for (const one of cases()) {
    if (one.options.reuseFactor !== 1) continue;
    const plan = planOf({
      ...one,
      up: { ...one.up, bias: Array.from({ length: one.up.weights.shape[3] }, (_, i) => 3 - i) },
    });
    const type = plan.accumulator;
    const reached = extremesOf(plan, one.transposed, fractionBits(type));
    const fits = (width: number) => reached.every((value) => BigInt.asIntN(width, value) === value);
    assert(fits(type.width), `${type.width} bits overflow`);
    assert(!fits(type.width - 1), `${type.width - 1} bits suffice`);
  }
});

/** Extreme sums of every output over all images of the input type ap_fixed<16,6>, by the definition. */
function extremesOf(plan: ConvolutionPlan, transposed: boolean, fraction: number): bigint[] {
  const x = intervalOf({ width: 16, integer: 6, signed: true, quantization: "AP_TRN", overflow: "AP_WRAP" });
  const { channels, groups, weights, bias, geometry: [rows, columns] } = plan;
  const groupInputs = channels.input / groups;
  const met = (axis: typeof rows, output: number): number[] =>
    Array.from({ length: axis.kernel }, (_, tap) => tap).filter((tap) => {
      for (let input = 0; input < axis.input; input++) {
        const [from, to] = transposed ? [input, output] : [output, input];
        if (from * axis.stride + tap * axis.dilation - axis.before === to) return true;
      }
      return false;
    });
  const found: bigint[] = [];
  const productShift = BigInt(fraction - x.fraction - fractionBits(weights.type));
  for (let row = 0; row < rows.output; row++) {
    for (let column = 0; column < columns.output; column++) {
      for (let output = 0; output < channels.output; output++) {
        const start = mantissaAt(bias.data, output, bias.type) << BigInt(fraction - fractionBits(bias.type));
        let [low, high] = [0n, 0n];
        for (const r of met(rows, row)) {
          for (const c of met(columns, column)) {
            for (let i = 0; i < groupInputs; i++) {
              const at = ((r * columns.kernel + c) * groupInputs + i) * channels.output + output;
              const w = mantissaAt(weights.data, at, weights.type);
              low += w * (w > 0n ? x.lo : x.hi);
              high += w * (w > 0n ? x.hi : x.lo);
            }
          }
        }
        found.push(start + (low << productShift), start + (high << productShift));
      }
    }
  }
  return found;
}

Deno.test("where pipelines are elastic, either strategy plans the turns that are built, and no field says otherwise", () => {
  const model = buildModel("up", (b) => {
    const x = b.input({ height: 3, width: 4, channels: 4 });
    const y = b.convTranspose2d(x, { weights: distinct(3, 3, 4, 6), strides: 2, padding: "same" });
    return b.dense(b.flatten(y), { weights: distinct(288, 3) });
  });
  for (const reuseFactor of [1, 2, 8]) {
    const [latency, resource] = (["latency", "resource"] as const).map((strategy) =>
      createDesign(model, { target: "verilog", strategy, reuseFactor }).stages.filter(isMacStage)
    );
    assertEquals(latency.map(({ plan }) => plan.schedule), resource.map(({ plan }) => plan.schedule));
    assertEquals(latency.map(({ work }) => work), resource.map(({ work }) => work));
    for (const { plan, work } of latency) {
      if (work.kind !== "stream" || work.build.kind !== "module") throw new TypeError(work.kind);
      const { module } = work.build;
      if (!("turns" in module)) throw new TypeError(module.kind);
      assertEquals([plan.schedule.kind, plan.schedule.factor], ["turns", reuseFactor]);
      const memory = plan.kind === "dense" ? plan.memory : plan.walk.kind === "stream" && plan.walk.weights;
      if (!memory || memory.kind !== "rom") throw new TypeError("no words");
      const bits = BigInt(plan.weights.type.width);
      // Lane by lane, the first in the lowest bits.
      const lanes = module.turns.weights.values.flatMap((word) =>
        Array.from(
          { length: memory.lanes },
          (_, lane) => BigInt.asIntN(Number(bits), word >> (BigInt(lane) * bits)),
        )
      );
      assertEquals(lanes, [...memory.values]);
      const { phases } = module.turns;
      if (plan.kind === "convolution" && plan.walk.kind === "stream") assertEquals(phases, plan.walk.phases);
      assertEquals(
        memory.words,
        phases.reduce((sum, { turns }) => sum + turns * plan.schedule.outputTurns, 0),
      );
    }
  }
});
