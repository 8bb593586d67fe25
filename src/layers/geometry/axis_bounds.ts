import { layerError } from "../definition.ts";
import type { Layer } from "../layer.ts";

/**
 * Places along one spatial axis, padding included, and the largest stride, dilation or kernel: 2^20. Schedules and
 * counts look at every place once.
 */
export const MAX_AXIS_LENGTH = 2 ** 20;

/** Elements of a window, channels left out: as many as one of 256 by 256 has. Each has a place of its own in a plan. */
const MAX_WINDOW = 2 ** 16;

/** Input elements that a window spans, those between its own included: in a stream each has a register. */
const MAX_SPAN = 2 ** 20;

/** Phases of a transposed convolution, each with weights of its own: as many as strides of 64 by 64 have. */
const MAX_PHASES = 2 ** 12;

/**
 * Checks that a window can be moved along an axis.
 * @param axis Its sizes by name, the `places` that it comes to among them.
 * @throws {InterlaceError} naming the size that is too large.
 */
export function checkAxisBounds(
  layer: Layer,
  axis: { readonly index: number; readonly sizes: Readonly<Record<string, number>> },
): void {
  for (const [name, size] of Object.entries(axis.sizes)) {
    if (size <= MAX_AXIS_LENGTH) continue;
    throw layerError(
      layer,
      `axis ${axis.index} has ${name} ${size}, more than the limit of ${MAX_AXIS_LENGTH}`,
    );
  }
}

/**
 * Checks that every element of a window can be looked at.
 * @throws {InterlaceError} if there are too many.
 */
export function checkWindow(layer: Layer, kernel: readonly number[]): void {
  const elements = kernel.reduce((product, size) => product * size, 1);
  if (elements <= MAX_WINDOW) return;
  throw layerError(
    layer,
    `its window of [${kernel}] has ${elements} elements, more than the limit of ${MAX_WINDOW}`,
  );
}

/** An axis of a window, whose sizes are known to be positive. */
export interface SpannedAxis {
  readonly kernel: number;
  readonly dilation: number;
  /** Input elements from its first to its last tap. */
  readonly span: number;
}

/**
 * Checks that a window can be kept while it moves: with all that lies between its elements.
 * @throws {InterlaceError} if it spans too much.
 */
export function checkSpan(layer: Layer, axes: readonly SpannedAxis[]): void {
  const spans = axes.map(({ span }) => span);
  const elements = spans.reduce((product, size) => product * size, 1);
  if (elements <= MAX_SPAN) return;
  throw layerError(
    layer,
    `its window of [${axes.map(({ kernel }) => kernel)}] with dilation [${
      axes.map(({ dilation }) => dilation)
    }] ` +
      `spans [${spans}], ${elements} elements, more than the limit of ${MAX_SPAN}`,
    "Reduce its dilation.",
  );
}

/**
 * Checks that the phases of a transposed convolution can be planned.
 * @throws {InterlaceError} if there are too many.
 */
export function checkPhases(layer: Layer, strides: readonly number[]): void {
  const phases = strides.reduce((product, stride) => product * stride, 1);
  if (phases <= MAX_PHASES) return;
  throw layerError(
    layer,
    `strides [${strides}] make ${phases} phases, more than the limit of ${MAX_PHASES}`,
    "Put an up-sampling in front of a convolution of smaller stride.",
  );
}
