import { packedFields } from "../../base/numbers/packed.ts";
import type { Target } from "../../target/mod.ts";
import { indexBits, sumOverOutputs } from "../../walk/mod.ts";
import { constantMemory } from "../memories/constant_memory.ts";
import type { ConvolutionPlan, StreamPhase } from "../plans/convolution_plans.ts";
import type { WindowWords } from "../plans/module_plans.ts";
import type { StreamTensor } from "../plans/tensor_plan.ts";
import { unrolledSteps } from "../planners/walks.ts";
import type { WindowSteps } from "../plans/walk_plans.ts";

/** Pixels come in in this share of the cycles of an image at most: they never keep the multipliers waiting. */
const LEAST_CYCLES_OF_FILL = 2;

/** What a window is decided from. */
interface WindowSite {
  readonly phases: readonly StreamPhase[];
  readonly input: StreamTensor;
  readonly target: Pick<Target, "limits">;
}

/**
 * Plans the words of a window that stays in memory, where the target wants it there: its registers would be more than
 * `limits.windowBits`, a turn reads elements of one pixel, and a pixel is written, word by word, long before it is needed.
 *
 * @returns Null for a window in registers.
 */
export function planWindowWords(plan: ConvolutionPlan, site: WindowSite): WindowWords | null {
  const { input, target: { limits } } = site;
  const chunks = plan.groupChannels.input / plan.schedule.inputLanes;
  const window = { rows: plan.rows?.window ?? 1, columns: plan.columns.window };
  const held = window.rows * window.columns * input.beats.bits + plan.groups * plan.inputs * input.type.width;
  if (held <= limits.windowBits || !Number.isInteger(chunks)) return null;
  const { rows, columns, memories } = wordSteps(plan);
  if (LEAST_CYCLES_OF_FILL * rows * columns * chunks > busyCycles(plan, site.phases)) return null;
  const words = memories * columns * chunks;
  const chunkBits = indexBits(chunks);
  const addressBits = Math.max(indexBits(words), chunkBits + 1);
  const rowBits = indexBits(window.rows);
  const columnBits = indexBits(window.columns);
  const taps = plan.phases.flatMap((phase) => phase.taps);
  return {
    chunks,
    chunkBits,
    words,
    bits: input.beats.bits / chunks,
    addressBits,
    rowBits,
    columnBits,
    taps: constantMemory({
      words: taps.length,
      bits: addressBits + columnBits + rowBits,
      fill: () =>
        taps.map(({ row, column }) =>
          packedFields([
            { value: row, width: rowBits },
            { value: column, width: columnBits },
            { value: column * chunks, width: addressBits },
          ])
        ),
    }),
    phases: plan.phases.map((phase, index) => ({
      first: plan.phases.slice(0, index).reduce((sum, { taps }) => sum + taps.length, 0) % taps.length,
      rest: Math.max(0, phase.taps.length - 1),
    })),
  };
}

/**
 * How a window moves that stays in memory: there is room for a row more, since rows are given back only when their last word
 * was read.
 */
export function wordSteps(plan: Pick<ConvolutionPlan, "rows" | "columns">): WindowSteps {
  return unrolledSteps(plan, 1);
}

/** Cycles of an image in which the multipliers of a convolution are busy. */
export function busyCycles(
  { rows, columns }: Pick<ConvolutionPlan, "rows" | "columns">,
  phases: readonly StreamPhase[],
): number {
  return sumOverOutputs(
    { rows, columns },
    ({ row, column }) => phases[row * columns.phases.length + column].iterations,
  );
}
