import { exhaustive } from "../../base/mod.ts";
import type { GlobalPoolPlan, PoolPlan, UpsamplePlan } from "../../design/mod.ts";
import {
  castMantissa,
  castQuotient,
  type FixedType,
  fractionBits,
  laneOf,
  type Mantissa,
  mantissaAt,
} from "../../fixed/mod.ts";
import type { PoolAxisGeometry, PoolFunction } from "../../layers/mod.ts";
import type { FixedTensor, Mantissas } from "../../tensor/mod.ts";

/** Elements of the input that an output reads along one axis, and how many places count in its average. */
interface Window {
  readonly inputs: readonly number[];
  readonly count: number;
}

/** Where outputs find their elements: windows along rows and columns of `[samples, height, width, channels]`. */
interface Grid {
  readonly rows: readonly Window[];
  readonly columns: readonly Window[];
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** What becomes of the elements of a window. */
type Combine = (values: readonly Mantissa[], count: number) => Mantissa;

/** y = cast(max) over the existing elements, or cast(sum / count), the quotient exact. */
export function runPool(plan: PoolPlan, x: FixedTensor, to: FixedType): Mantissas {
  const windows = plan.geometry.map((axis) => poolWindows(axis, plan.countsPadding));
  const lengths = plan.geometry.map((axis) => axis.input);
  return overGrid(gridOf(windows, { lengths, channels: plan.channels }), x, combineOf(plan.function, x, to));
}

/** The same over all pixels. */
export function runGlobalPool(plan: GlobalPoolPlan, x: FixedTensor, to: FixedType): Mantissas {
  switch (plan.function) {
    case "max":
    case "average":
      return overPixels(plan, combineOf(plan.function, x, to), x);
    case "argmax":
      return runArgmax(plan.channels, x, to);
    default:
      return exhaustive(plan.function);
  }
}

/** y = cast(c) of the first c with the largest x[c] of a pixel. */
function runArgmax(channels: number, x: FixedTensor, to: FixedType): Mantissas {
  return new BigInt64Array(x.data.length / channels).map((_, pixel) => {
    const values = Array.from(
      { length: channels },
      (_, c) => mantissaAt(x.data, pixel * channels + c, x.type),
    );
    const place = values.indexOf(values.reduce((a, b) => a > b ? a : b));
    return laneOf(castMantissa(BigInt(place), 0, to));
  }) as Mantissas;
}

function overPixels(
  plan: Pick<GlobalPoolPlan, "pixels" | "channels">,
  combine: Combine,
  x: FixedTensor,
): Mantissas {
  const inputs = Array.from({ length: plan.pixels }, (_, i) => i);
  const grid = gridOf([[{ inputs, count: plan.pixels }]], {
    lengths: [plan.pixels],
    channels: plan.channels,
  });
  return overGrid(grid, x, combine);
}

/** y[j] = cast(x[⌊j / factor⌋]) */
export function runUpsample(plan: UpsamplePlan, x: FixedTensor, to: FixedType): Mantissas {
  const windows = plan.geometry.map(({ input, factor }) =>
    Array.from({ length: input * factor }, (_, j): Window => ({ inputs: [Math.floor(j / factor)], count: 1 }))
  );
  const lengths = plan.geometry.map((axis) => axis.input);
  const fraction = fractionBits(x.type);
  const grid = gridOf(windows, { lengths, channels: plan.channels });
  return overGrid(grid, x, ([value]) => castMantissa(value, fraction, to));
}

function combineOf(name: PoolFunction, x: FixedTensor, to: FixedType): Combine {
  const fraction = fractionBits(x.type);
  if (name === "max") {
    return (values) => castMantissa(values.reduce((a, b) => a > b ? a : b), fraction, to);
  }
  return (values, count) => {
    const sum = values.reduce<bigint>((total, value) => total + value, 0n);
    return castQuotient({ value: sum, divisor: BigInt(count), fraction }, to);
  };
}

function poolWindows(axis: PoolAxisGeometry, countsPadding: boolean): Window[] {
  const { input, output, kernel, stride, dilation, before, after } = axis;
  return Array.from({ length: output }, (_, j) => {
    const inputs: number[] = [];
    let padded = 0;
    for (let t = 0; t < kernel; t++) {
      const place = j * stride + t * dilation - before;
      if (place >= 0 && place < input) inputs.push(place);
      else if (place < input + after) padded++;
    }
    return { inputs, count: countsPadding ? inputs.length + padded : inputs.length };
  });
}

function gridOf(
  windows: readonly (readonly Window[])[],
  sizes: { readonly lengths: readonly number[]; readonly channels: number },
): Grid {
  const { lengths, channels } = sizes;
  if (windows.length === 2) {
    return { rows: windows[0], columns: windows[1], height: lengths[0], width: lengths[1], channels };
  }
  return { rows: [{ inputs: [0], count: 1 }], columns: windows[0], height: 1, width: lengths[0], channels };
}

function overGrid(
  { rows, columns, height, width, channels }: Grid,
  x: FixedTensor,
  combine: Combine,
): Mantissas {
  const samples = x.data.length / (height * width * channels);
  const y = new BigInt64Array(samples * rows.length * columns.length * channels) as Mantissas;
  let at = 0;
  for (let sample = 0; sample < samples; sample++) {
    for (const row of rows) {
      for (const column of columns) {
        const pixels = row.inputs.flatMap((i) => column.inputs.map((j) => (sample * height + i) * width + j));
        for (let c = 0; c < channels; c++) {
          const values = pixels.map((pixel) => mantissaAt(x.data, pixel * channels + c, x.type));
          y[at++] = laneOf(combine(values, row.count * column.count));
        }
      }
    }
  }
  return y;
}
