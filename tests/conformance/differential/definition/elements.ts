import type { FixedType } from "../../../../src/fixed/mod.ts";
import { rationalCast } from "../../../fixed/rational_cast.ts";
import { cast, castAll, exactly, fractionOf, type Image, type Rational, scaled } from "./image.ts";

/** Changes every element of a tensor by itself. */
function each(x: Image, type: FixedType, element: (value: Rational, index: number) => Rational): Image {
  const fraction = fractionOf(x.type);
  return {
    shape: x.shape,
    type,
    data: x.data.map((value, index) => rationalCast(element(scaled(value, fraction), index), type)),
  };
}

/** Whether a number is below another one. */
function isLess(a: Rational, b: Rational): boolean {
  return a.numerator * b.denominator < b.numerator * a.denominator;
}

function product(a: Rational, b: Rational): Rational {
  return { numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator };
}

function sum(a: Rational, b: Rational): Rational {
  return {
    numerator: a.numerator * b.denominator + b.numerator * a.denominator,
    denominator: a.denominator * b.denominator,
  };
}

const ZERO: Rational = { numerator: 0n, denominator: 1n };
const ONE: Rational = { numerator: 1n, denominator: 1n };

/** Float64s as the numbers that a type has for them. */
function parameters(reals: ArrayLike<number>, type: FixedType): readonly Rational[] {
  return castAll(reals, type).map((value) => scaled(value, fractionOf(type)));
}

/** y = cast(x), under a shape of the same elements. */
export function convert(x: Image, to: FixedType, shape: readonly number[] = x.shape): Image {
  return { ...each(x, to, (value) => value), shape };
}

/** y = cast(max(x, 0)) */
export function rectify(x: Image, to: FixedType): Image {
  return each(x, to, (value) => isLess(value, ZERO) ? ZERO : value);
}

/** y = cast(x) for x ≥ 0, cast(slope·x) below; slopes repeat. */
export function rectifyLeakily(
  x: Image,
  { slopes, weight, result }: {
    readonly slopes: ArrayLike<number>;
    readonly weight: FixedType;
    readonly result: FixedType;
  },
): Image {
  const factors = parameters(slopes, weight);
  return each(
    x,
    result,
    (value, i) => isLess(value, ZERO) ? product(value, factors[i % factors.length]) : value,
  );
}

/** y = cast(min(max(x, min), max)) with bounds that the result type has the fraction bits of. */
export function clip(
  x: Image,
  { min, max, result }: { readonly min: number; readonly max: number; readonly result: FixedType },
): Image {
  return each(x, result, (value) => {
    const raised = Number.isFinite(min) && isLess(value, exactly(min)) ? exactly(min) : value;
    return Number.isFinite(max) && isLess(exactly(max), raised) ? exactly(max) : raised;
  });
}

/** y = cast(scale·x + shift), channel by channel. */
export function scaleAndShift(x: Image, { scale, shift, types }: {
  readonly scale: ArrayLike<number>;
  readonly shift: ArrayLike<number>;
  readonly types: { readonly weight: FixedType; readonly bias: FixedType; readonly result: FixedType };
}): Image {
  const [factors, terms] = [parameters(scale, types.weight), parameters(shift, types.bias)];
  return each(
    x,
    types.result,
    (value, i) => sum(product(value, factors[i % factors.length]), terms[i % terms.length]),
  );
}

/** y = cast(min(max(slope·x + offset, 0), 1)) */
export function hardSigmoid(x: Image, { slope, offset, types }: {
  readonly slope: number;
  readonly offset: number;
  readonly types: { readonly weight: FixedType; readonly bias: FixedType; readonly result: FixedType };
}): Image {
  const [[factor], [term]] = [parameters([slope], types.weight), parameters([offset], types.bias)];
  return each(x, types.result, (value) => {
    const line = sum(product(value, factor), term);
    return isLess(line, ZERO) ? ZERO : isLess(ONE, line) ? ONE : line;
  });
}

/** y = cast(x) for x > threshold, else 0. */
export function passBeyond(
  x: Image,
  { threshold, result }: { readonly threshold: number; readonly result: FixedType },
): Image {
  return each(x, result, (value) => isLess(exactly(threshold), value) ? value : ZERO);
}

/** What a table says of its entries, in a design's plan. */
export interface Table {
  readonly symmetry: "odd" | "complement" | "rest" | "linear" | "none";
  readonly first: bigint;
  /** From place `from` on, counted from the first one, 2^shift places share an entry; ascending. */
  readonly segments: readonly { readonly from: bigint; readonly shift: number; readonly base: number }[];
  readonly entries: { readonly type: FixedType; readonly values: readonly bigint[] };
  /** Where the function is linear above zero. */
  readonly slope: Rational;
}

/**
 * What a table gives: the entries are the design's, which place of them an element has and what becomes of it is the
 * rule beside the table builder.
 */
export function lookUp(x: Image, table: Table, to: FixedType): Image {
  const { symmetry, entries, segments, first, slope } = table;
  const saturated: FixedType = { ...to, quantization: "AP_RND_CONV", overflow: "AP_SAT" };
  const data = x.data.map((mantissa) => {
    const place = symmetry === "none" || mantissa >= 0n ? mantissa : -mantissa;
    const behind = place < first ? 0n : place - first;
    const segment = segments.findLast(({ from }) => from <= behind) ?? segments[0];
    const cell = BigInt(segment.base) + (behind - segment.from) / 2n ** BigInt(segment.shift);
    const last = BigInt(entries.values.length - 1);
    const entry = scaled(entries.values[Number(cell > last ? last : cell)], fractionOf(entries.type));
    const own = scaled(mantissa, fractionOf(x.type));
    const isNegative = mantissa < 0n;
    const negated = { ...entry, numerator: -entry.numerator };
    switch (symmetry) {
      case "none":
        return rationalCast(entry, to);
      case "odd":
        return rationalCast(isNegative ? negated : entry, saturated);
      case "complement":
        return rationalCast(isNegative ? sum(ONE, negated) : entry, saturated);
      case "rest":
        return rationalCast(sum(isNegative ? ZERO : own, entry), to);
      case "linear":
        return rationalCast(isNegative ? entry : product(own, slope), to);
    }
  });
  return { shape: x.shape, type: to, data };
}

/** Tables of a softmax, in a design's plan: exponentials of differences, and reciprocals of 1 ≤ m < 2. */
export interface SoftmaxTables {
  readonly shift: number;
  readonly exponentials: readonly bigint[];
  readonly inverses: readonly bigint[];
  /** Fraction bits of both. */
  readonly fraction: number;
}

/** Softmax by its five steps over the channels of every pixel; the tables are the design's. */
export function softmax(x: Image, tables: SoftmaxTables, to: FixedType): Image {
  const { shift, exponentials, inverses, fraction } = tables;
  const channels = x.shape[x.shape.length - 1];
  const data: bigint[] = [];
  for (let first = 0; first < x.data.length; first += channels) {
    const pixel = x.data.slice(first, first + channels);
    const largest = pixel.reduce((a, b) => a > b ? a : b);
    const shares = pixel.map((value) => {
      // A cell's middle is a multiple of its length, so that the first one is half as long.
      const cell = (largest - value + 2n ** BigInt(shift) / 2n) / 2n ** BigInt(shift);
      return exponentials[Number(cell < exponentials.length ? cell : exponentials.length - 1)];
    });
    const total = shares.reduce((a, b) => a + b, 0n);
    let places = 0;
    while (2n ** BigInt(fraction + places + 1) <= total) places++;
    // total = m·2^places with 1 ≤ m < 2: the reciprocal is that of the part of [1, 2) that m is in.
    const unit = 2n ** BigInt(fraction + places);
    const inverse = inverses[Number(((total - unit) * BigInt(inverses.length)) / unit)];
    data.push(...shares.map((share) => cast(share * inverse, 2 * fraction + places, to)));
  }
  return { shape: x.shape, type: to, data };
}
