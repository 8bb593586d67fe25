import type { FixedType } from "../../../../src/fixed/mod.ts";
import { rationalCast } from "../../../fixed/rational_cast.ts";
import { at, cast, fractionOf, type Image, imageOf, type Rational, scaled } from "./image.ts";

/** One axis of a pooling layer. */
export interface PoolAxis {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly after: number;
}

/** A pooling layer over `[length, channels]` or `[height, width, channels]`. */
export interface Pool {
  readonly function: "max" | "average";
  readonly axes: readonly PoolAxis[];
  readonly ceilMode: boolean;
  readonly countsPadding: boolean;
}

/** Windows along an axis; in ceil mode one more that the input does not fill, if it starts on the input or in front. */
export function windowsOf(axis: PoolAxis, input: number, ceilMode: boolean): number {
  const { kernel, stride, dilation, before, after } = axis;
  const span = (kernel - 1) * dilation + 1;
  let windows = 0;
  for (let start = -before;; start += stride, windows++) {
    const isWhole = start + span <= input + after;
    const isLast = ceilMode && start < input && start - stride + span < input + after;
    if (!isWhole && !isLast) return windows;
  }
}

/** The elements of the input in a window, and the places that count in an average. */
function windowAt(axis: PoolAxis, input: number, window: number) {
  const { kernel, stride, dilation, before, after } = axis;
  const places = Array.from({ length: kernel }, (_, t) => window * stride + t * dilation - before);
  return {
    elements: places.filter((place) => place >= 0 && place < input),
    padded: places.filter((place) => place < input + after).length,
  };
}

/** The largest element of every window, or the average of its elements; of all padded places if these count. */
export function pool(x: Image, layer: Pool, to: FixedType): Image {
  const { axes, ceilMode, countsPadding } = layer;
  const lengths = axes.map((axis, i) => windowsOf(axis, x.shape[i], ceilMode));
  const channels = x.shape[x.shape.length - 1];
  return imageOf([...lengths, channels], to, (place) => {
    const windows = axes.map((axis, i) => windowAt(axis, x.shape[i], place[i]));
    const pixels = windows.reduce<readonly (readonly number[])[]>(
      (found, { elements }) => found.flatMap((before) => elements.map((element) => [...before, element])),
      [[]],
    );
    const values = pixels.map((pixel) => at(x, [...pixel, place[place.length - 1]]));
    const padded = windows.reduce((product, window) => product * window.padded, 1);
    return combined(layer.function, { values, fraction: fractionOf(x.type) }, {
      places: countsPadding ? padded : values.length,
      to,
    });
  });
}

/** The same over all pixels: `[channels]`. */
export function poolAll(x: Image, name: Pool["function"], to: FixedType): Image {
  const channels = x.shape[x.shape.length - 1];
  return imageOf([channels], to, ([channel]) => {
    const values = x.data.filter((_, i) => i % channels === channel);
    return combined(name, { values, fraction: fractionOf(x.type) }, { places: values.length, to });
  });
}

function combined(
  name: Pool["function"],
  { values, fraction }: { readonly values: readonly bigint[]; readonly fraction: number },
  { places, to }: { readonly places: number; readonly to: FixedType },
): bigint {
  if (name === "max") return cast(values.reduce((a, b) => a > b ? a : b), fraction, to);
  const { numerator, denominator } = scaled(values.reduce((a, b) => a + b, 0n), fraction);
  return rationalCast({ numerator, denominator: denominator * BigInt(places) }, to);
}

/** y[j] = cast(x[⌊j / factor⌋]) along each spatial axis. */
export function upsample(x: Image, factors: readonly number[], to: FixedType): Image {
  const shape = x.shape.map((size, axis) => size * (factors[axis] ?? 1));
  return imageOf(shape, to, (place) => {
    const source = place.map((coordinate, axis) => Math.floor(coordinate / (factors[axis] ?? 1)));
    return cast(at(x, source), fractionOf(x.type), to);
  });
}

/** Names of the rules by which an output of a linear resizing finds its place in the input. */
export type Coordinates = "half_pixel" | "pytorch_half_pixel" | "align_corners" | "asymmetric";

/** Fraction bits of the share of an element. */
const SHARE = 16n;

/** y = cast(Σ row share·column share·x), shares rounded to 2^−16, half to even, the sum exact. */
export function resize(
  x: Image,
  { sizes, coordinates }: { readonly sizes: readonly number[]; readonly coordinates: Coordinates },
  to: FixedType,
): Image {
  const channels = x.shape[x.shape.length - 1];
  const unit: FixedType = {
    width: 17,
    integer: 1,
    signed: false,
    quantization: "AP_RND_CONV",
    overflow: "AP_SAT",
  };
  const fraction = fractionOf(x.type) + Number(SHARE) * sizes.length;
  return imageOf([...sizes, channels], to, (place) => {
    const channel = place[place.length - 1];
    const sum = (axis: number, pixel: readonly number[]): bigint => {
      if (axis === sizes.length) return at(x, [...pixel, channel]);
      const input = x.shape[axis];
      const { numerator, denominator } = clamped(
        placeOf({ input, output: sizes[axis], j: place[axis] }, coordinates),
        input,
      );
      const whole = numerator / denominator;
      const share = rationalCast({ numerator: numerator - whole * denominator, denominator }, unit);
      const [first, second] = [Number(whole), Math.min(Number(whole) + 1, input - 1)];
      return (2n ** SHARE - share) * sum(axis + 1, [...pixel, first]) +
        share * sum(axis + 1, [...pixel, second]);
    };
    return cast(sum(0, []), fraction, to);
  });
}

/** Places before the first element are the first, places behind the last one are the last. */
function clamped({ numerator, denominator }: Rational, input: number): Rational {
  if (numerator < 0n) return { numerator: 0n, denominator };
  const last = BigInt(input - 1) * denominator;
  return { numerator: numerator > last ? last : numerator, denominator };
}

/** Where output j lies in the input, by ONNX's Resize. */
function placeOf(
  axis: { readonly input: number; readonly output: number; readonly j: number },
  coordinates: Coordinates,
): Rational {
  const [input, output, j] = [axis.input, axis.output, axis.j].map(BigInt);
  const half = { numerator: (2n * j + 1n) * input - output, denominator: 2n * output };
  switch (coordinates) {
    case "half_pixel":
      return half;
    case "pytorch_half_pixel":
      return output > 1n ? half : { numerator: 0n, denominator: 1n };
    case "align_corners":
      return output > 1n
        ? { numerator: j * (input - 1n), denominator: output - 1n }
        : { numerator: 0n, denominator: 1n };
    case "asymmetric":
      return { numerator: j * input, denominator: output };
  }
}
