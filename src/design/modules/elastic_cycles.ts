/**
 * How many cycles the modules of `templates/rtl` take, from the step that takes a place to the push that fills it. Whoever
 * changes a register there changes its number here: the conformance tests compare every stage's beats with simulation.
 */
import type { ElasticTiming } from "../../target/mod.ts";
import type { MacPlan } from "../plans/mac_plans.ts";
import type { ConstantMemory } from "../memories/constant_memory.ts";
import type { MapForm } from "./map_forms.ts";
import type { ExactSum, MetSum } from "./exact_sums.ts";
import { treeLevels } from "../work/tree_levels.ts";
import type { ConvolutionModule, DenseModule, WindowModule } from "../plans/module_plans.ts";
import type { GlobalPoolPlan } from "../plans/window_plans.ts";

/** In `moving_window.v`, from the start of an output pixel until its window is there: the decision, the column, the window. */
function windowCycles({ lineAfter }: WindowModule): number {
  return 3 + lineAfter;
}

/**
 * In `convolution.v`, from the start of an output pixel until its inputs are there: from the window by a choice, or from
 * `moving_words.v`, whose words follow behind the start, tap, window, row and place, and address.
 */
function inputCycles({ window, words }: ConvolutionModule, { selectAfter }: ElasticTiming): number {
  return words === null ? windowCycles(window) + selectAfter : 5 + window.lineAfter;
}

/** In `clone.v`: nothing. */
export const CLONE_CYCLES = 0;

/** In `repack.v`, `concatenate.v`, `select.v` and `shuffle.v`: the beat in registers. */
export const MOVE_CYCLES = 1;

/** In `permute.v`: the address, the chunk in its place of the beat. */
export const PERMUTE_CYCLES = 2;

/** In `table_lookup.v`: magnitude and place, index and address, the word, the entry, the exact value, the result. */
const TABLE_CYCLES = 8;

/** In `linear.v`: the factor, the multiplier if there is one, the sum, the result. */
function linearCycles(multiplies: boolean, timing: ElasticTiming): number {
  return 1 + (multiplies ? multiplier(timing) : 0) + 2;
}

/** In `upsample.v`: the window, the result. */
export function upsampleCycles(window: WindowModule): number {
  return windowCycles(window) + 1;
}

/** In `pool.v`: the window, a tree, a division, the result. */
export function poolCycles(
  { window, taps, dividendBits }: {
    readonly window: WindowModule;
    readonly taps: number;
    readonly dividendBits: number | null;
  },
): number {
  return windowCycles(window) + treeLevels(taps) + divisionCycles(dividendBits) + 1;
}

/** In `global_pool.v`: what was gathered, a division, the result; where a pixel is pooled, a tree instead of the first. */
export function globalPoolCycles(
  { places, dividendBits }: Pick<GlobalPoolPlan, "places"> & Pick<ExactSum, "dividendBits">,
): number {
  return (places === null ? 1 : places.levels) + divisionCycles(dividendBits) + 1;
}

/** In `merge.v`: two behind both operands, a division, the result. */
function mergeCycles(dividendBits: number | null): number {
  return 2 + divisionCycles(dividendBits) + 1;
}

/** Of a map from its elements to its results: as many as the module for what it does. */
export function mapCycles(
  { form, met, tables }: {
    readonly form: MapForm;
    readonly met: MetSum | null;
    readonly tables: readonly ConstantMemory[];
  },
  timing: ElasticTiming,
): number {
  if (tables.length > 0) return TABLE_CYCLES;
  if (met !== null) return mergeCycles(met.sum.dividendBits);
  return linearCycles(form.kind !== "line" || form.multiplies, timing);
}

/** In `interpolate.v`: the window; along each axis the difference, the multiplier, the sum; the result. */
export function interpolateCycles(
  { window, axes }: { readonly window: WindowModule; readonly axes: number },
  timing: ElasticTiming,
): number {
  return windowCycles(window) + axes * (2 + multiplier(timing)) + 1;
}

/**
 * In `softmax.v`: the largest in a tree, the difference, the address, the word, the exponential; the sum in a tree, the sum
 * itself, its normal form, the reciprocal; the multiplier; the product, the result.
 */
export function softmaxCycles(channels: number, timing: ElasticTiming): number {
  return 2 * (treeLevels(channels) + 3) + 1 + multiplier(timing) + 2;
}

/** In `convolution.v` and `dense.v`: the inputs of a window, if there is one, and {@linkcode macCycles}. */
export function sumCycles(plan: MacPlan, { busy, module, timing }: {
  readonly busy: number;
  readonly module: ConvolutionModule | DenseModule;
  readonly timing: ElasticTiming;
}): number {
  const inputs = module.kind === "convolution" ? inputCycles(module, timing) : 0;
  return inputs + macCycles(plan, timing) + busy - 1;
}

/**
 * In `mac_array.v`, beside the turns behind the first: inputs, word of weights; the multiplier; the product in the
 * accumulator's type, the tree of adders; the sum, the result, the push.
 */
function macCycles({ accumulator, schedule }: MacPlan, timing: ElasticTiming): number {
  // Elements are summed up one after the other where an accumulator saturates.
  const levels = accumulator.overflow === "AP_WRAP" ? treeLevels(schedule.inputLanes) : 0;
  const tree = Math.ceil(levels / timing.adderLevels);
  return 1 + 1 + multiplier(timing) + 1 + tree + 2;
}

function multiplier({ mulBefore, mulAfter }: ElasticTiming): number {
  return mulBefore + mulAfter;
}

/** In `divide.v`: the magnitude, a bit each, the sign; nothing where there is none. */
function divisionCycles(bits: number | null): number {
  return bits === null ? 0 : bits + 2;
}
