import { type FixedType, fractionBits } from "../../fixed/mod.ts";
import type {
  GlobalPoolPrimitive,
  PoolAxisGeometry,
  PoolPrimitive,
  UpsamplePrimitive,
} from "../../layers/mod.ts";
import { type AxisPlan, planAxis } from "../../walk/mod.ts";
import { planDivision } from "./dividend.ts";
import type { Draft } from "../draft.ts";
import { GLOBAL_POOLS } from "./global_pools.ts";
import { planWalk, type WalkSite, windowTap } from "./walks.ts";
import type {
  AxisWindow,
  DivisionPlan,
  GlobalPoolPlan,
  PoolPlan,
  TappedWindowPlan,
  UpsamplePlan,
} from "../plans/window_plans.ts";

/** A layer without weights about to be planned. */
export interface WindowRequest<K> extends WalkSite {
  readonly layer: string;
  readonly primitive: K;
  readonly x: FixedType;
  readonly result: FixedType;
}

/**
 * Plans a pooling layer.
 * @throws {InterlaceError} for an average whose exact quotient would be too wide.
 */
export function planPool(request: WindowRequest<PoolPrimitive>): Draft<PoolPlan> {
  const { primitive } = request;
  const places = primitive.axes.reduce((product, axis) => product * axis.kernel, 1);
  const windows = primitive.axes.map((axis) => windowsOf(axis, primitive.countsPadding));
  const isWhole = windows.every((axis, i) => axis.every(({ places }) => places === primitive.axes[i].kernel));
  return {
    kind: "pool",
    function: primitive.function,
    geometry: primitive.axes,
    countsPadding: primitive.countsPadding,
    division: primitive.function === "average" ? divisionOf(request, places) : null,
    channels: primitive.channels,
    windows,
    counts: isWhole ? "all" : primitive.countsPadding ? "varying" : "existing",
    counted: countedPlaces(primitive.axes, primitive.countsPadding),
    ...planTapped(primitive.axes.map((axis) => planAxis(axis, false)), request),
  };
}

/**
 * Plans pooling over all pixels.
 * @throws {InterlaceError} for an average whose exact quotient would be too wide.
 */
export function planGlobalPool(request: WindowRequest<GlobalPoolPrimitive>): Draft<GlobalPoolPlan> {
  const { pixels, channels, function: name } = request.primitive;
  const { divides, places } = GLOBAL_POOLS[name];
  const division = divides ? divisionOf(request, pixels) : null;
  return {
    kind: "global_pool",
    function: name,
    pixels,
    channels,
    division,
    places: places({ pixels, channels }),
  };
}

/** Plans nearest up-sampling. */
export function planUpsample(primitive: UpsamplePrimitive, site: WalkSite): Draft<UpsamplePlan> {
  const axes = primitive.axes.map(({ input, factor }) =>
    planAxis({ input, output: input * factor, kernel: factor, stride: factor, dilation: 1, before: 0 }, true)
  );
  return {
    kind: "upsample",
    geometry: primitive.axes,
    channels: primitive.channels,
    counted: primitive.axes.map(({ input }) => ({ from: 0, to: input })),
    ...planTapped(axes, site),
  };
}

function planTapped(
  axes: readonly AxisPlan[],
  site: WalkSite,
): Omit<TappedWindowPlan, "channels" | "counted"> {
  const columns = axes[axes.length - 1];
  const rows = axes.length === 2 ? axes[0] : null;
  const rowOffsets = rows ? rows.phases[0].map((tap) => tap.offset) : [0];
  return {
    rows,
    columns,
    taps: rowOffsets.flatMap((row) =>
      columns.phases[0].map((tap) => windowTap(columns, { row, column: tap.offset }))
    ),
    walk: planWalk({ rows, columns }, site),
  };
}

/** What the windows of an axis hold. */
function windowsOf(axis: PoolAxisGeometry, countsPadding: boolean): readonly AxisWindow[] {
  const { input, output, kernel, stride, dilation, before, after } = axis;
  return Array.from({ length: output }, (_, i) => {
    const start = i * stride - before;
    /** Places of the window in front of an index of the input. */
    const inFrontOf = (end: number) => Math.min(kernel, Math.max(0, Math.ceil((end - start) / dilation)));
    const missing = inFrontOf(0);
    const taps = inFrontOf(input) - missing;
    return {
      first: start + missing * dilation,
      taps,
      places: countsPadding ? inFrontOf(input + after) : taps,
    };
  });
}

/** Along each axis the places that count in an average: those of elements, or the padded ones too. */
function countedPlaces(
  geometry: readonly Pick<PoolAxisGeometry, "input" | "before" | "after">[],
  countsPadding: boolean,
): readonly { readonly from: number; readonly to: number }[] {
  return geometry.map(({ input, before, after }) =>
    countsPadding ? { from: -before, to: input + after } : { from: 0, to: input }
  );
}

/** How the sum of up to `count` elements is divided. */
function divisionOf({ x, result, layer, target }: WindowRequest<unknown>, count: number): DivisionPlan {
  const bits = x.width + count.toString(2).length + (x.signed ? 0 : 1);
  return planDivision({
    layer,
    sum: { bits, fraction: fractionBits(x) },
    count,
    result,
    limits: target.limits,
  });
}
