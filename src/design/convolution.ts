import { InterlaceError } from "../base/errors.ts";
import { largest } from "../base/extremes.ts";
import { type FixedType, laneOf, mantissaAt } from "../fixed/mod.ts";
import type { ConvolutionKernel, DenseKernel } from "../layers/mod.ts";
import { type AxisPlan, planAxis, sumOverOutputs } from "../schedule/mod.ts";
import type { IoType, Target } from "../target/mod.ts";
import type {
  ConvolutionParallel,
  ConvolutionPlan,
  ConvolutionStream,
  ParallelPhase,
  PhasePlan,
  StreamPhase,
  WindowTap,
} from "./convolution_plans.ts";
import { gridCounters } from "./counters.ts";
import type { Draft } from "./draft.ts";
import { AUTO_WIDTH } from "./elements.ts";
import type { MacPlan, MacSchedule } from "./mac_plans.ts";
import { planOwnLanes, planSchedule, turnsOf } from "./mac_schedule.ts";
import { packWeights, type WeightAt } from "./pack.ts";
import type { DensePlan, LayerSettings } from "./plan.ts";
import { accumulatesExactly, exactAccumulator } from "./precision.ts";
import { quantise, resolveType } from "./quantise.ts";
import { divisors, type MatrixSize, resolveFactor, validReuseFactors } from "./reuse.ts";
import type { ResolvedSettings } from "./settings.ts";
import { planStreamWalk, windowTap } from "./walks.ts";

/** A multiply-accumulate layer about to be planned. */
export interface MacRequest<K> {
  readonly layer: string;
  readonly typeName: string;
  readonly kernel: K;
  readonly x: FixedType;
  readonly target: Target;
  readonly io: IoType;
  readonly settings: ResolvedSettings;
}

/** A planned layer and what it got of what it asked for. */
export interface Planned<P> {
  readonly plan: P;
  readonly settings: LayerSettings;
}

/**
 * Plans a dense layer.
 * @throws {InterlaceError} for an invalid reuse factor, a strategy or an exact accumulator that the target has not.
 */
export function planDense(request: MacRequest<DenseKernel>): Planned<Draft<DensePlan>> {
  const { inputs, outputs } = request.kernel;
  const size = { inputs, outputs };
  const mac = planMac(request, {
    size,
    weightShape: [inputs, outputs],
    sums: outputs,
    sumOf: (i) => i % outputs,
    outputOf: (sum) => sum,
  });
  const weightAt = (input: number, output: number) =>
    laneOf(mantissaAt(mac.weights.data, input * outputs + output, mac.weights.type));
  return {
    plan: { kind: "dense", ...mac, ...size, memory: packWeights([{ inputs, weightAt }], mac.schedule) },
    settings: layerSettings(request, { reuse: mac.schedule.factor, parallelization: null }),
  };
}

/**
 * Plans a convolution: phases, weights in the order in which the kernel reads them, the factors, the stream schedule.
 * @throws {InterlaceError} for an invalid factor, a strategy or an exact accumulator that the target has not.
 */
export function planConvolution(request: MacRequest<ConvolutionKernel>): Planned<Draft<ConvolutionPlan>> {
  const { kernel, io } = request;
  const { channels, groups, transposed } = kernel;
  const axes = kernel.axes.map((axis) => planAxis(axis, transposed));
  const columns = axes[axes.length - 1];
  const rows = axes.length === 2 ? axes[0] : null;
  const groupChannels = { input: channels.input / groups, output: channels.output / groups };
  const shapes = phaseShapes(rows, columns);
  const taps = largest(shapes.map((shape) => shape.taps.length));
  const inputs = taps * groupChannels.input;

  const kernelWidth = kernel.axes[axes.length - 1].kernel;
  const tapPhase = phaseOfTaps(shapes, kernelWidth);
  const outputs = channels.output;
  const mac = planMac(request, {
    size: { inputs, outputs },
    weightShape: [...kernel.axes.map((axis) => axis.kernel), groupChannels.input, outputs],
    sums: shapes.length * outputs,
    sumOf: (i) => tapPhase[Math.floor(i / (groupChannels.input * outputs))] * outputs + i % outputs,
    outputOf: (sum) => sum % outputs,
  });

  const weightAt = (shape: PhaseShape) => (input: number, output: number): bigint => {
    const tap = shape.taps[Math.floor(input / groupChannels.input)];
    const place = tap.kernelRow * kernelWidth + tap.kernelColumn;
    const element = (place * groupChannels.input + input % groupChannels.input) * outputs;
    return laneOf(mantissaAt(mac.weights.data, element + output, mac.weights.type));
  };
  const phases = shapes.map((shape) => ({
    row: shape.row,
    column: shape.column,
    taps: shape.taps.map(({ row, column, pixel }): WindowTap => ({ row, column, pixel })),
    inputs: shape.taps.length * groupChannels.input,
    weightAt: weightAt(shape),
  }));
  const walked = { rows, columns, phases, outputs, schedule: mac.schedule };
  const walk = io === "io_stream" ? planStream(walked, request.target) : planParallel(walked, request);
  return {
    plan: {
      kind: "convolution",
      transposed,
      ...mac,
      geometry: kernel.axes,
      rows,
      columns,
      groups,
      channels,
      groupChannels,
      phases: phases.map(({ weightAt: _, ...phase }) => phase),
      inputs,
      taps,
      walk,
    },
    settings: layerSettings(request, {
      reuse: mac.schedule.factor,
      parallelization: walk.kind === "stream" ? null : walk.windows,
    }),
  };
}

/** What the walk of a convolution is planned from. */
interface Walked {
  readonly rows: AxisPlan | null;
  readonly columns: AxisPlan;
  readonly phases: readonly (PhasePlan & { readonly weightAt: WeightAt })[];
  /** Output channels. */
  readonly outputs: number;
  readonly schedule: MacSchedule;
}

/** Stream mode: all phases share the multipliers, and one memory of weights. */
function planStream(
  { rows, columns, phases, outputs, schedule }: Walked,
  { timing }: Target,
): ConvolutionStream {
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
  return {
    ...planStreamWalk({
      rows,
      columns,
      sweepGap: timing.sweepGap,
      iterationsOf: (at) => made[indexOf(at)].iterations,
    }),
    phases: made,
    weights: packWeights(phases, schedule),
    multiplications: sumOverOutputs({ rows, columns }, (at) => phases[indexOf(at)].inputs * outputs),
  };
}

/** Parallel mode: every phase of every window has multipliers and weights of its own. */
function planParallel(
  { rows, columns, phases, schedule }: Walked,
  { layer, settings }: MacRequest<ConvolutionKernel>,
): ConvolutionParallel {
  const positions = (rows?.windows ?? 1) * columns.windows;
  const windows = resolveFactor({
    layer,
    what: "parallelization factor",
    asked: settings.parallelizationFactor,
    valid: divisors(positions),
    snap: settings.snapParallelization,
  });
  const own = phases.map(({ inputs }) => planOwnLanes(inputs, schedule));
  const partitions = positions / windows;
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
      weights: packWeights([phases[i]], { ...schedule, inputLanes }),
    })),
  };
}

interface PhaseShape {
  readonly row: number;
  readonly column: number;
  readonly taps: readonly (WindowTap & { readonly kernelRow: number; readonly kernelColumn: number })[];
}

/** The taps of every phase, kernel row by kernel row. */
function phaseShapes(rows: AxisPlan | null, columns: AxisPlan): PhaseShape[] {
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

/** The phase that owns each kernel element (row-major). */
function phaseOfTaps(shapes: readonly PhaseShape[], kernelWidth: number): number[] {
  const owner: number[] = [];
  shapes.forEach((shape, index) => {
    for (const tap of shape.taps) owner[tap.kernelRow * kernelWidth + tap.kernelColumn] = index;
  });
  return owner;
}

function planMac(request: MacRequest<DenseKernel | ConvolutionKernel>, sizes: {
  readonly size: MatrixSize;
  readonly weightShape: readonly number[];
  readonly sums: number;
  readonly sumOf: (weightIndex: number) => number;
  readonly outputOf: (sum: number) => number;
}): Omit<MacPlan, "numbers"> {
  const { kernel, settings, x, layer, target } = request;
  checkStrategy(request);
  const valid = validReuseFactors(sizes.size);
  const factor = resolveFactor({
    layer,
    what: "reuse factor",
    asked: settings.reuseFactor,
    valid,
    snap: settings.snapReuse,
  });
  const values = kernel.bias ?? new Float64Array(sizes.size.outputs);
  const weights = quantise(
    kernel.weights,
    sizes.weightShape,
    resolveType(settings.weight, kernel.weights, AUTO_WIDTH),
  );
  const bias = quantise(values, [values.length], resolveType(settings.bias, values, AUTO_WIDTH));
  const accumulator = settings.accum === "auto"
    ? exactAccumulator({
      layer,
      x,
      weights,
      bias,
      sums: sizes.sums,
      sumOf: sizes.sumOf,
      outputOf: sizes.outputOf,
      most: target.limits.accumulatorBits,
    })
    : settings.accum;
  return {
    validFactors: valid,
    schedule: planSchedule({ strategy: settings.strategy, factor, ...sizes.size }),
    multiplier: target.multipliers.some((bound) => bound === settings.multiplier)
      ? settings.multiplier
      : "auto",
    weights,
    bias,
    accumulator,
    orderFree: accumulatesExactly(accumulator, { x, weight: weights.type }),
  };
}

function checkStrategy({ layer, io, settings: { strategy }, target }: MacRequest<unknown>): void {
  const bound = target.strategies[io];
  if (bound.includes(strategy)) return;
  throw new InterlaceError(
    `Cannot use strategy ${strategy} for layer "${layer}": ${target.name} cannot bind it in ${io}`,
    { code: "option-invalid", place: { layer, field: "Strategy" }, hint: `Use ${bound.join(" or ")}.` },
  );
}

function layerSettings(
  request: MacRequest<unknown>,
  used: { readonly reuse: number; readonly parallelization: number | null },
): LayerSettings {
  const { settings } = request;
  return {
    layer: request.layer,
    typeName: request.typeName,
    strategy: settings.strategy,
    reuseFactor: { asked: settings.reuseFactor, used: used.reuse },
    parallelizationFactor: used.parallelization === null
      ? null
      : { asked: settings.parallelizationFactor, used: used.parallelization },
  };
}
