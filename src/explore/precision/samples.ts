import { InterlaceError } from "../../base/errors.ts";
import { seededRandom } from "../../simulate/mod.ts";
import type { NdArray } from "../../tensor/mod.ts";

/** Samples of every input by its name, and what is right for each. */
export interface Samples {
  readonly data: ReadonlyMap<string, NdArray>;
  /** One entry a sample along its first axis; null where nobody said. */
  readonly labels: NdArray | null;
}

/** Samples to search with, and others to measure what was found. */
export interface SplitSamples {
  readonly searched: Samples;
  readonly heldOut: Samples;
}

/** Part of the samples that no search sees. */
const HELD_OUT = 1 / 4;

/** How many samples there are. @throws {InterlaceError} for labels that are not as many. */
export function sampleCount({ data, labels }: Samples): number {
  const count = [...data.values()][0]?.shape[0] ?? 0;
  if (labels === null || labels.shape[0] === count) return count;
  throw new InterlaceError(`Cannot use the labels: there are ${labels.shape[0]} for ${count} samples`, {
    code: "data-mismatch",
    hint: "The first axis of the labels is that of the samples.",
  });
}

/** Keeps a part of the samples back, chosen by a seed. @throws {InterlaceError} for too few of them. */
export function splitSamples(samples: Samples, seed: number): SplitSamples {
  const count = sampleCount(samples);
  if (count < 8) {
    throw new InterlaceError(
      `Cannot tune with ${count} samples: some are kept back to measure what was found`,
      {
        code: "data-mismatch",
        hint: "Give at least 8; some hundred tell types apart.",
      },
    );
  }
  const random = seededRandom(seed);
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random.next() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  const held = Math.ceil(count * HELD_OUT);
  // In the order of the draw, so that any run of samples is a fair part of them.
  const take = (from: number, to: number) => takeSamples(samples, order.slice(from, to));
  return { heldOut: take(0, held), searched: take(held, count) };
}

/** Some of the samples. */
function takeSamples({ data, labels }: Samples, indices: readonly number[]): Samples {
  return {
    data: new Map([...data].map(([name, array]) => [name, takeEntries(array, indices)])),
    labels: labels === null ? null : takeEntries(labels, indices),
  };
}

function takeEntries({ shape: [count, ...rest], data }: NdArray, indices: readonly number[]): NdArray {
  const size = data.length / count;
  const taken = new Float64Array(indices.length * size);
  indices.forEach((index, i) => taken.set(data.subarray(index * size, (index + 1) * size), i * size));
  return { shape: [indices.length, ...rest], data: taken };
}
