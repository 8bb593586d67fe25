import { definitionOf } from "../layers/mod.ts";
import { IdentifierPool, toIdentifier } from "../base/mod.ts";
import { checkOptions } from "../base/options.ts";
import type { Model } from "../model/mod.ts";
import { chosenTarget, dspOf } from "../target/mod.ts";
import { DEFAULT_CLOCK_PERIOD, DEFAULT_IO } from "./types/defaults.ts";
import { DesignMemo, memoFor } from "./design_memo.ts";
import type { DraftParts, StageDraft } from "./draft.ts";
import { finishStages } from "./work/finish.ts";
import { checkLayerClasses } from "./options/layer_classes.ts";
import { namedSettings } from "./options/layer_names.ts";
import { checkIo, checkMemories } from "./work/limits.ts";
import { planLayers, uniqueName } from "./planners/plan_layers.ts";
import { castMap } from "./planners/map.ts";
import { memoryRules, obeyingMemories } from "./memories/memory_rules.ts";
import type { DesignOptions } from "./options/options.ts";
import { parameterMisfits } from "./types/parameter_fit.ts";
import type { Design, DesignPort } from "./plans/plan.ts";
import { rewriteModel } from "./rewrite.ts";
import { DESIGN_RULES } from "./options/option_rules.ts";
import { type SettingsReader, settingsReader } from "./options/settings.ts";
import { namePorts } from "./port_names.ts";
import { draftOf } from "./stage_ends.ts";
import { tensorOf } from "./stage_tensors.ts";
import { draftStreams, type PlanStreams, planStreams } from "./streams/streams.ts";
import { fifosOf } from "./streams/fifos.ts";
import { unbuiltStrategies } from "./multipliers/unbuilt_strategies.ts";
import { missingSettings, unusedSettings } from "./options/unused_settings.ts";
import { checkIsModel } from "../model/check_handed.ts";

/**
 * Decides everything about the hardware of a model: types, plans, packed weights, factors, streams.
 *
 * @throws {InterlaceError} for options that do not fit the model: unknown layer names, invalid factors, types that
 * cannot be parsed, accumulators that would be too wide; and for what passes a limit of the target.
 * @example
 * ```ts
 * import { buildModel } from "../model/mod.ts";
 * import { createDesign } from "./create.ts";
 *
 * const model = buildModel("tiny", (b) => b.relu(b.input({ length: 8, channels: 2 })));
 * const design = createDesign(model, { io: "io_parallel", precision: "ap_fixed<12,4>" });
 * design.tensors.get("relu_1")?.type.width; // 12
 * ```
 * @category Designs
 */
export function createDesign(model: Model, options: DesignOptions = {}): Design {
  return bareDesign(model, options, new DesignMemo()).with(planStreams);
}

/** A design before it is known how deep its FIFOs must be, which takes most of the time that it takes to make one. */
export interface DesignDraft {
  /** Without a schedule, and with FIFOs of two beats, whether or not that is enough. */
  readonly bare: Design;
  /**
   * Without a schedule, and with FIFOs that are deep enough: none of the final design is deeper.
   * @throws {InterlaceError} for FIFOs that were set too shallow.
   */
  readonly withFifos: () => Design;
  /**
   * What {@linkcode createDesign} makes.
   * @throws {InterlaceError} for FIFOs that were set too shallow.
   */
  readonly whole: () => Design;
}

/**
 * What {@linkcode createDesign} makes, but for its streams.
 *
 * @param memo What earlier drafts of the same model have in common with this one.
 * @throws {InterlaceError} as there, but for FIFOs that were set too shallow.
 */
export function draftDesign(
  model: Model,
  options: DesignOptions = {},
  memo: DesignMemo = new DesignMemo(),
): DesignDraft {
  const draft = bareDesign(model, options, memo);
  return {
    bare: draft.bare,
    withFifos: () => draft.with(draftStreams),
    whole: () => draft.with(planStreams),
  };
}

function bareDesign(model: Model, options: DesignOptions, memo: DesignMemo): {
  readonly bare: Design;
  /** The same with planned streams, in stream mode. */
  readonly with: (plan: PlanStreams) => Design;
} {
  checkIsModel("create a design", model);
  checkOptions("create a design", options, DESIGN_RULES);
  const target = chosenTarget(options.target);
  const io = options.io ?? DEFAULT_IO;
  checkIo(target, io);
  const { layers, missing } = namedSettings(model, options);
  checkLayerClasses(options.layerTypes, model.layers.map((layer) => definitionOf(layer).typeName(layer)));
  const asked: DesignOptions = { ...options, target, layers };
  const settings = settingsReader(model, asked);
  const remembered = memoFor(memo, target);
  const { simplified, removed, notes } = rewriteModel(model, settings, remembered.rewritten);
  const part = options.part ?? target.part;
  const used = dropUnusedInputs(
    planLayers(simplified, { target, dsp: dspOf(part), io, settings, memo: remembered.layers }),
  );
  const separate = copyPassedInputs(used);
  const isFree = io === "io_parallel" && target.fanOut === "free";
  const parts = namePorts(isFree ? separate : cloneTensors(separate), model);
  const rules = memoryRules(parts, { model: simplified, settings, target, part });
  const stages = finishStages(parts, { io, target, memoryRules: rules }, remembered.stages);
  const fifos = io === "io_stream" ? fifosOf({ ...parts, target }) : [];
  checkMemories({ stages, tensors: parts.tensors, model: model.name, io, target });
  const bare: Design = {
    name: toIdentifier(options.projectName ?? model.name),
    target,
    io,
    part,
    clockPeriod: options.clockPeriod ?? DEFAULT_CLOCK_PERIOD,
    clockUncertainty: options.clockUncertainty ?? null,
    model,
    simplified,
    removed,
    options,
    ...parts,
    stages,
    fifos,
    memoryRules: rules,
    schedule: null,
    notes: [
      ...notes,
      ...parts.notes,
      ...parameterMisfits(simplified, { parts, settings, memo: remembered.misfits }),
      ...missingSettings(missing, options),
      ...unbuiltStrategies(parts.settings, { target, options: asked }),
      ...unusedSettings({
        model,
        options: asked,
        settings,
        io,
        removed,
        parts: { ...parts, target },
        obeying: obeyingMemories({ stages, fifos, memoryRules: rules }),
      }),
    ],
  };
  return {
    bare,
    with: (plan) =>
      io === "io_stream"
        ? { ...bare, ...plan(bare, fifoDepths(parts, { model: simplified, settings })) }
        : bare,
  };
}

/** FIFO depths that were asked for, by the tensor that holds the layer's output: its own layer's, else that of a view. */
function fifoDepths(
  parts: DraftParts,
  { model, settings }: { readonly model: Model; readonly settings: SettingsReader },
): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  for (const layer of model.layers) {
    const tensor = parts.storage.get(layer.name)!;
    const { fifoDepth } = settings(layer);
    if (fifoDepth !== null && !depths.has(tensor)) depths.set(tensor, fifoDepth);
  }
  return depths;
}

/** An input that nothing reads would be a port that nothing drains. */
function dropUnusedInputs(parts: DraftParts): DraftParts {
  const readers = countReaders(parts);
  const unused = new Set(parts.inputs.map((port) => port.tensor).filter((tensor) => !readers.has(tensor)));
  return {
    ...parts,
    stages: parts.stages.filter((stage) => !unused.has(stage.name)),
    tensors: new Map([...parts.tensors].filter(([name]) => !unused.has(name))),
    inputs: parts.inputs.filter((port) => !unused.has(port.tensor)),
  };
}

/** Gives outputs that are inputs a stage of their own. */
function copyPassedInputs(parts: DraftParts): DraftParts {
  const inputs = new Set(parts.inputs.map((port) => port.tensor));
  const stages = [...parts.stages];
  const tensors = new Map(parts.tensors);
  const ids = new IdentifierPool([...tensors.values()].map((tensor) => tensor.id));
  const outputs = parts.outputs.map((port): DesignPort => {
    if (!inputs.has(port.tensor)) return port;
    const source = tensorOf({ tensors }, port.tensor);
    const name = uniqueName(tensors, `${port.tensor}_output`);
    const id = ids.take(name);
    tensors.set(name, { ...source, name, id });
    stages.push({ name, id, inputs: [source.name], plan: castMap({ x: source.type, y: source.type }) });
    return { ...port, tensor: name };
  });
  return { ...parts, stages, tensors, outputs };
}

/**
 * Clones tensors that are read more than once. A stream has one reader; and an array between the processes of a
 * dataflow region must have one producer and one consumer too (UG1399, "Dataflow Optimization Limitations").
 */
function cloneTensors(parts: DraftParts): DraftParts {
  const readers = countReaders(parts);
  const tensors = new Map(parts.tensors);
  const ids = new IdentifierPool([...tensors.values()].map((tensor) => tensor.id));
  const copies = new Map<string, string[]>();
  const stages: StageDraft[] = [];
  const takeCopy = (tensor: string): string => copies.get(tensor)?.shift() ?? tensor;
  for (const stage of parts.stages) {
    stages.push(draftOf({ ...stage, inputs: stage.inputs.map(takeCopy) }));
    const count = readers.get(stage.name) ?? 0;
    if (count < 2) continue;
    const source = tensorOf({ tensors }, stage.name);
    const addTensor = (stem: string): string => {
      const name = uniqueName(tensors, stem);
      tensors.set(name, { ...source, name, id: ids.take(name) });
      return name;
    };
    const ends: string[] = [];
    let rest = stage.name;
    for (let left = count; left >= 2; left--) {
      const pair = [
        addTensor(`${stage.name}_copy`),
        addTensor(`${stage.name}_${left > 2 ? "rest" : "copy"}`),
      ] as const;
      stages.push({
        name: pair[0],
        id: tensorOf({ tensors }, pair[0]).id,
        inputs: [rest],
        plan: { kind: "clone", copies: pair },
      });
      ends.push(pair[0]);
      rest = pair[1];
    }
    copies.set(stage.name, [...ends, rest]);
  }
  const outputs = parts.outputs.map((port) => ({ ...port, tensor: takeCopy(port.tensor) }));
  return { ...parts, stages, tensors, outputs };
}

/** How often each tensor is read, as a stage's input or as an output. */
function countReaders(parts: DraftParts): Map<string, number> {
  const readers = new Map<string, number>();
  const count = (tensor: string) => readers.set(tensor, (readers.get(tensor) ?? 0) + 1);
  for (const stage of parts.stages) stage.inputs.forEach(count);
  parts.outputs.forEach((port) => count(port.tensor));
  return readers;
}
