import { InterlaceError } from "../base/errors.ts";
import { largest } from "../base/extremes.ts";
import { type FixedType, laneOf, mantissaAt } from "../fixed/mod.ts";
import type { ConvolutionKernel, DenseKernel } from "../layers/mod.ts";
import { type AxisPlan, planAxis, streamSchedule } from "../schedule/mod.ts";
import type { IoType, Target } from "../target/mod.ts";
import { packLatency, packResource } from "./pack.ts";
import type { ConvolutionPlan, DensePlan, LayerSettings, MacPlan, PhasePlan, WindowTap } from "./plan.ts";
import { accumulatesExactly, exactAccumulator } from "./precision.ts";
import { quantise, resolveType } from "./quantise.ts";
import { divisors, type MatrixSize, planReuse, resolveFactor, validReuseFactors } from "./reuse.ts";
import type { ResolvedSettings } from "./settings.ts";

/** Bits of a weight or bias whose type is `auto`. */
const AUTO_WIDTH = 16;

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
export function planDense(request: MacRequest<DenseKernel>): Planned<DensePlan> {
  const { kernel, settings } = request;
  const { inputs, outputs } = kernel;
  const factor = reuseFactor(request, { inputs, outputs });
  const mac = planMac(request, {
    factor,
    size: { inputs, outputs },
    weightShape: [inputs, outputs],
    sums: outputs,
    sumOf: (i) => i % outputs,
    outputOf: (sum) => sum,
  });
  const weightAt = (input: number, output: number) =>
    laneOf(mantissaAt(mac.weights.data, input * outputs + output, mac.weights.type));
  const phase = { inputs, weightAt, turns: Math.ceil(inputs / mac.reuse.inputLanes) };
  const packed = settings.strategy === "latency"
    ? packLatency([phase], outputs)
    : packResource([phase], mac.reuse);
  return {
    plan: { kind: "dense", ...mac, inputs, outputs, packed },
    settings: layerSettings(request, { reuse: factor, parallelization: null }),
  };
}

/**
 * Plans a convolution: phases, weights in the order in which the kernel reads them, the factors, the stream schedule.
 * @throws {InterlaceError} for an invalid factor, a strategy or an exact accumulator that the target has not.
 */
export function planConvolution(request: MacRequest<ConvolutionKernel>): Planned<ConvolutionPlan> {
  const { kernel, io, settings } = request;
  const { channels, groups, transposed } = kernel;
  const axes = kernel.axes.map((axis) => planAxis(axis, transposed));
  const columns = axes[axes.length - 1];
  const rows = axes.length === 2 ? axes[0] : null;
  const groupInputs = channels.input / groups;
  const shapes = phaseShapes(rows, columns);
  const taps = largest(shapes.map((shape) => shape.taps.length));
  const inputs = taps * groupInputs;

  const factor = reuseFactor(request, { inputs, outputs: channels.output });
  const kernelWidth = kernel.axes[axes.length - 1].kernel;
  const tapPhase = phaseOfTaps(shapes, kernelWidth);
  const outputs = channels.output;
  const mac = planMac(request, {
    factor,
    size: { inputs, outputs },
    weightShape: [...kernel.axes.map((axis) => axis.kernel), groupInputs, outputs],
    sums: shapes.length * outputs,
    sumOf: (i) => tapPhase[Math.floor(i / (groupInputs * outputs))] * outputs + i % outputs,
    outputOf: (sum) => sum % outputs,
  });

  const weightAt = (shape: PhaseShape) => (input: number, output: number): bigint => {
    const tap = shape.taps[Math.floor(input / groupInputs)];
    const element = ((tap.kernelRow * kernelWidth + tap.kernelColumn) * groupInputs + input % groupInputs) *
      outputs;
    return laneOf(mantissaAt(mac.weights.data, element + output, mac.weights.type));
  };
  const latency = settings.strategy === "latency";
  let base = 0;
  const phases = shapes.map((shape): PhasePlan => {
    const size = shape.taps.length * groupInputs;
    const turns = Math.max(1, Math.ceil(size / mac.reuse.inputLanes));
    const phase = {
      row: shape.row,
      column: shape.column,
      taps: shape.taps.map(({ row, column }): WindowTap => ({ row, column })),
      inputs: size,
      turns,
      base: io === "io_stream" && size > 0 ? base : 0,
      inputLanes: Math.ceil(size / factor),
    };
    if (size > 0) base += latency ? size * outputs : turns * mac.reuse.outputTurns;
    return phase;
  });
  const packable = phases.map((phase, i) => ({ ...phase, weightAt: weightAt(shapes[i]) }));
  const packed = io === "io_stream"
    ? [latency ? packLatency(packable, outputs) : packResource(packable, mac.reuse)]
    : packable.map((phase) => latency ? packLatency([phase], outputs) : packParallel(phase, mac));

  const phaseAt = (at: { row: number; column: number }) => phases[at.row * columns.phases.length + at.column];
  const stream = streamSchedule({
    rows,
    columns,
    sweepGap: request.target.timing.sweepGap,
    iterationsOf: (at) => {
      const phase = phaseAt(at);
      return latency || phase.inputs === 0 ? 1 : phase.turns * mac.reuse.outputTurns;
    },
    multiplicationsOf: (at) => phaseAt(at).inputs * outputs,
  });
  const positions = (rows?.windows ?? 1) * columns.windows;
  const parallelization = io === "io_stream" ? 1 : resolveFactor({
    layer: request.layer,
    what: "parallelization factor",
    asked: settings.parallelizationFactor,
    valid: divisors(positions),
    snap: settings.snapParallelization,
  });
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
      phases,
      inputs,
      taps,
      parallel: { factor: parallelization, partitions: positions / parallelization },
      stream,
      packed,
    },
    settings: layerSettings(request, {
      reuse: factor,
      parallelization: io === "io_stream" ? null : parallelization,
    }),
  };
}

/** A phase's own multipliers in io_parallel: as many input lanes as its own size needs. */
function packParallel(
  phase: PhasePlan & { readonly weightAt: (input: number, output: number) => bigint },
  mac: MacPlan,
) {
  const inputLanes = Math.max(1, phase.inputLanes);
  return packResource([{ ...phase, turns: Math.ceil(phase.inputs / inputLanes) }], {
    ...mac.reuse,
    inputLanes,
  });
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
        columnTaps.map((c) => ({ row: r.offset, column: c.offset, kernelRow: r.tap, kernelColumn: c.tap }))
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

function reuseFactor(request: MacRequest<unknown>, size: MatrixSize): number {
  const { settings, layer } = request;
  return resolveFactor({
    layer,
    what: "reuse factor",
    asked: settings.reuseFactor,
    valid: validReuseFactors(size),
    snap: settings.snapReuse,
  });
}

function planMac(request: MacRequest<DenseKernel | ConvolutionKernel>, sizes: {
  readonly factor: number;
  readonly size: MatrixSize;
  readonly weightShape: readonly number[];
  readonly sums: number;
  readonly sumOf: (weightIndex: number) => number;
  readonly outputOf: (sum: number) => number;
}): MacPlan {
  const { kernel, settings, x, layer, target } = request;
  checkStrategy(request);
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
    strategy: settings.strategy,
    reuse: planReuse(sizes.factor, sizes.size),
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
