import type { Mantissa } from "../../fixed/mod.ts";
import type { SelectAxis, ShufflePrimitive } from "../../layers/mod.ts";
import type { Counter } from "../../walk/mod.ts";
import type { ElementNumbers } from "./number_plans.ts";
import type { PlanBase } from "./plan_base.ts";
import type { ParallelWalk } from "./walk_plans.ts";

/** Two tensors one behind the other along an axis; a layer of more inputs is a tree of such stages. */
export interface ConcatenatePlan extends PlanBase<"concatenate"> {
  /** Whether the channels of a pixel are joined; else runs of whole pixels follow each other. */
  readonly joinsPixels: boolean;
  /** Times that a part of the first input and a part of the second one follow each other. */
  readonly blocks: number;
  /** Elements of each input in a block. */
  readonly sizes: readonly [number, number];
  /** Numbers on the way from each input. */
  readonly numbers: readonly [ElementNumbers, ElementNumbers];
}

/** Positions along an axis that a stream kernel visits: those of the input and of the output, together. */
export interface VisitedPositions {
  /** The first position, in the input's numbering: negative where the output starts earlier. */
  readonly from: number;
  /** How many positions there are. */
  readonly positions: number;
}

/** Stream mode: a position an iteration, of the input or of the output or of both. */
export interface SelectStream {
  /** Tells the walks apart. */
  readonly kind: "stream";
  /** One where the tensors have no rows. */
  readonly rows: VisitedPositions;
  /** The width, or the length in 1-D; one where the tensors have channels alone. */
  readonly columns: VisitedPositions;
  /** Trip count of the loop. */
  readonly iterations: number;
  /** Beside that of the iterations. */
  readonly counters: SelectCounters;
}

/** Counters of a selection from a stream, in the input's numbering: negative in front of its first element. */
export interface SelectCounters {
  /** Runs past the last row. */
  readonly row: Counter;
  /** Along a row. */
  readonly column: Counter;
  /** Row of the next output, which steps on behind the last one. */
  readonly nextRow: Counter;
  /** Column of the next output, likewise. */
  readonly nextColumn: Counter;
}

/** A range along every axis, with a constant where the input has no element. */
export interface SelectPlan extends PlanBase<"select"> {
  /** One an axis of the tensors, channels last. */
  readonly axes: readonly SelectAxis[];
  /** In the result type. */
  readonly fill: Mantissa;
  /** Of one position where the tensors have no rows, likewise `columns`. */
  readonly rows: SelectAxis;
  /** The width, or the length in 1-D. */
  readonly columns: SelectAxis;
  /** Selected within a pixel. */
  readonly channels: SelectAxis;
  /** How it goes through its tensors. */
  readonly walk: SelectStream | ParallelWalk;
  /** Numbers on the way of what is not filled in. */
  readonly numbers: ElementNumbers;
}

/** Blocks of pixels to channels or back. */
export interface ShufflePlan extends PlanBase<"shuffle">, Omit<ShufflePrimitive, "kind"> {
  /** Blocks along the height and the width. */
  readonly blocks: { readonly rows: number; readonly columns: number };
  /** Numbers on the way. */
  readonly numbers: ElementNumbers;
}
