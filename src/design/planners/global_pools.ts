import {
  exactNumbers,
  type FixedType,
  fractionBits,
  MAX_WIDTH,
  planQuotient,
  storableInterval,
} from "../../fixed/mod.ts";
import type { GlobalPoolFunction, GlobalPoolPrimitive } from "../../layers/mod.ts";
import { indexBits } from "../../walk/mod.ts";
import type { PoolNumbers } from "../plans/number_plans.ts";
import type { NumberEnds } from "../types/numbers.ts";
import { treeLevels } from "../work/tree_levels.ts";
import { averagesOf, maximumOf } from "./window_numbers.ts";
import type { GlobalPoolPlaces } from "../plans/window_plans.ts";

/** What is pooled. */
type Pooled = Pick<GlobalPoolPrimitive, "pixels" | "channels">;

/** What is summed up or compared, before it is cast. */
export interface GlobalSum {
  /** Bits of it: of a place without a sign, of anything else with one. */
  readonly width: number;
  /** Fraction bits of it. */
  readonly fraction: number;
  /** Times that it is halved; null where a division by anything else follows. */
  readonly halvings: number | null;
}

/** What decides the hardware of a function that pools a whole map: nobody else in the design tells functions apart. */
export interface GlobalPoolFacts {
  /** The places that it compares where it makes an output of all channels of a pixel; null where of a channel of all pixels. */
  readonly places: (pooled: Pooled) => GlobalPoolPlaces | null;
  /** Whether its exact result is a quotient. */
  readonly divides: boolean;
  /** In words. */
  readonly title: (pooled: Pooled) => string;
  /** The type of a result for which nobody asked for one of its own; null leaves it to the model's. */
  readonly ownType: (pooled: Pooled, x: FixedType) => FixedType | null;
  /** The type in which the result loses nothing; null where there is none. */
  readonly exact: (pooled: Pooled, x: FixedType) => FixedType | null;
  /** Numbers on the way. */
  readonly numbers: (pooled: Pooled, ends: NumberEnds) => PoolNumbers;
  /** What a module sums up or compares. */
  readonly sum: (pooled: Pooled, x: FixedType) => GlobalSum;
}

/** Every function that pools a whole map; one without an entry does not compile. */
export const GLOBAL_POOLS: { readonly [Name in GlobalPoolFunction]: GlobalPoolFacts } = {
  max: {
    places: () => null,
    divides: false,
    title: ({ pixels }) => `max of ${pixels} pixels`,
    ownType: (_, x) => x,
    exact: (_, x) => x,
    numbers: (_, ends) => maximumOf(ends),
    sum: (_, x) => ({ width: x.width + 1, fraction: fractionBits(x), halvings: 0 }),
  },
  average: {
    places: () => null,
    divides: true,
    title: ({ pixels }) => `average of ${pixels} pixels`,
    ownType: () => null,
    exact({ pixels }, x) {
      const halvings = halvingsOf(pixels);
      const width = x.width + (halvings ?? 0);
      return halvings === null || width > MAX_WIDTH
        ? null
        : { ...x, width, quantization: "AP_TRN", overflow: "AP_WRAP" };
    },
    numbers: ({ pixels }, ends) => averagesOf([{ taps: pixels, places: pixels }], ends),
    sum: ({ pixels }, x) => ({
      width: x.width + 1 + treeLevels(pixels),
      fraction: fractionBits(x),
      halvings: halvingsOf(pixels),
    }),
  },
  argmax: {
    places: (pooled) => ({ bits: placeType(pooled).width, levels: treeLevels(pooled.channels) }),
    divides: false,
    title: ({ channels }) => `argmax of ${channels} channels`,
    ownType: placeType,
    exact: placeType,
    numbers: ({ channels }, { x, y }) => ({
      element: exactNumbers(storableInterval(x)),
      maximum: planQuotient({ lo: 0n, hi: BigInt(channels - 1), fraction: 0 }, { divisor: 1, to: y }),
      averages: [],
    }),
    sum: (pooled) => ({ width: placeType(pooled).width, fraction: 0, halvings: 0 }),
  },
};

/** The narrowest type of the places of all channels. */
function placeType({ channels }: Pooled): FixedType {
  const width = indexBits(channels);
  return { width, integer: width, signed: false, quantization: "AP_TRN", overflow: "AP_WRAP" };
}

/** How often a number is halved in a division by a power of two; null for another one. */
function halvingsOf(count: number): number | null {
  const halvings = Math.log2(count);
  return Number.isInteger(halvings) ? halvings : null;
}
