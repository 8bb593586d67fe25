import {
  type AxisPlan,
  counterOf,
  lineRows,
  streamSchedule,
  type StreamScheduleInput,
  unrollWalk,
} from "../../walk/mod.ts";
import type { IoType, Target, TargetTiming } from "../../target/mod.ts";
import type { WindowTap } from "../plans/convolution_plans.ts";
import type { StreamWalk, WindowLoop, WindowSteps, WindowWalk } from "../plans/walk_plans.ts";

/** Plans how a stage moves its window over a stream. */
export function planStreamWalk(
  input: Omit<StreamScheduleInput, "sweepGap">,
  timing: TargetTiming,
): StreamWalk {
  const { rows, columns } = input;
  const window = (rows?.window ?? 1) * columns.window;
  switch (timing.pipelines) {
    case "stalling": {
      const loop = streamSchedule({ ...input, sweepGap: timing.sweepGap });
      const strided = loop.counters.fill?.rows.strided ?? null;
      const way: WindowLoop = {
        kind: "loop",
        ...loop,
        lineRows: rows === null ? 0 : lineRows(rows),
        rowPhase: strided && counterOf({ max: strided.phase.max * columns.phases.length }),
      };
      return { kind: "stream", window, way };
    }
    case "elastic":
      return { kind: "stream", window, way: unrolledSteps({ rows, columns }) };
  }
}

/** What was written down, by the columns of a stage, which no other one has: however its multipliers are shared. */
const unrolled = [new WeakMap<AxisPlan, WindowSteps>(), new WeakMap<AxisPlan, WindowSteps>()] as const;

/**
 * The walk of a window over a stream of elastic pipelines, written down.
 *
 * @param spareRows Rows that there is room for beside those that are needed.
 */
export function unrolledSteps(
  axes: Pick<StreamScheduleInput, "rows" | "columns">,
  spareRows: 0 | 1 = 0,
): WindowSteps {
  const known = unrolled[spareRows];
  const steps = known.get(axes.columns) ?? { kind: "steps", ...unrollWalk(axes, spareRows) };
  known.set(axes.columns, steps);
  return steps;
}

/**
 * The loop of the walk of a stage of an `io_stream` design whose pipelines stall.
 * @throws {TypeError} if it has none, which callers know to be no case.
 */
export function loopOf({ way }: StreamWalk): WindowLoop {
  if (way.kind === "loop") return way;
  throw new TypeError("A walk that is made step by step has no loop");
}

/**
 * The steps of the walk of a stage of an `io_stream` design whose pipelines are elastic.
 * @throws {TypeError} if it has none, which callers know to be no case.
 */
export function stepsOf(walk: StreamWalk | { readonly kind: "parallel" }): WindowSteps {
  if (walk.kind === "stream" && walk.way.kind === "steps") return walk.way;
  throw new TypeError("A walk through whole tensors, or of a loop, has no steps");
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
  { io, target: { timing } }: WalkSite,
): WindowWalk {
  switch (io) {
    case "io_stream":
      return planStreamWalk({ ...axes, iterationsOf: () => 1 }, timing);
    case "io_parallel":
      return { kind: "parallel", iterations: 1 };
  }
}
