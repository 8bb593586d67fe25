import { type Design, tensorOf } from "../design/mod.ts";
import { type RealRange, realRange } from "../fixed/mod.ts";
import { type NdArray, sizeOf } from "../tensor/mod.ts";
import { type Random, seededRandom } from "./random.ts";
import { checkIsDesign } from "../design/check_handed.ts";

/** Which random inputs to make. */
export interface RandomInputOptions {
  /** At least 1. */
  readonly samples: number;
  /** Any integer. */
  readonly seed: number;
}

/**
 * Random samples for every input of a design, in the source's layout `(samples, ...sourceShape)`, by input name.
 * Every element of the first sample is the least or the largest number of the input's type; the others are uniform
 * over its whole range.
 *
 * @category Simulation
 */
export function randomInputs(design: Design, options: RandomInputOptions): ReadonlyMap<string, NdArray> {
  checkIsDesign("make inputs", design);
  const random = seededRandom(options.seed);
  return new Map(design.inputs.map(({ index, tensor }) => {
    const port = design.model.inputs[index];
    const { type } = tensorOf(design, tensor);
    const size = sizeOf(port.sourceShape);
    const data = new Float64Array(options.samples * size);
    const range = realRange(type);
    for (let i = 0; i < data.length; i++) data[i] = i < size ? extreme(range, random) : within(range, random);
    return [port.name, { shape: [options.samples, ...port.sourceShape], data }];
  }));
}

function extreme({ min, max }: RealRange, random: Random): number {
  return random.next() < 0.5 ? min : max;
}

function within({ min, max }: RealRange, random: Random): number {
  return min + random.next() * (max - min);
}
