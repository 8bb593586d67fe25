import { IdentifierPool } from "../../base/mod.ts";
import { type Model, shapeOf } from "../../model/mod.ts";
import { LEAST_DEPTH } from "../../dataflow/mod.ts";
import type { DspSize, Target } from "../../target/mod.ts";
import type { DraftParts, PlanDraft, StageDraft } from "../draft.ts";
import type { JoinSource } from "./joins.ts";
import { type BeatRequest, beatsWithin } from "../work/limits.ts";
import type { IoType } from "../options/options.ts";
import type { DesignPort, LayerSettings } from "../plans/plan.ts";
import type { TensorPlan } from "../plans/tensor_plan.ts";
import { keyOf, type Memo } from "../memo.ts";
import { planLayer, type PlannedLayer } from "./plan_layer.ts";
import { resultRules } from "../types/quantisers.ts";
import { sizeOf } from "../../tensor/mod.ts";
import type { ResolvedSettings, SettingsReader } from "../options/settings.ts";
import { draftOf } from "../stage_ends.ts";

/** One for all, so that stages of it are found to be the same. */
const REPACK: PlanDraft = { kind: "repack" };

/** What of a layer was planned, and what there was to say of it. */
export interface RememberedLayer {
  readonly planned: PlannedLayer | null;
  readonly notes: readonly string[];
}

/**
 * Turns the layers of a model into stages with types and plans. A layer that only looks at its input under another
 * shape becomes no stage: it shares its input's tensor. So does a quantiser whose input has its type already.
 *
 * @throws {InterlaceError} as the reader of settings and the planners do.
 */
export function planLayers(
  model: Model,
  options: {
    readonly target: Target;
    /** What a DSP of the part multiplies. */
    readonly dsp: DspSize;
    readonly io: IoType;
    readonly settings: SettingsReader;
    readonly memo: Memo<RememberedLayer>;
  },
): DraftParts {
  const ids = new IdentifierPool();
  const stages: StageDraft[] = [];
  const tensors = new Map<string, TensorPlan>();
  const storage = new Map<string, string>();
  const settings: LayerSettings[] = [];
  const notes: string[] = [];
  const rules = resultRules(model, options.settings);

  const taken = new Set(model.layers.map((layer) => layer.name));
  const addStage = (
    stage: { readonly name: string; readonly inputs: readonly string[]; readonly plan: PlanDraft },
    request: Omit<BeatRequest, "target">,
  ) => {
    const id = ids.take(stage.name);
    stages.push(draftOf({ ...stage, id }));
    const { shape, type } = request;
    tensors.set(stage.name, { name: stage.name, id, shape, type, ...travelOf(request) });
  };

  const { target, dsp, io, memo } = options;
  const travelOf = (request: Omit<BeatRequest, "target">) =>
    io === "io_stream"
      ? { kind: "stream", beats: beatsWithin({ ...request, target }), depth: LEAST_DEPTH } as const
      : { kind: "parallel" } as const;

  for (const layer of model.layers) {
    const shape = shapeOf(model, layer.name);
    const asked = options.settings(layer);
    const inputs = layer.inputs.map((name) => tensors.get(storage.get(name)!)!);
    const rule = rules.get(layer.name) ?? null;
    const shapes = layer.inputs.map((name) => shapeOf(model, name));
    const known = memo.of(layer, keyOf([shapes, inputs, asked, dsp, io, rule]), () => {
      const notes: string[] = [];
      const note = (text: string) => void notes.push(text);
      return { planned: planLayer({ layer, model, inputs, asked, target, dsp, io, rule, note }), notes };
    });
    for (const note of known.notes) notes.push(note);
    const { planned } = known;
    if (planned === null) {
      storage.set(layer.name, inputs[0].name);
      settings.push(plainSettings(layer.name, asked));
      continue;
    }
    const pixels = layer.inputs.map((name) => shapeOf(model, name).at(-1)!);
    const widths = inputs.map((tensor) => tensor.kind === "stream" ? tensor.beats.width : undefined);
    const needsPixels = planned.needsPixels || widths.some((width) => width !== widths[0]);
    const repacks = io === "io_stream" && needsPixels;
    const sources = inputs.map((tensor, i) => {
      if (!repacks || widths[i] === pixels[i]) return tensor.name;
      const name = uniqueName(taken, `${layer.name}_pixels`);
      taken.add(name);
      const shape = shapeOf(model, layer.inputs[i]);
      addStage(
        { name, inputs: [tensor.name], plan: REPACK },
        { layer: layer.name, source: tensor.name, shape, type: tensor.type },
      );
      return name;
    });
    const width = !planned.keepsBeats ? undefined : repacks ? pixels[0] : widths[0];
    const parts: string[] = [];
    const nameOf = (read: JoinSource) => "input" in read ? sources[read.input] : parts[read.stage];
    for (const { reads, plan, shape, type } of planned.before ?? []) {
      const name = uniqueName(taken, `${layer.name}_part`);
      taken.add(name);
      addStage(
        { name, inputs: reads.map(nameOf), plan },
        { layer: layer.name, shape, type, width },
      );
      parts.push(name);
    }
    addStage({ name: layer.name, inputs: planned.reads?.map(nameOf) ?? sources, plan: planned.plan }, {
      layer: layer.name,
      shape,
      type: planned.result,
      width,
      ...portions(model, layer.name, planned.plan),
    });
    storage.set(layer.name, layer.name);
    settings.push(planned.settings ?? plainSettings(layer.name, asked));
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

/** Whether a stage can write a pixel in portions, and what its reader would have: the pixels of what it is seen as. */
function portions(
  model: Model,
  layer: string,
  { kind }: PlanDraft,
): Pick<BeatRequest, "divides" | "read" | "reshaped"> {
  if (kind !== "input" && kind !== "dense") return {};
  let name = layer;
  let read = shapeOf(model, name).at(-1) ?? null;
  const whole = read;
  // Views, and what is done element by element, have the same elements in the same order.
  while (read === whole) {
    const readers = model.layers.filter(({ inputs }) => inputs.includes(name));
    const isPort = model.outputs.some((port) => port.layer === name);
    if (isPort || readers.length !== 1) break;
    if (sizeOf(shapeOf(model, readers[0].name)) !== sizeOf(shapeOf(model, layer))) break;
    name = readers[0].name;
    read = shapeOf(model, name).at(-1) ?? null;
  }
  // A port of the design keeps the beats that it has.
  const reshaped = kind === "dense" && read !== whole &&
    model.layers.some(({ inputs }) => inputs.includes(name));
  return { divides: true, read, reshaped };
}

/** A name that is not taken yet. */
export function uniqueName(taken: { has(name: string): boolean }, stem: string): string {
  let name = stem;
  for (let i = 2; taken.has(name); i++) name = `${stem}_${i}`;
  return name;
}

function plainSettings(layer: string, { typeName }: ResolvedSettings): LayerSettings {
  return {
    layer,
    typeName,
    strategy: null,
    reuseFactor: null,
    lanes: null,
    parallelizationFactor: null,
  };
}
