import { greatestDivisor } from "../../base/numbers/divisors.ts";
import { largest } from "../../base/numbers/extremes.ts";
import { exhaustive } from "../../base/mod.ts";
import { indexBits } from "../../walk/mod.ts";
import type { ElasticTiming, Target } from "../../target/mod.ts";
import { beatChunks } from "./beat_chunks.ts";
import { type ConstantMemory, constantMemory, tensorMemory } from "../memories/constant_memory.ts";
import { globalPoolSum, poolSum } from "./dividers.ts";
import { INTERPOLATION_SHARE } from "../planners/interpolate.ts";
import { planMacTurns } from "./mac_turns.ts";
import { planMapModule } from "./map_module.ts";
import type { ModulePlan, WindowPlaces } from "../plans/module_plans.ts";
import { permuteChunks } from "./permute_chunks.ts";
import type { Stage } from "../plans/plan.ts";
import { visitsOf } from "../planners/selections.ts";
import type { WithStreams } from "../stage_ends.ts";
import { streamOf } from "../stage_tensors.ts";
import { stepsOf } from "../planners/walks.ts";
import type { PoolPlan } from "../plans/window_plans.ts";
import { planWindowModule, tapBits } from "./window_module.ts";
import { planWindowWords, wordSteps } from "./window_words.ts";

/** Bits of an entry of an axis of a selection. */
const VISIT_BITS = 3;

/** Plans the module of a stage of an `io_stream` design whose pipelines are elastic: what its plan does not say. */
export function planModule(
  { kind, plan, inputs, output }: WithStreams<Stage>,
  target: Pick<Target, "limits">,
  timing: ElasticTiming,
): ModulePlan {
  switch (kind) {
    case "convolution": {
      const { walk } = plan;
      if (walk.kind !== "stream") throw new TypeError("A convolution of a whole map has no module");
      const turns = planMacTurns(plan, walk.phases, walk.weights);
      const words = planWindowWords(plan, { phases: walk.phases, input: inputs[0], target });
      return {
        kind,
        window: words === null
          ? planWindowModule(stepsOf(walk), timing)
          : planWindowModule(wordSteps(plan), timing, words.words),
        words,
        turns,
        tapBits: tapBits(plan.phases.flatMap(({ taps }) => taps)),
      };
    }
    case "dense": {
      const { turns, iterations } = plan.schedule;
      return {
        kind,
        beatBits: indexBits(inputs[0].beats.count + 1),
        turns: planMacTurns(plan, [{ turns, iterations, base: 0 }], plan.memory),
      };
    }
    case "pool":
      return {
        kind,
        window: planWindowModule(stepsOf(plan.walk), timing),
        sum: poolSum(plan, { input: inputs[0], output }),
        places: windowPlaces(plan),
        countBits: countBits(plan),
        tapBits: tapBits(plan.taps),
      };
    case "global_pool": {
      const sum = globalPoolSum(plan, { input: inputs[0], output });
      const divisor = sum.divides ? plan.pixels : 1;
      const pixelBits = indexBits(plan.pixels);
      return { kind, sum, pixelBits, divisor, divisorBits: indexBits(divisor + 1) };
    }
    case "upsample":
      return { kind, window: planWindowModule(stepsOf(plan.walk), timing) };
    case "interpolate":
      return {
        kind,
        window: planWindowModule(stepsOf(plan.walk), timing),
        shares: plan.samples.map((axis) =>
          constantMemory({
            words: axis.length,
            bits: INTERPOLATION_SHARE.width,
            fill: () => axis.map(({ share }) => share),
          })
        ),
      };
    case "permute": {
      const chunks = permuteChunks(plan, { input: streamOf(inputs[0]), output });
      return {
        kind,
        ...chunks,
        addressBits: indexBits(chunks.count),
        axisBits: indexBits(largest(chunks.axes.map(({ length }) => length), 1)),
      };
    }
    case "repack": {
      const [input] = inputs;
      const chunk = greatestDivisor(input.beats.width, output.beats.width);
      return { kind, ...beatChunks({ chunk, input, output }) };
    }
    case "concatenate": {
      const [a, b] = inputs;
      const [first, second] = plan.sizes;
      const beats = plan.joinsPixels
        ? [1, 1] as const
        : [first / a.beats.width, second / b.beats.width] as const;
      return { kind, beats, beatBits: indexBits(Math.ceil(largest(beats))) };
    }
    case "select": {
      if (plan.walk.kind !== "stream") throw new TypeError("A selection of a whole map has no module");
      return {
        kind,
        rows: visitMemory(visitsOf(plan.rows, plan.walk.rows)),
        columns: visitMemory(visitsOf(plan.columns, plan.walk.columns)),
      };
    }
    case "softmax":
      return {
        kind,
        exponentials: tensorMemory(plan.exponentials),
        reciprocals: tensorMemory(plan.inverses),
        exponentBits: indexBits(plan.numbers.exponents + 1),
      };
    case "input":
      return { kind };
    case "map":
      return planMapModule(plan, { inputs, output }, timing);
    case "shuffle":
      return { kind, blockBits: indexBits(plan.block), pixelBits: indexBits(plan.blocks.columns) };
    case "clone":
      return { kind };
    default:
      return exhaustive(plan);
  }
}

/** Bits of how many elements a window of a pooling has. */
function countBits({ taps }: PoolPlan): number {
  return indexBits(taps.length + 1);
}

/** What windows are divided by that is not the same for all of them, nor counted where they are. */
function windowPlaces(plan: PoolPlan): WindowPlaces | null {
  const { function: does, counts, windows } = plan;
  if (does !== "average" || counts !== "varying") return null;
  const memory = (places: readonly number[]) =>
    constantMemory({
      words: places.length,
      bits: countBits(plan),
      fill: () => places.map(BigInt),
    });
  const axes = windows.map((axis) => axis.map(({ places }) => places));
  return { rows: memory(axes.length === 2 ? axes[0] : [1]), columns: memory(axes[axes.length - 1]) };
}

/** For every position: whether the input has it, whether the output does, whether it is the first. */
function visitMemory(visits: ReturnType<typeof visitsOf>): ConstantMemory {
  return constantMemory({
    words: visits.length,
    bits: VISIT_BITS,
    fill: () =>
      visits.map(({ reads, writes }, i) => BigInt((reads ? 1 : 0) + (writes ? 2 : 0) + (i === 0 ? 4 : 0))),
  });
}
