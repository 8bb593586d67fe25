/** Layers whose bodies take clang minutes, each in a design of its own that has fewer of their channels and all else of them. */
import { printFixedType } from "../../src/fixed/mod.ts";
import {
  createDesign,
  type Design,
  type DesignOptions,
  isMacStage,
  type LayerOptions,
  type MacSchedule,
  resolvedOptions,
  type Stage,
  STRATEGY_OF,
  tensorOf,
} from "../../src/design/mod.ts";
import type { ConvLayer, ConvTransposeLayer, DenseLayer, Layer } from "../../src/layers/mod.ts";
import { createModel, type Model, type Port } from "../../src/model/mod.ts";
import { type RealTensor, type Shape, sizeOf } from "../../src/tensor/mod.ts";

/** Products of a body. */
export interface BodyLimits {
  /** Beyond how many a layer gets fewer channels. */
  readonly above: number;
  /** The most that it has then. */
  readonly most: number;
}

type MacStage = Extract<Stage, { readonly plan: { readonly schedule: MacSchedule } }>;
type WeightedLayer = ConvLayer | ConvTransposeLayer | DenseLayer;

/** Inputs of a group, outputs of all: what weights are shaped by, and lanes. */
interface Channels {
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * The layers of a design whose bodies have too many products, by ids of stages: each alone, at fewer channels. Types, kernel, strides,
 * padding, map, phases, strategy and turns are those of the design; what is multiplied in a turn is fewer lanes of the same,
 * of which a sum whose order counts has the interval.
 *
 * @throws {Error} where no fewer channels take the same turns.
 */
export function narrowLayers(design: Design, limits: BodyLimits): ReadonlyMap<string, Design> {
  return new Map(
    design.stages.filter(isMacStage).filter((stage) => productsOf(stage) > limits.above)
      .map((stage) => [stage.id, narrowLayer(design, stage, limits)]),
  );
}

function narrowLayer(design: Design, stage: MacStage, { most }: BodyLimits): Design {
  const layer = design.simplified.layers.find(({ name }) => name === stage.name);
  if (layer === undefined || !isWeighted(layer)) throw new Error(`${stage.name} has no weights`);
  const { schedule } = stage.plan;
  const turns = schedule.kind === "turns" ? schedule : turnsOfFactor(stage);
  const full = channelsOf(layer);
  const taps = inputsOf(stage) / full.inputs;
  const products = productsOf(stage) / (full.inputs * full.outputs);
  const share = ({ inputs, outputs }: Channels) => Math.min(inputs / full.inputs, outputs / full.outputs);
  const [first, ...others] = upTo(full.inputs).filter((inputs) => taps * inputs % turns.turns === 0).flatMap((
    inputs,
  ) =>
    upTo(full.outputs).filter((outputs) =>
      outputs % groupsOf(layer) === 0 && outputs % turns.outputTurns === 0 &&
      products * inputs * outputs <= most
    ).map((outputs) => ({ inputs, outputs }))
  );
  if (first === undefined) throw new Error(`${stage.name} takes its turns with no fewer channels`);
  const channels = others.reduce((best, each) => share(each) > share(best) ? each : best, first);
  const lanes = {
    inputs: taps * channels.inputs / turns.turns,
    outputs: channels.outputs / turns.outputTurns,
  };
  return createDesign(narrowModel(design, { stage, layer, channels }), {
    ...optionsOf(design, stage),
    layers: { [layer.name]: { ...layerOptionsOf(design, stage), lanes } },
  });
}

/** Products that an iteration writes out. */
function productsOf({ plan }: MacStage): number {
  const { inputLanes, outputLanes } = plan.schedule;
  const lanes = plan.kind === "convolution" && plan.walk.kind === "parallel"
    ? plan.walk.windows * plan.walk.phases.reduce((sum, phase) => sum + phase.inputLanes, 0)
    : inputLanes;
  return lanes * outputLanes;
}

/** Factors of a sum, of the largest phase. */
function inputsOf({ plan }: MacStage): number {
  return plan.schedule.inputLanes * plan.schedule.turns;
}

/** The turns that the factor of an unrolled body stands for. */
function turnsOfFactor({ plan }: MacStage): Pick<MacSchedule, "turns" | "outputTurns"> {
  const { schedule } = plan;
  if (schedule.kind !== "unrolled") return schedule;
  return {
    turns: schedule.inputLanes / schedule.lanes.inputs,
    outputTurns: schedule.outputLanes / schedule.lanes.outputs,
  };
}

function isWeighted(layer: Layer): layer is WeightedLayer {
  return "weights" in layer;
}

function groupsOf(layer: WeightedLayer): number {
  return "groups" in layer ? layer.groups : 1;
}

function channelsOf(layer: WeightedLayer): Channels {
  const [inputs, outputs] = layer.weights.shape.slice(-2);
  return { inputs, outputs };
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

/** A model of the layer alone, behind a view where the layer reads its tensor under another shape. */
function narrowModel(
  design: Design,
  { stage, layer, channels }: {
    readonly stage: MacStage;
    readonly layer: WeightedLayer;
    readonly channels: Channels;
  },
): Model {
  const stored = tensorOf(design, stage.inputs[0]).shape;
  const read = design.simplified.shapes.get(layer.inputs[0]) ?? stored;
  const groups = groupsOf(layer);
  const inputs = groups * channels.inputs;
  // A view of a map keeps its pixels as far as these are cut evenly; else it is read as it is multiplied.
  const share = read.at(-1)! / inputs;
  const isView = read.length !== stored.length && stored.at(-1)! % share === 0;
  const shape = isView ? cut(stored, stored.at(-1)! / share) : cut(read, inputs);
  const view: readonly Layer[] = isView
    ? [{ kind: "reshape", name: "view", inputs: ["input"], shape: cut(read, inputs) }]
    : [];
  const own: Layer = {
    ...layer,
    inputs: [isView ? "view" : "input"],
    weights: narrowWeights(layer.weights, channels),
    bias: layer.bias?.slice(0, channels.outputs) ?? null,
  };
  const made = cut(design.simplified.shapes.get(layer.name) ?? [], channels.outputs);
  return createModel({
    name: design.name,
    layers: [{ kind: "input", name: "input", inputs: [], shape }, ...view, own],
    inputs: [portOf("input", shape)],
    outputs: [portOf(layer.name, made)],
  });
}

function cut(shape: Shape, channels: number): Shape {
  return [...shape.slice(0, -1), channels];
}

function portOf(layer: string, shape: Shape): Port {
  return { name: layer, layer, sourceShape: shape, axes: shape.map((_, axis) => axis), batch: null };
}

/** Weights of the first channels. */
function narrowWeights({ shape, data }: RealTensor, { inputs, outputs }: Channels): RealTensor {
  const [allInputs, allOutputs] = shape.slice(-2);
  const narrow = [...shape.slice(0, -2), inputs, outputs];
  const kept = Float64Array.from({ length: sizeOf(narrow) }, (_, i) => {
    const output = i % outputs;
    const input = Math.floor(i / outputs) % inputs;
    const tap = Math.floor(i / (outputs * inputs));
    return data[(tap * allInputs + input) * allOutputs + output];
  });
  return { shape: narrow, data: kept };
}

/** What holds of the whole design, and the type of what the layer reads. */
function optionsOf(design: Design, stage: MacStage): DesignOptions {
  const { layers: _, ...options } = resolvedOptions(design);
  const result = printFixedType(tensorOf(design, stage.inputs[0]).type);
  return { ...options, layerTypes: { Input: { precision: { result } } } };
}

function layerOptionsOf(design: Design, { name, plan }: MacStage): LayerOptions {
  const { precision, multiplier, memoryKind, parallelizationFactor } =
    resolvedOptions(design).layers?.[name] ??
      {};
  return {
    precision,
    multiplier,
    memoryKind,
    parallelizationFactor,
    strategy: STRATEGY_OF[plan.schedule.kind],
    fold: true,
  };
}
