import type { FixedType } from "../../../../src/fixed/mod.ts";
import { rationalCast } from "../../../fixed/rational_cast.ts";

/** A tensor of one sample: mantissas of a type in row-major order, channels last. */
export interface Image {
  readonly shape: readonly number[];
  readonly type: FixedType;
  readonly data: readonly bigint[];
}

/** An exact number: numerator / denominator, the denominator above 0. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Bits behind the point. */
export function fractionOf({ width, integer }: FixedType): number {
  return width - integer;
}

/** value · 2^−fraction */
export function scaled(value: bigint, fraction: number): Rational {
  return fraction >= 0
    ? { numerator: value, denominator: 1n << BigInt(fraction) }
    : { numerator: value << BigInt(-fraction), denominator: 1n };
}

/** The number that a float64 is, with all its bits. */
export function exactly(real: number): Rational {
  let denominator = 1n;
  let numerator = real;
  // Twice a float64 is exact: at most some thousand times, until nothing is left behind the point.
  for (; !Number.isInteger(numerator); numerator *= 2) denominator *= 2n;
  return { numerator: BigInt(numerator), denominator };
}

/** The mantissa of value · 2^−fraction in a type. */
export function cast(value: bigint, fraction: number, to: FixedType): bigint {
  return rationalCast(scaled(value, fraction), to);
}

/** The mantissas of float64s in a type. */
export function castAll(reals: ArrayLike<number>, to: FixedType): readonly bigint[] {
  return Array.from(reals, (real) => rationalCast(exactly(real), to));
}

/** Elements of a tensor of this shape. */
export function count(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** A tensor of every place of a shape in row-major order. */
export function imageOf(
  shape: readonly number[],
  type: FixedType,
  element: (place: readonly number[], index: number) => bigint,
): Image {
  const data: bigint[] = [];
  const place = shape.map(() => 0);
  for (let index = 0; index < count(shape); index++) {
    data.push(element(place, index));
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++place[axis] < shape[axis]) break;
      place[axis] = 0;
    }
  }
  return { shape, type, data };
}

/** The element at a place. */
export function at({ shape, data }: Image, place: readonly number[]): bigint {
  return data[place.reduce((index, coordinate, axis) => index * shape[axis] + coordinate, 0)];
}
