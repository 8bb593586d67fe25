import { greatestDivisor } from "../base/divisors.ts";
import { exhaustive } from "../base/mod.ts";
import { laneOf, mantissaAt } from "../fixed/mod.ts";
import { lookupsOf } from "../layers/mod.ts";
import { indexBits } from "../schedule/mod.ts";
import type { ElasticTiming } from "../target/mod.ts";
import type { FixedTensor } from "../tensor/mod.ts";
import { type ConstantMemory, constantMemory } from "./constant_memory.ts";
import { globalPoolSum, metSum, poolSum } from "./dividers.ts";
import { mapCycles } from "./elastic_cycles.ts";
import { INTERPOLATION_SHARE } from "./interpolate.ts";
import { planMacTurns } from "./mac_turns.ts";
import type { BeatChunks, ModulePlan, WindowPlaces } from "./module_plans.ts";
import { permuteChunks } from "./permute_chunks.ts";
import type { Stage } from "./plan.ts";
import { visitsOf } from "./selections.ts";
import type { WithStreams } from "./stage_ends.ts";
import type { StreamTensor } from "./tensor_plan.ts";
import { streamOf } from "./stage_tensors.ts";
import { stepsOf } from "./walks.ts";
import type { PoolPlan } from "./window_plans.ts";
import { planWindowModule } from "./window_module.ts";

/** Bits of an entry of an axis of a selection. */
const VISIT_BITS = 3;

/** Plans the module of a stage of an `io_stream` design whose pipelines are elastic: what its plan does not say. */
export function planModule(
  { kind, plan, inputs, output }: WithStreams<Stage>,
  timing: ElasticTiming,
): ModulePlan {
  switch (kind) {
    case "convolution": {
      const { walk } = plan;
      if (walk.kind !== "stream") throw new TypeError("A convolution of a whole map has no module");
      const turns = planMacTurns(plan, walk.phases, walk.weights);
      return { kind, window: planWindowModule(stepsOf(walk)), turns };
    }
    case "dense": {
      const { turns, iterations } = plan.schedule;
      return { kind, turns: planMacTurns(plan, [{ turns, iterations, base: 0 }], plan.memory) };
    }
    case "pool":
      return {
        kind,
        window: planWindowModule(stepsOf(plan.walk)),
        sum: poolSum(plan, { input: inputs[0], output }),
        places: windowPlaces(plan),
      };
    case "global_pool":
      return { kind, sum: globalPoolSum(plan, { input: inputs[0], output }) };
    case "upsample":
      return { kind, window: planWindowModule(stepsOf(plan.walk)) };
    case "interpolate":
      return {
        kind,
        window: planWindowModule(stepsOf(plan.walk)),
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
      return { kind, ...chunks, addressBits: indexBits(chunks.count) };
    }
    case "repack":
      return { kind, ...beatChunks(inputs[0], output) };
    case "concatenate": {
      const [a, b] = inputs;
      const [first, second] = plan.sizes;
      return {
        kind,
        beats: plan.joinsPixels ? [1, 1] : [first / a.beats.width, second / b.beats.width],
      };
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
        exponentials: tableMemory(plan.exponentials),
        reciprocals: tableMemory(plan.inverses),
      };
    case "input":
      return { kind };
    case "map": {
      const [a, b] = inputs;
      const numbers = {
        met: b === undefined ? null : metSum(plan, { inputs: [a, b], output }),
        tables: lookupsOf(plan.expression).map(({ table }) => tableMemory(table.entries)),
      };
      return { kind, ...numbers, cycles: mapCycles(numbers, timing) };
    }
    case "shuffle":
      return { kind };
    case "clone":
      return { kind };
    default:
      return exhaustive(plan);
  }
}

/** What windows are divided by that is not the same for all of them, nor counted where they are. */
function windowPlaces({ function: does, counts, taps, windows }: PoolPlan): WindowPlaces | null {
  if (does !== "average" || counts !== "varying") return null;
  const memory = (places: readonly number[]) =>
    constantMemory({
      words: places.length,
      bits: indexBits(taps.length + 1),
      fill: () => places.map(BigInt),
    });
  const axes = windows.map((axis) => axis.map(({ places }) => places));
  return { rows: memory(axes.length === 2 ? axes[0] : [1]), columns: memory(axes[axes.length - 1]) };
}

/** As many elements a step as both widths are multiples of. */
function beatChunks(input: StreamTensor, output: StreamTensor): BeatChunks {
  const [from, to] = [input.beats.width, output.beats.width];
  const chunk = greatestDivisor(from, to);
  return { chunk, ofInput: from / chunk, ofOutput: to / chunk };
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

function tableMemory({ data, type }: FixedTensor): ConstantMemory {
  return constantMemory({
    words: data.length,
    bits: type.width,
    fill: () => Array.from(data, (_, i) => laneOf(mantissaAt(data, i, type))),
  });
}
