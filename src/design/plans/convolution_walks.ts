import { type AxisPlan, sumOverOutputs } from "../../walk/mod.ts";
import type { IoType, Target, TargetTiming } from "../../target/mod.ts";
import type { FixedTensor } from "../../tensor/mod.ts";
import type {
  ConvolutionParallel,
  ConvolutionPlan,
  ConvolutionStream,
  ParallelPhase,
  StreamPhase,
  WindowTap,
} from "./convolution_plans.ts";
import { gridCounters } from "../work/counters.ts";
import type { MacSchedule } from "./mac_plans.ts";
import { planOwnPhases, turnsOf } from "./mac_schedule.ts";
import { packWeights, type WeightAt } from "../multipliers/pack.ts";
import { divisors } from "../multipliers/reuse.ts";
import type { StreamWalk } from "./walk_plans.ts";
import { planStreamWalk, windowTap } from "../planners/walks.ts";

/** A phase of a convolution, and where its taps lie in the kernel. */
export interface PhaseShape {
  /** Index of the phase along the rows; 0 in 1-D. */
  readonly row: number;
  /** Index of the phase along the columns. */
  readonly column: number;
  /** Kernel row by kernel row. */
  readonly taps: readonly (WindowTap & { readonly kernelRow: number; readonly kernelColumn: number })[];
}

/** What the walk of a convolution is planned from. */
export interface WalkedConvolution {
  readonly rows: AxisPlan | null;
  readonly columns: AxisPlan;
  readonly shapes: readonly PhaseShape[];
  /** Elements of a row of the kernel. */
  readonly kernelWidth: number;
  /** Input channels of a group. */
  readonly inputs: number;
  /** `[...kernel][inputs][outputs]` */
  readonly weights: FixedTensor;
  readonly schedule: MacSchedule;
}

/** What it is planned for. */
export interface ConvolutionWalkSite {
  readonly io: IoType;
  readonly target: Target;
  /** Parallel mode: windows that are computed at once. */
  readonly windows: number;
}

/** How a convolution goes through its tensors, and with which weights. */
export function planConvolutionWalk(
  walked: WalkedConvolution,
  { io, target, windows }: ConvolutionWalkSite,
): ConvolutionPlan["walk"] {
  const made: Walked = { ...walked, phases: weightedPhases(walked), outputs: walked.weights.shape.at(-1)! };
  switch (io) {
    case "io_stream":
      return planStream(made, target);
    case "io_parallel":
      return planParallel(made, { target, windows });
  }
}

/** Numbers of windows that an `io_parallel` convolution may compute at once, ascending. */
export function validWindows(
  { rows, columns }: Pick<ConvolutionPlan, "rows" | "columns">,
): readonly number[] {
  return divisors(positionsOf({ rows, columns }));
}

/** The taps of every phase, kernel row by kernel row. */
export function phaseShapes(rows: AxisPlan | null, columns: AxisPlan): PhaseShape[] {
  const rowPhases = rows ? rows.phases : [[{ tap: 0, offset: 0 }]];
  return rowPhases.flatMap((rowTaps, row) =>
    columns.phases.map((columnTaps, column) => ({
      row,
      column,
      taps: rowTaps.flatMap((r) =>
        columnTaps.map((c) => ({
          ...windowTap(columns, { row: r.offset, column: c.offset }),
          kernelRow: r.tap,
          kernelColumn: c.tap,
        }))
      ),
    }))
  );
}

interface Walked extends WalkedConvolution {
  readonly phases: readonly { readonly inputs: number; readonly weightAt: WeightAt }[];
  /** Output channels. */
  readonly outputs: number;
}

function weightedPhases({ shapes, inputs, kernelWidth, weights }: WalkedConvolution): Walked["phases"] {
  const outputs = weights.shape.at(-1)!;
  return shapes.map(({ taps }) => ({
    inputs: taps.length * inputs,
    weightAt: (input, output) => {
      const tap = taps[Math.floor(input / inputs)];
      const place = tap.kernelRow * kernelWidth + tap.kernelColumn;
      return weights.data[(place * inputs + input % inputs) * outputs + output];
    },
  }));
}

/** Stream mode: all phases share the multipliers, and one memory of weights. */
function planStream(
  { rows, columns, phases, outputs, schedule }: Walked,
  target: Target,
): ConvolutionStream {
  const { timing } = target;
  let base = 0;
  const made = phases.map(({ inputs }): StreamPhase => {
    const turns = turnsOf(inputs, schedule);
    const iterations = turns * schedule.outputTurns;
    const phase = {
      turns,
      iterations: Math.max(1, iterations),
      base: inputs === 0 ? 0 : base,
    };
    base += schedule.kind === "unrolled" ? inputs * outputs : iterations;
    return phase;
  });
  const indexOf = (at: { readonly row: number; readonly column: number }) =>
    at.row * columns.phases.length + at.column;
  const iterations = made.map((phase) => phase.iterations);
  return {
    ...knownWalk(
      { columns, iterations, timing },
      () => planStreamWalk({ rows, columns, iterationsOf: (at) => iterations[indexOf(at)] }, timing),
    ),
    phases: made,
    weights: packWeights(phases, schedule, target),
    multiplications: sumOverOutputs({ rows, columns }, (at) => phases[indexOf(at)].inputs * outputs),
  };
}

/** Walks that were planned, by the columns of a stage, which no other one has. */
const walks = new WeakMap<AxisPlan, Map<string, StreamWalk>>();

/** The walk of phases of so many iterations: of many ways to share multipliers, few differ in these. */
function knownWalk(
  { columns, iterations, timing }: {
    readonly columns: AxisPlan;
    readonly iterations: readonly number[];
    readonly timing: TargetTiming;
  },
  plan: () => StreamWalk,
): StreamWalk {
  const known = walks.get(columns) ?? new Map<string, StreamWalk>();
  walks.set(columns, known);
  const key = `${timing.pipelines === "stalling" ? timing.sweepGap : "steps"} ${iterations.join(" ")}`;
  const walk = known.get(key) ?? plan();
  known.set(key, walk);
  return walk;
}

/** Parallel mode: every phase of every window has multipliers and weights of its own. */
function planParallel(
  { rows, columns, phases, schedule }: Walked,
  { target, windows }: Omit<ConvolutionWalkSite, "io">,
): ConvolutionParallel {
  const own = planOwnPhases(phases.map(({ inputs }) => inputs), schedule);
  const partitions = positionsOf({ rows, columns }) / windows;
  return {
    kind: "parallel",
    windows,
    partitions,
    iterations: partitions * schedule.iterations,
    counters: gridCounters({ rows, columns }),
    multipliers: windows * own.reduce((sum, { multipliers }) => sum + multipliers, 0),
    phases: own.map(({ inputLanes, multipliers, turns }, i): ParallelPhase => ({
      inputLanes,
      multipliers,
      turns,
      weights: packWeights([phases[i]], { ...schedule, inputLanes }, target),
    })),
  };
}

function positionsOf({ rows, columns }: Pick<ConvolutionPlan, "rows" | "columns">): number {
  return (rows?.windows ?? 1) * columns.windows;
}
