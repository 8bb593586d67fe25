import { InterlaceError } from "../../base/errors.ts";
import { largest } from "../../base/numbers/extremes.ts";
import type { FixedType } from "../../fixed/mod.ts";
import type { ConvolutionPrimitive, DensePrimitive } from "../../layers/mod.ts";
import { planAxis } from "../../walk/mod.ts";
import type { DspSize, IoType, Target } from "../../target/mod.ts";
import type { ConvolutionPlan, PhasePlan, WindowTap } from "../plans/convolution_plans.ts";
import {
  type PhaseShape,
  phaseShapes,
  planConvolutionWalk,
  validWindows,
} from "../plans/convolution_walks.ts";
import type { Draft } from "../draft.ts";
import { fittingSchedule } from "../multipliers/fitting.ts";
import type { MacPlan, MacSchedule } from "../plans/mac_plans.ts";
import { additionsOf, builtStrategy, planOwnLanes, sharedLanes, STRATEGY_OF } from "../plans/mac_schedule.ts";
import { packMatrix } from "../multipliers/pack.ts";
import type { MultiplierChoice } from "../options/options.ts";
import type { DensePlan, LayerSettings } from "../plans/plan.ts";
import { accumulatesExactly, exactAccumulator } from "../types/precision.ts";
import type { Note } from "../types/parameters.ts";
import { checkPairs, multiplierWith, planPairs } from "../multipliers/packing.ts";
import { productType } from "../multipliers/product_pairs.ts";
import { AUTO_WIDTH, quantise, resolveType } from "../types/quantise.ts";
import { resolveLanes } from "../multipliers/lanes.ts";
import { commonFactors, type MatrixSize, resolveFactor, validReuseFactors } from "../multipliers/reuse.ts";
import type { ResolvedSettings } from "../options/settings.ts";

/** A multiply-accumulate layer about to be planned. */
export interface MacRequest<K> {
  readonly layer: string;
  readonly typeName: string;
  readonly primitive: K;
  readonly x: FixedType;
  readonly target: Target;
  /** What a DSP of the part multiplies. */
  readonly dsp: DspSize;
  readonly io: IoType;
  readonly settings: ResolvedSettings;
  /** Takes what the user should know. */
  readonly note: Note;
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
export function planDense(request: MacRequest<DensePrimitive>): Planned<Draft<DensePlan>> {
  const { inputs, outputs } = request.primitive;
  const size = { inputs, outputs };
  const mac = planMac(request, {
    size,
    weightShape: [inputs, outputs],
    together: outputs,
    sums: outputs,
    sumOf: (i) => i % outputs,
    outputOf: (sum) => sum,
    productsOf: ({ inputLanes, outputLanes }) => inputLanes * outputLanes,
  });
  return {
    plan: { kind: "dense", ...mac, ...size, memory: packMatrix(mac.weights, mac.schedule, request.target) },
    settings: layerSettings(request, { schedule: mac.schedule, parallelization: null }),
  };
}

/**
 * Plans a convolution: phases, weights in the order in which the kernel reads them, the factors, the stream schedule.
 * @throws {InterlaceError} for an invalid factor, a strategy or an exact accumulator that the target has not.
 */
export function planConvolution(request: MacRequest<ConvolutionPrimitive>): Planned<Draft<ConvolutionPlan>> {
  const { primitive, io } = request;
  const { channels, groups, transposed } = primitive;
  const axes = primitive.axes.map((axis) => planAxis(axis, transposed));
  const columns = axes[axes.length - 1];
  const rows = axes.length === 2 ? axes[0] : null;
  const groupChannels = { input: channels.input / groups, output: channels.output / groups };
  const shapes = phaseShapes(rows, columns);
  const taps = largest(shapes.map((shape) => shape.taps.length));
  const inputs = taps * groupChannels.input;

  const kernelWidth = primitive.axes[axes.length - 1].kernel;
  const tapPhase = phaseOfTaps(shapes, kernelWidth);
  const outputs = channels.output;
  const mac = planMac(request, {
    size: { inputs, outputs },
    weightShape: [...primitive.axes.map((axis) => axis.kernel), groupChannels.input, outputs],
    together: groupChannels.output,
    sums: shapes.length * outputs,
    sumOf: (i) => tapPhase[Math.floor(i / (groupChannels.input * outputs))] * outputs + i % outputs,
    outputOf: (sum) => sum % outputs,
    productsOf: (schedule) => productsOf(schedule, { shapes, channels: groupChannels.input, request }),
  });

  const walk = planConvolutionWalk({
    rows,
    columns,
    shapes,
    kernelWidth,
    inputs: groupChannels.input,
    weights: mac.weights,
    schedule: mac.schedule,
  }, { io, target: request.target, windows: windowsOf({ rows, columns }, request) });
  return {
    plan: {
      kind: "convolution",
      transposed,
      ...mac,
      geometry: primitive.axes,
      rows,
      columns,
      groups,
      channels,
      groupChannels,
      phases: shapes.map(({ row, column, taps }): PhasePlan => ({
        row,
        column,
        taps: taps.map(({ row, column, pixel }): WindowTap => ({ row, column, pixel })),
        inputs: taps.length * groupChannels.input,
      })),
      inputs,
      taps,
      walk,
    },
    settings: layerSettings(request, {
      schedule: mac.schedule,
      parallelization: walk.kind === "stream" ? null : walk.windows,
    }),
  };
}

/** Windows that an `io_parallel` convolution computes at once; one in a stream. */
function windowsOf(
  axes: Pick<ConvolutionPlan, "rows" | "columns">,
  { layer, settings, io }: MacRequest<ConvolutionPrimitive>,
): number {
  if (io === "io_stream") return 1;
  return resolveFactor({
    layer,
    what: "parallelization factor",
    asked: settings.parallelizationFactor,
    valid: validWindows(axes),
    snap: settings.snapParallelization,
  });
}

/** The phase that owns each kernel element (row-major). */
function phaseOfTaps(shapes: readonly PhaseShape[], kernelWidth: number): number[] {
  const owner: number[] = [];
  shapes.forEach((shape, index) => {
    for (const tap of shape.taps) owner[tap.kernelRow * kernelWidth + tap.kernelColumn] = index;
  });
  return owner;
}

function planMac(request: MacRequest<DensePrimitive | ConvolutionPrimitive>, sizes: {
  readonly size: MatrixSize;
  readonly weightShape: readonly number[];
  /** Outputs side by side that are sums of the same inputs. */
  readonly together: number;
  readonly sums: number;
  readonly sumOf: (weightIndex: number) => number;
  readonly outputOf: (sum: number) => number;
  readonly productsOf: (schedule: MacSchedule) => number;
}): Omit<MacPlan, "numbers"> {
  const { primitive, settings, x, layer, target } = request;
  checkStrategy(request);
  const common = commonFactors(sizes.size);
  const values = primitive.bias ?? new Float64Array(sizes.size.outputs);
  const weights = quantise(
    primitive.weights,
    sizes.weightShape,
    resolveType(settings.weight, primitive.weights, AUTO_WIDTH),
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
  const orderFree = accumulatesExactly(accumulator, { x, weight: weights.type });
  const additions = additionsOf({ orderFree }, target);
  const pairing = { ...request, weight: weights.type, outputs: sizes.together };
  const pairs = planPairs(pairing);
  const lanes = resolveLanes({
    layer,
    size: sizes.size,
    factor: settings.reuseFactor,
    lanes: settings.lanes,
    snap: settings.snapReuse,
    // Unrolled, all outputs are at work at once.
    pairs: settings.strategy === "resource" ? pairs : null,
  });
  const schedule = fittingSchedule({
    layer,
    target,
    io: request.io,
    strategy: builtStrategy(settings.strategy, target),
    lanes,
    additions,
    pairs,
    ...sizes.size,
    factors: common,
    weightBits: weights.type.width,
    keeps: { strategy: settings.ownStrategy, factor: !settings.snapReuse },
    productsOf: sizes.productsOf,
    note: request.note,
  });
  const multiplier = multiplierOf(request, { pairs, schedule });
  checkPairs(pairing, { multiplier, schedule });
  return {
    validFactors: validReuseFactors(sizes.size),
    commonFactors: common,
    schedule,
    product: productType(weights.type, x),
    multiplier,
    pairs,
    weights,
    bias,
    accumulator,
    orderFree,
  };
}

/** What the multipliers of a layer are bound to, of what was asked for. */
function multiplierOf(
  { settings: { multiplier: asked }, target }: MacRequest<unknown>,
  { pairs, schedule }: Pick<MacPlan, "pairs" | "schedule">,
): MultiplierChoice {
  const isBound = asked !== "packed" && target.multipliers.some((bound) => bound === asked);
  return multiplierWith({ pairs, multiplier: isBound ? asked : "auto" }, schedule);
}

/** Products of an iteration: of the phase at work, or of every phase of all windows. */
function productsOf(
  schedule: MacSchedule,
  { shapes, channels, request: { io, settings } }: {
    readonly shapes: readonly PhaseShape[];
    readonly channels: number;
    readonly request: MacRequest<ConvolutionPrimitive>;
  },
): number {
  if (io === "io_stream") return schedule.inputLanes * schedule.outputLanes;
  const lanes = shapes.map(({ taps }) => planOwnLanes(taps.length * channels, schedule).inputLanes);
  return settings.parallelizationFactor * schedule.outputLanes * lanes.reduce((sum, each) => sum + each, 0);
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
  used: { readonly schedule: MacSchedule; readonly parallelization: number | null },
): LayerSettings {
  const { settings } = request;
  return {
    layer: request.layer,
    typeName: request.typeName,
    strategy: STRATEGY_OF[used.schedule.kind],
    reuseFactor: { asked: settings.reuseFactor ?? used.schedule.factor, used: used.schedule.factor },
    lanes: { asked: settings.lanes, used: sharedLanes(used.schedule) },
    parallelizationFactor: used.parallelization === null
      ? null
      : { asked: settings.parallelizationFactor, used: used.parallelization },
  };
}
