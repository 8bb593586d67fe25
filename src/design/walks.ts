import {
  type AxisPlan,
  lineRows,
  streamSchedule,
  type StreamScheduleInput,
  type UnrolledWalk,
  unrollWalk,
} from "../schedule/mod.ts";
import type { IoType, Target } from "../target/mod.ts";
import type { WindowTap } from "./convolution_plans.ts";
import type { StreamWalk, WindowWalk } from "./walk_plans.ts";

/** Plans how a stream kernel moves its window. */
export function planStreamWalk(input: StreamScheduleInput): StreamWalk {
  const { rows, columns } = input;
  return {
    kind: "stream",
    ...streamSchedule(input),
    window: (rows?.window ?? 1) * columns.window,
    lineRows: rows === null ? 0 : lineRows(rows),
    unrolled: unrollWalk({ rows, columns }),
  };
}

/**
 * The steps of the walk of a stage of an `io_stream` design.
 * @throws {TypeError} if it has none, which callers know to be no case.
 */
export function stepsOf(walk: StreamWalk | { readonly kind: "parallel" }): UnrolledWalk {
  if (walk.kind === "stream") return walk.unrolled;
  throw new TypeError("A walk through whole tensors has no steps");
}

/** A tap so many rows and columns behind the newest pixel. */
export function windowTap(
  { window }: AxisPlan,
  { row, column }: { readonly row: number; readonly column: number },
): WindowTap {
  return { row, column, pixel: row * window + column };
}

/** What decides how a stage goes through its tensors. */
export interface WalkSite {
  readonly io: IoType;
  readonly target: Target;
}

/** Plans the walk of a stage that makes an output pixel an iteration, or all pixels in one. */
export function planWalk(
  axes: Pick<StreamScheduleInput, "rows" | "columns">,
  { io, target: { timing: { sweepGap } } }: WalkSite,
): WindowWalk {
  switch (io) {
    case "io_stream":
      return planStreamWalk({ ...axes, sweepGap, iterationsOf: () => 1 });
    case "io_parallel":
      return { kind: "parallel", iterations: 1 };
  }
}
