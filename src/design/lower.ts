import { exhaustive, IdentifierPool } from "../base/mod.ts";
import { type FixedType, printFixedType } from "../fixed/mod.ts";
import { definitionOf, type Layer } from "../layers/mod.ts";
import type { Model } from "../model/mod.ts";
import { LEAST_DEPTH } from "../schedule/mod.ts";
import { type Shape, sizeOf } from "../tensor/mod.ts";
import { planConvolution, planDense } from "./convolution.ts";
import { type JoinSource, type JoinStages, planConcatenate, planMerge, repeatsAny } from "./joins.ts";
import { planInterpolate } from "./interpolate.ts";
import type { DesignOptions, IoType } from "./options.ts";
import type { DesignPort, LayerSettings, Stage, StagePlan, TensorPlan } from "./plan.ts";
import { quantise, resolveType } from "./quantise.ts";
import { AUTO_WIDTH, planAffine, planClip } from "./elements.ts";
import type { ExactParameters } from "./exact.ts";
import { checkAskedResult, type Note, parameterSettings, planQuantisedAffine } from "./parameters.ts";
import { type ResultRule, resultRules, sameType } from "./quantisers.ts";
import { askedResult, inputType, PARAMETERISED, resultType, ruledSettings } from "./results.ts";
import { planSelect } from "./selections.ts";
import { type Precision, type ResolvedSettings, settingsOf } from "./settings.ts";
import { planSoftmax, SHARE_TYPE } from "./softmax.ts";
import { planTable } from "./table.ts";
import { planThreshold } from "./threshold.ts";
import { planGlobalPool, planPool, planUpsample } from "./windows.ts";

/** The stages of a design before streams are split and outputs are separated. */
export interface Lowered {
  readonly stages: readonly Stage[];
  readonly tensors: ReadonlyMap<string, TensorPlan>;
  readonly storage: ReadonlyMap<string, string>;
  readonly settings: readonly LayerSettings[];
  readonly inputs: readonly DesignPort[];
  readonly outputs: readonly DesignPort[];
  readonly notes: readonly string[];
}

/**
 * Turns the layers of a model into stages with types and plans. A layer that only looks at its input under another
 * shape becomes no stage: it shares its input's tensor. So does a quantiser whose input has its type already.
 *
 * @throws {InterlaceError} as {@linkcode settingsOf} and the planners do.
 */
export function lower(model: Model, options: DesignOptions & { readonly io: IoType }): Lowered {
  const ids = new IdentifierPool();
  const stages: Stage[] = [];
  const tensors = new Map<string, TensorPlan>();
  const storage = new Map<string, string>();
  const settings: LayerSettings[] = [];
  const notes: string[] = [];
  const rules = resultRules(model, options);

  const taken = new Set(model.layers.map((layer) => layer.name));
  const addStage = (stage: Omit<Stage, "id">, output: Omit<TensorPlan, "name" | "id" | "depth">) => {
    const id = ids.take(stage.name);
    stages.push({ ...stage, id });
    tensors.set(stage.name, { name: stage.name, id, ...output, depth: LEAST_DEPTH });
  };

  for (const layer of model.layers) {
    const shape = model.shapes.get(layer.name)!;
    const asked = settingsOf(layer, options);
    const inputs = layer.inputs.map((name) => tensors.get(storage.get(name)!)!);
    const planned = planLayer({
      layer,
      model,
      inputs,
      asked,
      io: options.io,
      rule: rules.get(layer.name) ?? null,
      note: (text) => notes.push(text),
    });
    if (planned === null) {
      storage.set(layer.name, inputs[0].name);
      settings.push(plainSettings(layer));
      continue;
    }
    const natural = layer.inputs.map((name) => naturalBeats(model.shapes.get(name)!));
    const needsPixels = planned.needsPixels ||
      inputs.some(({ beats }) => beats.width !== inputs[0].beats.width);
    const repacks = options.io === "io_stream" && needsPixels;
    const sources = inputs.map((tensor, i) => {
      if (!repacks || tensor.beats.width === natural[i].width) return tensor.name;
      const name = uniqueName(taken, `${layer.name}_pixels`);
      taken.add(name);
      const shape = model.shapes.get(layer.inputs[i])!;
      addStage(
        { name, inputs: [tensor.name], plan: { kind: "repack" } },
        { shape, type: tensor.type, beats: natural[i] },
      );
      return name;
    });
    const beats = !planned.keepsBeats ? null : repacks ? natural[0] : inputs[0].beats;
    const parts: string[] = [];
    const nameOf = (read: JoinSource) => "input" in read ? sources[read.input] : parts[read.stage];
    for (const { reads, plan, shape, type } of planned.before ?? []) {
      const name = uniqueName(taken, `${layer.name}_part`);
      taken.add(name);
      addStage(
        { name, inputs: reads.map(nameOf), plan },
        { shape, type, beats: beats ?? naturalBeats(shape) },
      );
      parts.push(name);
    }
    addStage({ name: layer.name, inputs: planned.reads?.map(nameOf) ?? sources, plan: planned.plan }, {
      shape,
      type: planned.result,
      beats: beats ?? naturalBeats(shape),
    });
    storage.set(layer.name, layer.name);
    settings.push(planned.settings ?? plainSettings(layer));
  }

  const port = (layer: string, index: number): DesignPort => ({ index, tensor: storage.get(layer)! });
  return {
    stages,
    tensors,
    storage,
    settings,
    inputs: model.inputs.map(({ layer }, i) => port(layer, i)),
    outputs: model.outputs.map(({ layer }, i) => port(layer, i)),
    notes,
  };
}

/** Elements of the last axis a beat, in row-major order. */
export function naturalBeats(shape: Shape): TensorPlan["beats"] {
  const width = shape[shape.length - 1];
  return { count: sizeOf(shape) / width, width };
}

/** A name that is not taken yet. */
export function uniqueName(taken: { has(name: string): boolean }, stem: string): string {
  let name = stem;
  for (let i = 2; taken.has(name); i++) name = `${stem}_${i}`;
  return name;
}

interface PlannedLayer {
  readonly plan: StagePlan;
  readonly result: FixedType;
  /** In stream mode its input must come a pixel a beat. */
  readonly needsPixels?: boolean;
  /** In stream mode it writes a beat as wide as the one that it read. */
  readonly keepsBeats?: boolean;
  readonly settings?: LayerSettings;
  /** Stages in front of the layer's own, which `reads` some of them. */
  readonly before?: JoinStages;
  /** Default: the inputs of the layer. */
  readonly reads?: readonly JoinSource[];
}

interface LayerRequest {
  readonly layer: Layer;
  readonly model: Model;
  readonly inputs: readonly TensorPlan[];
  readonly asked: ResolvedSettings;
  readonly io: IoType;
  /** Null in a model that is not quantised. */
  readonly rule: ResultRule | null;
  readonly note: Note;
}

/** The plan of a layer, or null for one that only looks at its input under another shape. */
function planLayer(request: LayerRequest): PlannedLayer | null {
  const { layer, model, inputs, io, rule, note } = request;
  const definition = definitionOf(layer);
  const kernel = definition.kernel(layer, layer.inputs.map((name) => model.shapes.get(name)!));
  if (rule !== null) checkAskedResult({ layer, asked: request.asked, rule, note });
  const results = { layer, inputs: inputs.map(({ type }) => type), asked: request.asked, rule, note };
  if (inputs.length === 0) return { plan: { kind: "input" }, result: inputType(results) };
  const x = inputs[0].type;
  const given = rule === null
    ? request.asked
    : parameterSettings({ layer, kernel, asked: request.asked, note });
  const withResult = (parameters: ExactParameters) =>
    ruledSettings({ ...results, asked: given }, kernel, parameters);
  const asked = PARAMETERISED.includes(kernel.kind) ? given : withResult({});
  const mac = { layer: layer.name, typeName: definition.typeName(layer), x, io, settings: asked };
  switch (kernel.kind) {
    case "dense": {
      const { plan, settings } = planDense({ ...mac, kernel });
      return {
        plan,
        settings,
        result: resultType(withResult(plan), { ...plan.accumulator, width: AUTO_WIDTH }),
      };
    }
    case "convolution": {
      const { plan, settings } = planConvolution({ ...mac, kernel });
      return {
        plan,
        settings,
        result: resultType(withResult(plan), { ...plan.accumulator, width: AUTO_WIDTH }),
        needsPixels: true,
      };
    }
    case "affine": {
      const plan = rule === null
        ? planAffine(kernel, asked)
        : planQuantisedAffine({ kernel, x, asked, rule });
      return {
        plan,
        result: resultType(withResult(plan), x),
        needsPixels: kernel.scale.length > 1,
        keepsBeats: true,
      };
    }
    case "relu":
      return { plan: { kind: "relu" }, result: resultType(asked, x), keepsBeats: true };
    case "rectifier": {
      const { slopes: values } = kernel;
      const slopes = quantise(values, [values.length], resolveType(asked.weight, values, AUTO_WIDTH));
      return {
        plan: { kind: "rectifier", slopes },
        result: resultType(withResult({ slopes }), x),
        needsPixels: values.length > 1,
        keepsBeats: true,
      };
    }
    case "clip": {
      const result = resultType(asked, x);
      return { plan: planClip(kernel, result), result, keepsBeats: true };
    }
    case "table": {
      const result = resultType(asked, x);
      const slope = resolveType(asked.weight, Float64Array.of(kernel.slope ?? 1), AUTO_WIDTH);
      return { plan: planTable(kernel, { x, result, slope }, asked.tableSize), result, keepsBeats: true };
    }
    case "view":
      if (!asked.ownResult) return null;
      return { plan: { kind: "cast" }, result: resultType(asked, x), keepsBeats: true };
    case "quantize": {
      const result = asked.ownResult ? resultType(asked, x) : kernel.type;
      return sameType(result, x) ? null : { plan: { kind: "cast" }, result, keepsBeats: true };
    }
    case "permute":
      return {
        plan: { kind: "permute", shape: kernel.shape, permutation: kernel.permutation },
        result: asked.ownResult ? resultType(asked, x) : x,
      };
    case "merge": {
      const types = inputs.map(({ type }) => type);
      const repeats = repeatsAny(kernel);
      const stages = planMerge({ layer: layer.name, kernel, types, result: askedResult(asked) });
      return { ...ofStages(stages), needsPixels: repeats, keepsBeats: !repeats };
    }
    case "concatenate": {
      const types = inputs.map(({ type }) => type);
      const alike = types.every((type) => printFixedType(type) === printFixedType(x));
      const result = alike && !asked.ownResult ? x : askedResult(asked);
      return {
        ...ofStages(planConcatenate({ layer: layer.name, kernel, types, result })),
        needsPixels: true,
      };
    }
    case "select": {
      const result = asked.ownResult ? resultType(asked, x) : x;
      return { plan: planSelect(kernel, result), result, needsPixels: true };
    }
    case "shuffle":
      return { plan: kernel, result: asked.ownResult ? resultType(asked, x) : x, needsPixels: true };
    case "pool": {
      const result = kernel.function === "average" || asked.ownResult ? resultType(asked, x) : x;
      return { plan: planPool({ layer: layer.name, kernel, x, result }), result, needsPixels: true };
    }
    case "global_pool": {
      const result = kernel.function === "average" || asked.ownResult ? resultType(asked, x) : x;
      return { plan: planGlobalPool({ layer: layer.name, kernel, x, result }), result, needsPixels: true };
    }
    case "interpolate":
      return { plan: planInterpolate(kernel), result: resultType(asked, x), needsPixels: true };
    case "upsample":
      return {
        plan: planUpsample(kernel),
        result: asked.ownResult ? resultType(asked, x) : x,
        needsPixels: true,
      };
    case "hard_sigmoid": {
      const number = (value: number, precision: Precision) =>
        quantise(Float64Array.of(value), [1], resolveType(precision, Float64Array.of(value), AUTO_WIDTH));
      const slope = number(kernel.slope, asked.weight);
      const offset = number(kernel.offset, asked.bias);
      return {
        plan: { kind: "hard_sigmoid", slope, offset },
        result: resultType(asked, x),
        keepsBeats: true,
      };
    }
    case "softmax": {
      const result = resultType(asked, SHARE_TYPE);
      return { plan: planSoftmax(kernel, x, asked.tableSize), result, needsPixels: true };
    }
    case "threshold":
      return { plan: planThreshold(kernel, x), result: resultType(asked, x), keepsBeats: true };
    default:
      return exhaustive(kernel);
  }
}

/** A layer of several inputs: its last stage is its own. */
function ofStages(stages: JoinStages): Pick<PlannedLayer, "plan" | "result" | "before" | "reads"> {
  const last = stages[stages.length - 1];
  return { plan: last.plan, result: last.type, before: stages.slice(0, -1), reads: last.reads };
}

function plainSettings(layer: Layer): LayerSettings {
  return {
    layer: layer.name,
    typeName: definitionOf(layer).typeName(layer),
    strategy: null,
    reuseFactor: null,
    parallelizationFactor: null,
  };
}
