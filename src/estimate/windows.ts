import {
  type GlobalPoolPlan,
  type InterpolatePlan,
  type InterpolateSample,
  INTERPOLATION_SHARE,
  type PoolPlan,
  romLuts,
  streamOf,
} from "../design/mod.ts";
import { fractionBits } from "../fixed/mod.ts";
import { NONE, type ResourceCounts, scale, sum } from "./counts.ts";
import { add, compare, divide, isPowerOfTwo, multiply, registers, select, tree } from "./logic.ts";
import { factorBits } from "../target/mod.ts";
import { streamWindow, windowOf } from "./memory.ts";
import type { StageSite } from "./site.ts";

/** Resources of pooling: for every element at once a tree over the window, then a division. */
export function poolResources(plan: PoolPlan, { lanes, inputs: [x] }: StageSite): ResourceCounts {
  return sum([
    windowOf(plan, x),
    scale(sum([tree(plan.taps.length, poolNode(plan, x.type.width)), quotient(plan)]), lanes),
  ]);
}

/**
 * Resources of pooling a whole map: over the channels of a pixel a tree; over the pixels a running result a channel in stream
 * mode, else a tree.
 */
export function globalPoolResources(
  plan: GlobalPoolPlan,
  { work, inputs: [x] }: StageSite,
): ResourceCounts {
  const { pixels, channels, places } = plan;
  const node = poolNode(plan, x.type.width, places?.bits);
  const isStream = work.kind === "stream";
  const one = places !== null
    ? tree(channels, node)
    : isStream
    ? sum([node.logic, registers(node.bits)])
    : tree(pixels, node);
  return scale(sum([one, quotient(plan)]), places === null ? channels : isStream ? 1 : pixels);
}

/** @param beside Bits that go along with the larger of two. */
function poolNode({ division }: Pick<PoolPlan, "division">, width: number, beside = 0) {
  return division === null
    ? { bits: width + beside, logic: sum([compare(width), select(width + beside, 2)]) }
    : { bits: division.sumBits, logic: add(division.sumBits) };
}

function quotient({ division }: Pick<PoolPlan, "division">): ResourceCounts {
  return division === null ? NONE : divide(division);
}

/**
 * Resources of a linear resizing. A stream kernel multiplies the shares of both axes that it looks up, and every channel by the
 * product; in parallel all shares are constants.
 */
export function interpolateResources(
  plan: InterpolatePlan,
  { dsp, inputs: [x] }: StageSite,
): ResourceCounts {
  const { rows, columns, samples, channels, walk, numbers } = plan;
  const shareBits = INTERPOLATION_SHARE.width;
  const productBits = samples.length * shareBits;
  const node = { bits: numbers.exact.width, logic: add(numbers.exact.width) };
  const product = multiply({ a: factorBits(x.type), b: productBits }, dsp);
  if (walk.kind === "parallel") {
    const pixels = pixelShares(samples);
    return scale(
      sum(pixels.map((shares) => {
        const products = shares.filter((share) => !isPowerOfTwo(share)).length;
        return sum([scale(product, products), tree(shares.length, node)]);
      })),
      channels,
    );
  }
  // Which element an output needs is a function of its index.
  const newest = [...rows === null ? [] : [rows], columns].map(({ input }, i) => ({
    ...NONE,
    LUT: romLuts({ width: Math.ceil(Math.log2(input + 1)), depth: samples[i].length }),
  }));
  return sum([
    streamWindow({ rows, walk }, streamOf(x)),
    ...newest,
    samples.length === 2 ? scale(multiply({ a: shareBits, b: shareBits }, dsp), walk.window) : NONE,
    scale(sum([scale(product, walk.window), tree(walk.window, node)]), channels),
  ]);
}

/** For every output pixel the shares, not 0, of the elements around it. */
function pixelShares(samples: InterpolatePlan["samples"]): readonly (readonly bigint[])[] {
  const one = 1n << BigInt(fractionBits(INTERPOLATION_SHARE));
  const sharesOf = ({ share }: InterpolateSample) => [share, one - share].filter((part) => part !== 0n);
  return samples.map((axis) => axis.map(sharesOf)).reduce((pixels, axis) =>
    pixels.flatMap((pixel) => axis.map((shares) => pixel.flatMap((a) => shares.map((b) => a * b))))
  );
}
