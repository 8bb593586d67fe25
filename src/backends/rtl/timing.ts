/**
 * How many cycles the modules of `templates/rtl` take: exact, unlike what an HLS design assumes. Whoever changes a register
 * there changes its number here, which the tests of the back end compare with simulation.
 *
 * @module
 */

/** Registers that a design chooses. */
export const REGISTERS = {
  /** In front of a multiplier, for each factor. */
  mulBefore: 1,
  /** Behind a multiplier. */
  mulAfter: 1,
} as const;

/** Cycles from a beat that is pushed into a `fifo` to the first in which it can be popped. */
const FIFO_CYCLES = 2;

/** Levels of a tree with so many leaves. */
export function treeLevels(leaves: number): number {
  return Math.ceil(Math.log2(Math.max(1, leaves)));
}

/** In `moving_window.v`, from the start of an output pixel until its window is there. */
export const WINDOW_CYCLES = 2;

/** Behind the window, beside the levels of a tree: the result. */
export const POOL_CYCLES = 1;

/** In `global_pool.v`: what was gathered, the result. */
export const GLOBAL_POOL_CYCLES = 2;

/** In `repack.v` and `concatenate.v`: the beat in registers. */
export const MOVE_CYCLES = 1;

/**
 * In `mac_array.v`, from the start of an output to its push, beside the turns behind its first: inputs, word of weights;
 * the multiplier; the product in the accumulator's type, a level of the tree each; the sum, the result, the push.
 *
 * @param levels Of the tree of adders; 0 where elements are summed up one after the other.
 */
export function macCycles(levels: number): number {
  return 1 + 1 + REGISTERS.mulBefore + REGISTERS.mulAfter + 1 + levels + 2;
}

/** In `divide.v`: the magnitude, a bit each, the sign. */
export function divisionCycles(bits: number): number {
  return bits + 2;
}

/** Cycles from `take` to `push` in `linear.v`: the factor, the multiplier, the sum, the result. */
export const LINEAR_CYCLES: number = 3 + REGISTERS.mulBefore + REGISTERS.mulAfter;

/** In `table_lookup.v`: the place, the address, the entry, the exact value, the result. */
export const TABLE_CYCLES = 5;

/** In `between.v`: the difference, the multiplier, the sum. */
export const BETWEEN_CYCLES: number = 2 + REGISTERS.mulBefore + REGISTERS.mulAfter;

/** In `interpolate.v`, behind the values between elements: the result. */
export const INTERPOLATE_CYCLES = 1;

/** In `permute.v`: the address, the chunk in its place of the beat. */
export const PERMUTE_CYCLES = 2;

/**
 * In `softmax.v`: the largest in a tree, the difference, the address, the exponential; the sum in a tree, the sum itself, its
 * normal form, the reciprocal; the multiplier; the product, the result.
 */
export function softmaxCycles(channels: number): number {
  return 2 * (treeLevels(channels) + 3) + REGISTERS.mulBefore + REGISTERS.mulAfter + 2;
}

/** In `merge.v`: two behind both operands, the result. */
export const MERGE_CYCLES = 3;

/**
 * Places that a FIFO needs beside those that its reader's pauses ask for: a place is taken when a beat is started and
 * can be taken again a cycle after it was popped.
 */
export function placesOnTheWay(
  stage: { readonly cycles: number; readonly interval: number },
): number {
  return Math.ceil((stage.cycles + FIFO_CYCLES + 1) / stage.interval);
}
