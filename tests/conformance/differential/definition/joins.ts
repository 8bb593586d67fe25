import type { FixedType } from "../../../../src/fixed/mod.ts";
import { rationalCast } from "../../../fixed/rational_cast.ts";
import { at, cast, castAll, fractionOf, type Image, imageOf, type Rational, scaled } from "./image.ts";

/** What becomes of the elements that meet. */
export type Merge = "add" | "subtract" | "multiply" | "average" | "maximum" | "minimum";

/** y = cast(x0 ∘ x1 ∘ …), exact; along an axis of length 1 an input repeats. */
export function merge(inputs: readonly Image[], operation: Merge, to: FixedType): Image {
  const shape = inputs[0].shape.map((_, axis) => Math.max(...inputs.map((x) => x.shape[axis])));
  return imageOf(shape, to, (place) => {
    const values = inputs.map((x) =>
      scaled(at(x, place.map((i, axis) => x.shape[axis] === 1 ? 0 : i)), fractionOf(x.type))
    );
    return rationalCast(combined(values, operation), to);
  });
}

function combined(values: readonly Rational[], operation: Merge): Rational {
  const denominator = values.reduce((all, value) => value.denominator > all ? value.denominator : all, 1n);
  // Denominators are powers of two: the largest is one of all.
  const numerators = values.map((value) => value.numerator * (denominator / value.denominator));
  switch (operation) {
    case "add":
      return { numerator: numerators.reduce((a, b) => a + b), denominator };
    case "subtract":
      return { numerator: numerators[0] - numerators[1], denominator };
    case "multiply":
      return {
        numerator: numerators.reduce((a, b) => a * b),
        denominator: denominator ** BigInt(values.length),
      };
    case "average":
      return {
        numerator: numerators.reduce((a, b) => a + b),
        denominator: denominator * BigInt(values.length),
      };
    case "maximum":
      return { numerator: numerators.reduce((a, b) => a > b ? a : b), denominator };
    case "minimum":
      return { numerator: numerators.reduce((a, b) => a < b ? a : b), denominator };
  }
}

/** Tensors one behind the other along an axis, every element cast. */
export function concatenate(inputs: readonly Image[], axis: number, to: FixedType): Image {
  const total = inputs.reduce((sum, x) => sum + x.shape[axis], 0);
  return imageOf(inputs[0].shape.with(axis, total), to, (place) => {
    let rest = place[axis];
    const x = inputs.find(({ shape }) => {
      if (rest < shape[axis]) return true;
      rest -= shape[axis];
      return false;
    })!;
    return cast(at(x, place.with(axis, rest)), fractionOf(x.type), to);
  });
}

/** Element start + j·step of an axis; where the input has none, the fill. */
export interface Selection {
  readonly axes: readonly { readonly start: number; readonly step: number; readonly length: number }[];
  readonly fill: number;
}

/** A range along every axis; what is taken and what is filled in are cast, each once. */
export function select(x: Image, { axes, fill }: Selection, to: FixedType): Image {
  const [filled] = castAll([fill], to);
  return imageOf(axes.map(({ length }) => length), to, (place) => {
    const source = place.map((j, axis) => axes[axis].start + j * axes[axis].step);
    const isInside = source.every((i, axis) => i >= 0 && i < x.shape[axis]);
    return isInside ? cast(at(x, source), fractionOf(x.type), to) : filled;
  });
}

/** Output axis i is input axis `permutation[i]`. */
export function permute(x: Image, permutation: readonly number[], to: FixedType): Image {
  return imageOf(permutation.map((axis) => x.shape[axis]), to, (place) => {
    const source = x.shape.map((_, axis) => place[permutation.indexOf(axis)]);
    return cast(at(x, source), fractionOf(x.type), to);
  });
}

/** In which order the deep channels of a block come: places outermost, or channels. */
export type BlockOrder = "place" | "channel";

/** `[h, w, c]` to `[h / b, w / b, b²·c]`. */
export function spaceToDepth(
  x: Image,
  { block, order }: { readonly block: number; readonly order: BlockOrder },
  to: FixedType,
): Image {
  const [height, width, channels] = x.shape;
  return imageOf([height / block, width / block, channels * block ** 2], to, ([row, column, deep]) => {
    const { place, channel } = parted(deep, { block, order, channels });
    const source = [row * block + Math.floor(place / block), column * block + place % block, channel];
    return cast(at(x, source), fractionOf(x.type), to);
  });
}

/** `[h, w, b²·c]` to `[h·b, w·b, c]`. */
export function depthToSpace(
  x: Image,
  { block, order }: { readonly block: number; readonly order: BlockOrder },
  to: FixedType,
): Image {
  const [height, width, deep] = x.shape;
  const channels = deep / block ** 2;
  return imageOf([height * block, width * block, channels], to, ([row, column, channel]) => {
    const place = (row % block) * block + column % block;
    const source = order === "place" ? place * channels + channel : channel * block ** 2 + place;
    return cast(
      at(x, [Math.floor(row / block), Math.floor(column / block), source]),
      fractionOf(x.type),
      to,
    );
  });
}

function parted(
  deep: number,
  { block, order, channels }: {
    readonly block: number;
    readonly order: BlockOrder;
    readonly channels: number;
  },
): { readonly place: number; readonly channel: number } {
  return order === "place"
    ? { place: Math.floor(deep / channels), channel: deep % channels }
    : { place: deep % block ** 2, channel: Math.floor(deep / block ** 2) };
}
