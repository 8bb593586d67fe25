import { assert, assertEquals } from "@std/assert";
import { compileDesigns } from "../../src/backends/hls/csim/mod.ts";
import {
  type ConvolutionPlan,
  type ConvolutionStream,
  type Design,
  loopOf,
  networkOf,
} from "../../src/design/mod.ts";
import { simulateTensors } from "../../src/simulate/mod.ts";
import { noNative, OPTIMIZE } from "../support/csim.ts";
import { problemsOf } from "./check.ts";
import { intervalBound } from "./counts.ts";
import { randomImages } from "./data.ts";
import { decoderDesigns } from "./decoder_layers.ts";

interface Case {
  readonly design: Design;
  readonly plan: ConvolutionPlan;
  readonly walk: ConvolutionStream;
}

const CASES: readonly Case[] = decoderDesigns().map((design): Case => {
  const { plan } = design.stages[1];
  if (plan.kind !== "convolution" || plan.walk.kind !== "stream") {
    throw new Error(`${design.name} is no stream`);
  }
  return { design, plan, walk: plan.walk };
});

Deno.test("transposed convolutions of decoders take an iteration a beat or a turn of their multipliers, and no more", () => {
  for (const { design: { name }, plan, walk } of CASES) {
    assertEquals(loopOf(walk).iterations, intervalBound(plan), name);
    // Of the first pixel alone: rows and columns in front of it are cut off.
    const turns = plan.schedule.kind === "turns" ? plan.schedule.factor : 1;
    assertEquals(loopOf(walk).firstOutput, turns - 1, name);
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
    const efficiency = walk.multiplications / (multipliers * loopOf(walk).iterations);
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
      // Which makes a constant in place, without a copy that a compiler looks for: tables are read in half the time.
      standard: "c++17",
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
