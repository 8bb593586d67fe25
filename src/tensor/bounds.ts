import { MAX_RANK } from "./ndarray.ts";

/**
 * Elements that a tensor of one sample may have, and the parameters of a model together: 2^26, which is 1024×1024 pixels
 * of 64 channels. Whatever reads, plans, simulates or writes a model holds to it.
 */
export const MAX_TENSOR_ELEMENTS = 2 ** 26;

/**
 * What is wrong with a shape that a file claims, as the rest of a sentence about it; null if nothing is. An empty
 * tensor's other sizes are bounded too: 0·2⁴⁰ elements are none, but whoever walks along its axes does not come back.
 *
 * @param least The least size of an axis: 0 for stored numbers, 1 for what a layer computes.
 */
export function shapeDefect(shape: readonly number[], least: 0 | 1): string | null {
  if (shape.length > MAX_RANK) return `has ${shape.length} axes, more than the limit of ${MAX_RANK}`;
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= least)) {
    return `[${shape}] is not a list of ${least === 0 ? "" : "positive "}sizes`;
  }
  const count = shape.reduce((product, size) => product * Math.max(size, 1), 1);
  if (count <= MAX_TENSOR_ELEMENTS) return null;
  const what = shape.includes(0) ? "is empty, but its other sizes come to" : "has";
  return `[${shape}] ${what} ${count} elements, more than the limit of ${MAX_TENSOR_ELEMENTS}`;
}

/** Accounts for elements that are made one tensor after the other, so that a small file cannot ask for all memory. */
export class ElementBudget {
  readonly #limit: number;
  #taken = 0;

  /** @param limit Of all together. */
  constructor(limit = MAX_TENSOR_ELEMENTS) {
    this.#limit = limit;
  }

  /** Elements that were asked for so far. */
  get taken(): number {
    return this.#taken;
  }

  /** Whether so many more may be made; asked before they are. */
  take(count: number): boolean {
    this.#taken += count;
    return this.#taken <= this.#limit;
  }
}
