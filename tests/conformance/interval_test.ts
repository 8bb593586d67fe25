import { assert, assertEquals } from "@std/assert";
import { compileDesigns } from "../../src/backends/hls/csim/mod.ts";
import {
  type ConvolutionPlan,
  type ConvolutionStream,
  createDesign,
  type Design,
  networkOf,
  type Strategy,
} from "../../src/design/mod.ts";
import { buildModel, type Model } from "../../src/model/mod.ts";
import { simulateTensors } from "../../src/simulate/mod.ts";
import { sizeOf } from "../../src/tensor/mod.ts";
import { randomReals } from "../simulate/support.ts";
import { noNative, OPTIMIZE } from "../support/csim.ts";
import { problemsOf } from "./check.ts";
import { intervalBound } from "./counts.ts";
import { randomImages } from "./data.ts";

/** A transposed convolution of the size that decoders have. */
interface Layer {
  readonly name: string;
  readonly map: readonly number[];
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly padding: "same" | "valid";
}

const LAYERS: readonly Layer[] = [
  { name: "a", map: [16, 16], inputs: 16, outputs: 8, kernel: 4, padding: "same" },
  { name: "b", map: [32, 32], inputs: 32, outputs: 16, kernel: 3, padding: "same" },
  { name: "c", map: [64, 64], inputs: 8, outputs: 4, kernel: 2, padding: "valid" },
  { name: "d", map: [128], inputs: 32, outputs: 16, kernel: 4, padding: "same" },
  { name: "e", map: [16, 16], inputs: 128, outputs: 64, kernel: 4, padding: "same" },
];

/** Everything at once, a new pixel only every fourth cycle, and multipliers in turns. */
const HARDWARE: readonly { readonly strategy: Strategy; readonly reuseFactor: number }[] = [
  { strategy: "latency", reuseFactor: 1 },
  { strategy: "latency", reuseFactor: 4 },
  { strategy: "resource", reuseFactor: 8 },
];

function modelOf({ name, map, inputs, outputs, kernel, padding }: Layer): Model {
  const shape = [...map.map(() => kernel), inputs, outputs];
  const options = {
    weights: { shape, data: randomReals(sizeOf(shape), 1n) },
    bias: randomReals(outputs, 2n),
    strides: 2,
    padding,
  };
  return buildModel(
    name,
    (b) =>
      map.length === 1
        ? b.convTranspose1d(b.input({ length: map[0], channels: inputs }), options)
        : b.convTranspose2d(b.input({ height: map[0], width: map[1], channels: inputs }), options),
  );
}

interface Case {
  readonly design: Design;
  readonly plan: ConvolutionPlan;
  readonly walk: ConvolutionStream;
}

const CASES: readonly Case[] = LAYERS.flatMap((layer) => {
  const model = modelOf(layer);
  return HARDWARE.map((hardware): Case => {
    const name = `${layer.name} ${hardware.strategy} rf${hardware.reuseFactor}`;
    const precision = { weight: "ap_fixed<8,3>", bias: "ap_fixed<8,3>", result: "ap_fixed<12,5>" };
    const design = createDesign(model, { ...hardware, snap: false, projectName: name, precision });
    const { plan } = design.stages[1];
    if (plan.kind !== "convolution" || plan.walk.kind !== "stream") throw new Error(`${name} is no stream`);
    return { design, plan, walk: plan.walk };
  });
});

Deno.test("transposed convolutions of decoders take an iteration a beat or a turn of their multipliers, and no more", () => {
  for (const { design: { name }, plan, walk } of CASES) {
    assertEquals(walk.iterations, intervalBound(plan), name);
    // Of the first pixel alone: rows and columns in front of it are cut off.
    const turns = plan.schedule.kind === "turns" ? plan.schedule.factor : 1;
    assertEquals(walk.firstOutput, turns - 1, name);
  }
});

Deno.test("transposed convolutions of decoders are scheduled at these iterations, the pipeline apart", () => {
  for (const { design, plan } of CASES) {
    const [{ loops: [{ depth, initiationInterval }] }] = networkOf(design).processes;
    assertEquals(
      initiationInterval,
      plan.schedule.kind === "unrolled" ? plan.schedule.factor : 1,
      design.name,
    );
    assertEquals(
      design.schedule!.intervalCycles,
      (intervalBound(plan) - 1) * initiationInterval + depth,
      design.name,
    );
    assert(depth < 20, `${design.name} is ${depth} deep`);
  }
});

Deno.test("transposed convolutions of decoders keep every multiplier busy in the resource strategy, or eight tenths", () => {
  for (const { design: { name }, plan, walk } of CASES) {
    if (plan.schedule.kind === "unrolled" || plan.schedule.factor === 1) continue;
    const multipliers = plan.inputs * plan.bias.data.length / plan.schedule.factor;
    const efficiency = walk.multiplications / (multipliers * walk.iterations);
    assert(efficiency >= 0.8 && efficiency <= 1, `${name}: ${efficiency}`);
  }
});

Deno.test({
  name:
    "transposed convolutions of decoders count the iterations, beats and multiplications of their schedule in C++",
  ignore: noNative,
}, async () => {
  const halves = [CASES.filter((_, i) => i % 2 === 0), CASES.filter((_, i) => i % 2 === 1)];
  await Promise.all(halves.map(async (cases) => {
    const program = await compileDesigns(cases.map(({ design }) => ({ design })), {
      compiler: "native",
      optimize: OPTIMIZE,
    });
    for (const [index, { design }] of cases.entries()) {
      const inputs = randomImages(design, { images: 1, seed: BigInt(index) });
      const simulated = await simulateTensors(design, inputs);
      const got = await program.run(index, inputs);
      const run = { got, simulated, expected: simulated, images: 1 };
      assertEquals(problemsOf({ name: design.name, design, tight: true }, run), [], design.name);
    }
  }));
});
