import type { ExactDivision } from "../../layers/mod.ts";
import type { GlobalPoolFunction, PoolAxisGeometry, PoolFunction } from "../../layers/mod.ts";
import type { AxisPlan } from "../../walk/mod.ts";
import type { WindowTap } from "./convolution_plans.ts";
import type { ElementNumbers, InterpolateNumbers, PoolNumbers } from "./number_plans.ts";
import type { PlanBase } from "./plan_base.ts";
import type { WindowWalk } from "./walk_plans.ts";

/** How the kernel of an average divides: integers all of them, so that the quotient is rounded once and exactly. */
export type DivisionPlan = ExactDivision;

/** What stages share that move a window over the input, channel by channel. */
export interface WindowPlan {
  /** Null in 1-D. */
  readonly rows: AxisPlan | null;
  /** The width, or the length in 1-D. */
  readonly columns: AxisPlan;
  /** Of input and output. */
  readonly channels: number;
  /** How it goes through its tensors. */
  readonly walk: WindowWalk;
}

/** What of a window an output is made from, the same for every phase. */
export interface TappedWindowPlan extends WindowPlan {
  /** Elements of the window. */
  readonly taps: readonly WindowTap[];
  /** Along each axis the places that count in an average, from one to behind the last. */
  readonly counted: readonly { readonly from: number; readonly to: number }[];
}

/** The part of a window that an output has along an axis. */
export interface AxisWindow {
  /** Index of the first element that exists. */
  readonly first: number;
  /** Elements that exist. */
  readonly taps: number;
  /** Places that count: those of elements, and of padding where it counts. */
  readonly places: number;
}

/**
 * The largest existing element of a window, cast to the result type; or the exact sum of the existing elements,
 * divided by how many places count, the exact quotient cast once to the result type.
 */
export interface PoolPlan extends TappedWindowPlan, PlanBase<"pool"> {
  /** Which of the two. */
  readonly function: PoolFunction;
  /** Height and width, or the length alone. */
  readonly geometry: readonly PoolAxisGeometry[];
  /** Whether padding counts. */
  readonly countsPadding: boolean;
  /** What every window holds, output by output along each axis. */
  readonly windows: readonly (readonly AxisWindow[])[];
  /**
   * What an average is divided by: all places of a window, which no window of the layer lacks any of; the elements that
   * exist; the places within input and padding.
   */
  readonly counts: "all" | "existing" | "varying";
  /** Null for a maximum. */
  readonly division: DivisionPlan | null;
  /** Elements, sums and results. */
  readonly numbers: PoolNumbers;
}

/** The same over a whole map; see `global_pools.ts`. */
export interface GlobalPoolPlan extends PlanBase<"global_pool"> {
  /** What is made of it. */
  readonly function: GlobalPoolFunction;
  /** Elements of a channel of the input. */
  readonly pixels: number;
  /** Elements of a pixel of the input. */
  readonly channels: number;
  /** Null for all but an average. */
  readonly division: DivisionPlan | null;
  /** Of an output that is made of all channels of a pixel; null where one is made of a channel of all pixels. */
  readonly places: GlobalPoolPlaces | null;
  /** Elements, sum and result. */
  readonly numbers: PoolNumbers;
}

/** The places of the channels of a pixel, which go along with them while they are compared. */
export interface GlobalPoolPlaces {
  /** Bits of a place. */
  readonly bits: number;
  /** Levels of the tree of comparisons. */
  readonly levels: number;
}

/** Where an output of a linear resizing lies along an axis. */
export interface InterpolateSample {
  /** Index of the newest element that it needs. */
  readonly newest: number;
  /** Share of that element, in units of 2^−16; the element before has the rest of 2^16. */
  readonly share: bigint;
}

/** Linear resizing; see `interpolate.ts` for its shares and its sum. */
export interface InterpolatePlan extends WindowPlan, PlanBase<"interpolate"> {
  /** Every output along each axis: height and width, or the length alone. */
  readonly samples: readonly (readonly InterpolateSample[])[];
  /** The exact sum and its cast. */
  readonly numbers: InterpolateNumbers;
}

/**
 * Nearest up-sampling: y[j] = x[⌊j / factor⌋], cast to the result type. Its walk is that of a transposed convolution
 * whose kernel is its stride: at every position of a window of one element, `factor` phases make an output each.
 */
export interface UpsamplePlan extends TappedWindowPlan, PlanBase<"upsample"> {
  /** Length of the input and copies of an element: height and width, or the length alone. */
  readonly geometry: readonly { readonly input: number; readonly factor: number }[];
  /** Numbers on the way. */
  readonly numbers: ElementNumbers;
}
