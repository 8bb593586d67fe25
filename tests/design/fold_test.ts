import { assert, assertEquals } from "@std/assert";
import {
  createDesign,
  factorOf,
  foldOf,
  foldStage,
  isMacStage,
  lanesOf,
  type MacStage,
  validLanes,
  windowChoices,
} from "../../src/design/mod.ts";
import { buildModel, type Model } from "../../src/model/mod.ts";
import { IO_TYPES, STRATEGIES, targetOf } from "../../src/target/mod.ts";
import { assertLargeEquals } from "../support/large.ts";

/** A transposed convolution with phases of 1 to 4 taps, a grouped convolution and a dense layer. */
function network(): Model {
  const ramp = (length: number) => Float64Array.from({ length }, (_, i) => ((i * 37) % 61 - 30) / 16);
  return buildModel("folds", (b) => {
    const x = b.input({ height: 3, width: 5, channels: 2 });
    const up = b.convTranspose2d(x, {
      name: "up",
      weights: { shape: [3, 3, 2, 4], data: ramp(72) },
      strides: 2,
      padding: "same",
    });
    const grouped = b.conv2d(up, {
      name: "grouped",
      weights: { shape: [3, 2, 2, 4], data: ramp(48) },
      groups: 2,
      padding: "same",
    });
    const few = b.maxPool(grouped, { size: 2, strides: 2 });
    return b.dense(b.flatten(few), { name: "last", weights: { shape: [60, 3], data: ramp(180) } });
  });
}

function sizeOf({ plan }: MacStage) {
  return { inputs: plan.inputs, outputs: plan.bias.data.length };
}

const HARDWARE = [...IO_TYPES.map((io) => ({ io, target: "vitis" })), {
  io: "io_stream",
  target: "verilog",
}] as const;

for (const { io, target } of HARDWARE) {
  Deno.test(`foldStage() gives the stage of a design that is made with its lanes, in ${io} for ${target}`, () => {
    const model = network();
    const first = createDesign(model, { io, target });
    let compared = 0;
    for (const stage of first.stages.filter(isMacStage)) {
      for (const strategy of STRATEGIES) {
        for (const lanes of validLanes(sizeOf(stage))) {
          for (const windows of windowChoices(stage)) {
            const fold = { strategy, reuseFactor: factorOf(lanes, sizeOf(stage)), lanes, windows };
            const folded = foldStage(first, stage, fold);
            if (folded === null) throw new Error(`${stage.name} passes a limit`);
            const layer = {
              strategy,
              lanes,
              ...(io === "io_stream" ? {} : { parallelizationFactor: windows }),
            };
            const made = createDesign(model, { io, target, layers: { [stage.name]: layer } });
            assertLargeEquals(folded, made.stages.find(({ name }) => name === stage.name));
            // Nothing but turns is built where no tool shares multipliers.
            assertEquals(foldOf(folded), target === "verilog" ? { ...fold, strategy: "resource" } : fold);
            compared++;
          }
        }
      }
    }
    assert(compared >= 108, `${compared} folds`);
  });
}

Deno.test("foldStage() has no stage where a word of weights would pass the target's limit", () => {
  const vitis = targetOf("vitis");
  const target = { ...vitis, name: "narrow", limits: { ...vitis.limits, wordBits: 200 } };
  const design = createDesign(network(), { target, strategy: "resource", reuseFactor: 1000 });
  const up = design.stages.filter(isMacStage)[0];
  const fits = (reuseFactor: number) => {
    const lanes = lanesOf(reuseFactor, sizeOf(up))!;
    return foldStage(design, up, { strategy: "resource", reuseFactor, lanes, windows: 1 }) !== null;
  };
  // 8 inputs and 4 outputs of 16 bits: words of 512, 256, 128 and 64 bits.
  assertEquals(up.plan.validFactors.slice(0, 4).map(fits), [false, false, true, true]);
});
