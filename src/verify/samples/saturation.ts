import type { Model } from "../../model/mod.ts";
import { seededRandom } from "../../simulate/mod.ts";
import { type NdArray, sizeOf } from "../../tensor/mod.ts";
import { affordableSamples } from "./budget.ts";
import { rangeOf } from "../compare.ts";
import { evaluateOutputs } from "../import.ts";
import { takeSamples } from "./inputs.ts";
import { FLOAT_TOLERANCE } from "../tolerance.ts";

/** How far every number of an input is moved, as a fraction of the input's range. */
const NUDGE = 1 / 8;

/** A sample says little of an output of which less than this share of elements follows the input. */
const LEAST_MOVING = 0.1;

/** Samples that are looked at, if the network is not too large for as many. */
const MOST_SAMPLES = 16;

/** How many samples leave an output where it is, whatever they are. */
export interface Saturation {
  /** Name of the output. */
  readonly output: string;
  /** Samples in which nine of ten elements stay within the tolerance when every input is moved. */
  readonly saturated: number;
  /** Samples that were looked at. */
  readonly samples: number;
}

/**
 * Finds outputs that do not follow their inputs, be it that a sigmoid, a softmax or a clip is at its end, that a rectifier
 * is shut or that nothing depends on the input: every number of the samples is moved by up to an eighth of the input's
 * range, and what moves an output by less than the tolerance could not be told from a wrong network either.
 *
 * @param data Samples in the source's layout, by input name; of these the first sixteen at most are looked at.
 * @param outputs What the model makes of them, by output name.
 * @param seed Of the numbers by which they are moved.
 */
export function findSaturation(
  model: Model,
  { data, outputs, seed }: {
    readonly data: ReadonlyMap<string, NdArray>;
    readonly outputs: ReadonlyMap<string, NdArray>;
    readonly seed: number;
  },
): readonly Saturation[] {
  const [{ shape: [available] }] = data.values();
  const first = takeSamples(data, affordableSamples(model, Math.min(available, MOST_SAMPLES)));
  const moved = evaluateOutputs(model, nudged(first, seed)).outputs;
  return model.outputs.map(({ name, sourceShape }) => {
    const [before, after] = [outputs.get(name)!.data, moved.get(name)!.data];
    const size = sizeOf(sourceShape);
    const samples = after.length / size;
    const range = rangeOf(before);
    let saturated = 0;
    for (let sample = 0; sample < samples; sample++) {
      let moving = 0;
      for (let i = sample * size; i < (sample + 1) * size; i++) {
        if (Math.abs(after[i] - before[i]) > FLOAT_TOLERANCE * range) moving++;
      }
      if (moving < LEAST_MOVING * size) saturated++;
    }
    return { output: name, saturated, samples };
  });
}

/** Whether an output hardly ever follows its input. */
export function isMostlySaturated({ saturated, samples }: Saturation): boolean {
  return 2 * saturated > samples;
}

/** Samples, every number moved. */
function nudged(data: ReadonlyMap<string, NdArray>, seed: number): ReadonlyMap<string, NdArray> {
  const random = seededRandom(seed);
  return new Map([...data].map(([name, { shape, data }]) => {
    const reach = NUDGE * rangeOf(data);
    return [name, { shape, data: data.map((value) => value + reach * (2 * random.next() - 1)) }];
  }));
}
