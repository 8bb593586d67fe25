import { exhaustive } from "../base/mod.ts";
import type { GlobalPoolPlan, InterpolatePlan, PoolPlan, UpsamplePlan } from "../design/mod.ts";
import { INTERPOLATION_SHARE } from "../design/mod.ts";
import { type FixedType, fractionBits, type Interval } from "../fixed/mod.ts";
import { type Shape, sizeOf } from "../tensor/mod.ts";
import { padded, reachBehind, windowAttributes } from "./axes.ts";
import { castResult } from "./cast.ts";
import { ELEMENT } from "./graph.ts";
import { castQuotient, type Divisors } from "./quotient.ts";
import { checkFloat32, dimsOf, type Site, type Value, viewed } from "./values.ts";

/** The largest element of every window, or the average. */
export function writePool(plan: PoolPlan, to: FixedType, site: Site): Value {
  const { geometry, channels } = plan;
  const whole = viewed(site.inputs[0], [...geometry.map(({ input }) => input), channels], site);
  const ends = geometry.map((axis) => [axis.before, reachBehind(axis)] as const);
  const shape = [...geometry.map(({ output }) => output), channels];
  const windows = { shape, plan, site };
  return plan.function === "max"
    ? maximum(padded(whole, ends, leastOf(whole.numbers), site), windows, to)
    : average(padded(whole, ends, 0, site), windows, to);
}

/** Windows over a padded value, and the shape of what comes of them. */
interface Windows {
  readonly shape: Shape;
  readonly plan: PoolPlan;
  readonly site: Site;
}

function maximum(x: Value, { shape, plan, site }: Windows, to: FixedType): Value {
  const name = site.graph.node(`${site.stage}.largest`, {
    operator: "MaxPool",
    inputs: [x.name],
    dims: dimsOf(shape),
    attributes: windowAttributes(plan.geometry),
  });
  return castResult({ ...x, name, shape }, to, site);
}

/** The sum of every window by a convolution with ones, channel by channel, over how many places count. */
function average(x: Value, { shape, plan, site }: Windows, to: FixedType): Value {
  const { graph, stage } = site;
  const { geometry, channels, windows } = plan;
  const kernel = geometry.map(({ kernel }) => kernel);
  const taps = sizeOf(kernel);
  const numbers = timesCount(x.numbers, taps);
  checkFloat32(numbers, stage, "a sum");
  const sum = graph.node(`${stage}.sum`, {
    operator: "Conv",
    inputs: [
      x.name,
      graph.floats(`${stage}.ones`, [channels, 1, ...kernel], new Float32Array(channels * taps).fill(1)),
    ],
    dims: dimsOf(shape),
    attributes: { ...windowAttributes(geometry), group: channels },
  });
  const places = windows.reduce<readonly number[]>(
    (all, axis) => all.flatMap((before) => axis.map((window) => before * window.places)),
    [1],
  );
  const divisors = countsOf(places, dimsOf([...geometry.map(({ output }) => output), 1]), site);
  const cast = castQuotient(
    { name: sum, dividends: numbers, quotients: timesCount(x.numbers, 1), divisors },
    to,
    { graph, stage, label: stage, dims: dimsOf(shape) },
  );
  return { name: cast.name, shape, numbers: cast };
}

function countsOf(places: readonly number[], dims: Shape, { graph, stage }: Site): Divisors {
  const distinct = new Set(places);
  const most = places.reduce((a, b) => Math.max(a, b));
  if (distinct.size === 1) return { name: graph.number(`${stage}.count`, most), most };
  // A count that is no power of two decides how all quotients are taken.
  const odd = places.find((count) => !Number.isInteger(Math.log2(count)));
  return { name: graph.floats(`${stage}.counts`, dims, places), most: odd ?? most };
}

/** What pooling makes of a whole map. */
export function writeGlobalPool(plan: GlobalPoolPlan, to: FixedType, site: Site): Value {
  switch (plan.function) {
    case "max":
    case "average":
      return writeOverPixels(plan, to, site);
    case "argmax":
      return writeArgmax(plan, to, site);
    default:
      return exhaustive(plan.function);
  }
}

/** The place of the largest channel, as a real number. */
function writeArgmax({ pixels, channels }: GlobalPoolPlan, to: FixedType, site: Site): Value {
  const { graph, stage } = site;
  const x = viewed(site.inputs[0], [pixels, channels], site);
  const shape = [pixels, 1];
  const numbers = { lo: 0n, hi: BigInt(channels - 1), fraction: 0 };
  checkFloat32(numbers, stage, "a place");
  const place = graph.node(`${stage}.place`, {
    operator: "ArgMax",
    inputs: [x.name],
    dims: dimsOf(shape),
    element: ELEMENT.int64,
    attributes: { axis: 1, keepdims: 1 },
  });
  const name = graph.node(`${stage}.real`, {
    operator: "Cast",
    inputs: [place],
    dims: dimsOf(shape),
    attributes: { to: ELEMENT.float },
  });
  return castResult({ name, shape, numbers }, to, site);
}

/** The largest element of every channel, or the average. */
function writeOverPixels(plan: GlobalPoolPlan, to: FixedType, site: Site): Value {
  const { graph, stage } = site;
  const { pixels, channels } = plan;
  const x = viewed(site.inputs[0], [pixels, channels], site);
  const shape = [1, channels];
  const isMaximum = plan.function === "max";
  const numbers = isMaximum ? x.numbers : timesCount(x.numbers, pixels);
  checkFloat32(numbers, stage, "a sum");
  const name = graph.node(`${stage}.${isMaximum ? "largest" : "sum"}`, {
    operator: isMaximum ? "ReduceMax" : "ReduceSum",
    inputs: isMaximum ? [x.name] : [x.name, graph.integers(`${stage}.axes`, [2])],
    dims: dimsOf(shape),
    attributes: isMaximum ? { axes: [2], keepdims: 1 } : { keepdims: 1 },
  });
  if (isMaximum) return castResult({ name, shape, numbers }, to, site);
  const divisors = { name: graph.number(`${stage}.count`, pixels), most: pixels };
  const cast = castQuotient(
    { name, dividends: numbers, quotients: x.numbers, divisors },
    to,
    { graph, stage, label: stage, dims: dimsOf(shape) },
  );
  return { name: cast.name, shape, numbers: cast };
}

/** Every element several times along the axes. */
export function writeUpsample(plan: UpsamplePlan, to: FixedType, site: Site): Value {
  const { graph, stage } = site;
  const { geometry, channels } = plan;
  const x = viewed(site.inputs[0], [...geometry.map(({ input }) => input), channels], site);
  const shape = [...geometry.map(({ input, factor }) => input * factor), channels];
  const scales = [1, 1, ...geometry.map(({ factor }) => factor)];
  const name = graph.node(`${stage}.repeated`, {
    operator: "Resize",
    inputs: [x.name, "", graph.floats(`${stage}.factors`, [scales.length], scales)],
    dims: dimsOf(shape),
    attributes: { mode: "nearest", coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" },
  });
  return castResult({ ...x, name, shape }, to, site);
}

/** Linear resizing as a product with the shares of every axis. */
export function writeInterpolate(plan: InterpolatePlan, to: FixedType, site: Site): Value {
  const { graph, stage } = site;
  const { channels, samples, numbers } = plan;
  const inputs = [...plan.rows === null ? [] : [plan.rows.input], plan.columns.input];
  const x = viewed(site.inputs[0], [...inputs, channels], site);
  checkFloat32(numbers.sum, stage, "a sum");
  const columns = samples[samples.length - 1];
  const wide = [...inputs.slice(0, -1), columns.length, channels];
  const across = graph.node(`${stage}.across`, {
    operator: "MatMul",
    inputs: [
      x.name,
      graph.floats(
        `${stage}.columns`,
        [plan.columns.input, columns.length],
        shares(columns, plan.columns.input, "columns"),
      ),
    ],
    dims: dimsOf(wide),
  });
  const shape = [...samples.map((axis) => axis.length), channels];
  const name = plan.rows === null ? across : graph.node(`${stage}.down`, {
    operator: "MatMul",
    inputs: [
      graph.floats(
        `${stage}.rows`,
        [samples[0].length, plan.rows.input],
        shares(samples[0], plan.rows.input, "rows"),
      ),
      across,
    ],
    dims: dimsOf(shape),
  });
  return castResult({ name, shape, numbers: numbers.sum }, to, site);
}

/** The share of every input in every output of an axis: a matrix with a row an output, or with a column each. */
function shares(
  samples: InterpolatePlan["samples"][number],
  inputs: number,
  of: "rows" | "columns",
): Float64Array {
  const matrix = new Float64Array(samples.length * inputs);
  samples.forEach(({ newest, share }, output) => {
    const part = Number(share) * 2 ** -fractionBits(INTERPOLATION_SHARE);
    const at = (input: number) => of === "rows" ? output * inputs + input : input * samples.length + output;
    matrix[at(newest)] += part;
    if (part < 1) matrix[at(newest - 1)] += 1 - part;
  });
  return matrix;
}

/** Sums of up to so many numbers, in any order. */
function timesCount({ lo, hi, fraction }: Interval, count: number): Interval {
  const [least, most] = [lo < 0n ? lo : 0n, hi > 0n ? hi : 0n];
  return { lo: least * BigInt(count), hi: most * BigInt(count), fraction };
}

function leastOf({ lo, fraction }: Interval): number {
  return Number(lo) * 2 ** -fraction;
}
