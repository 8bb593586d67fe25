import { exhaustive } from "../../base/exhaustive.ts";
import { nearest } from "../../base/text/nearest.ts";
import { definitionOf, typedSettings } from "../../layers/mod.ts";
import type { Model } from "../../model/mod.ts";
import { changesNothing, fewOf } from "./finding_text.ts";
import { settingsNamed } from "./layer_names.ts";
import { meansType } from "./layer_types.ts";
import type { DraftParts, PlanDraft } from "../draft.ts";
import type { Design } from "../plans/plan.ts";
import type { DesignOptions, IoType, LayerOptions } from "./options.ts";
import { isAuto, type SettingsReader } from "./settings.ts";
import { fifoOrigins } from "../streams/streams.ts";
import { hasParameters, hasTables } from "../stage_facts.ts";

/** Settings that not every stage has a use for, as a configuration spells them. */
const SETTING_KEYS = [
  "Precision.weight",
  "Precision.bias",
  "Precision.accum",
  "ReuseFactor",
  "Lanes",
  "Strategy",
  "ParallelizationFactor",
  "TableSize",
  "FifoDepth",
  "MemoryKind",
  "Multiplier",
] as const;

type SettingKey = typeof SETTING_KEYS[number];

/** What a layer lacks that has no use for a setting. */
const LACKING: Readonly<Record<SettingKey, string>> = {
  "Precision.weight": "weights",
  "Precision.bias": "biases",
  "Precision.accum": "sums of products",
  ReuseFactor: "sums of products",
  Lanes: "sums of products",
  Strategy: "sums of products",
  ParallelizationFactor: "windows side by side, as convolutions in io_parallel have",
  TableSize: "tables",
  FifoDepth: "FIFOs behind it",
  MemoryKind: "memories that can be made of that",
  Multiplier: "multipliers of weights that can be made of that",
};

/** A finished design, and what it was asked for. */
export interface UseRequest {
  /** As it was imported. */
  readonly model: Model;
  readonly options: DesignOptions;
  readonly settings: SettingsReader;
  readonly io: IoType;
  /** How layers were removed, by name: the rest of a sentence. */
  readonly removed: ReadonlyMap<string, string>;
  readonly parts: DraftParts & Pick<Design, "target">;
  /** Layers with memories that are made of what was asked for. */
  readonly obeying: ReadonlySet<string>;
}

/**
 * Names every setting that changes nothing: of a layer that was removed, of one that has no use for it, of a layer type
 * that no layer has. A setting that asks for what is the case without it (`auto`, a factor of 1) is no matter.
 *
 * @returns One sentence a finding.
 */
export function unusedSettings(request: UseRequest): readonly string[] {
  const uses = new Uses(request);
  return [...unusedByName(request, uses), ...unusedByType(request, uses), ...unusedByModel(request, uses)];
}

/** Names what was set for layers that a model has not; hls4ml wrote that, for a graph of its own. */
export function missingSettings(missing: readonly string[], options: DesignOptions): readonly string[] {
  const given = missing.filter((name) => givenKeys(settingsNamed(options.layers, name) ?? {}).length > 0);
  if (given.length === 0) return [];
  const names = fewOf(given.map((name) => `"${name}"`));
  return [changesNothing(`what is set for ${names}`, "the model has no such layers")];
}

function unusedByName({ options }: UseRequest, uses: Uses): readonly string[] {
  const gone = new Map<string, { readonly name: string; readonly fate: string }[]>();
  const lacking = new Map<SettingKey, string[]>();
  for (const [name, entry] of Object.entries(options.layers ?? {})) {
    const fate = uses.fateOf(name);
    if (fate === null) {
      for (const key of refinements(entry)) if (!uses.has(name, key)) entryOf(lacking, key).push(name);
    } else if (givenKeys(entry).length > 0) {
      entryOf(gone, givenKeys(entry).join(", ")).push({ name, fate });
    }
  }
  return [
    ...[...gone].map(([keys, layers]) =>
      layers.length === 1
        ? changesNothing(`${keys} of layer "${layers[0].name}"`, `it ${layers[0].fate}`)
        : changesNothing(
          `${keys} of ${layers.length} layers`,
          fewOf(layers.map(({ name, fate }) => `"${name}" ${fate}`)),
        )
    ),
    ...[...lacking].map(([key, names]) =>
      changesNothing(
        `${key} of layer${names.length > 1 ? "s" : ""} ${fewOf(names.map((name) => `"${name}"`))}`,
        `${names.length > 1 ? "they have" : "it has"} no ${LACKING[key]}`,
      )
    ),
  ];
}

function unusedByType({ model, options }: UseRequest, uses: Uses): readonly string[] {
  const findings: string[] = [];
  const present = new Set(model.layers.map((layer) => definitionOf(layer).typeName(layer)));
  for (const [type, entry] of Object.entries(options.layerTypes ?? {})) {
    const names = model.layers.filter((layer) => meansType(type, definitionOf(layer).typeName(layer)))
      .map(({ name }) => name);
    if (names.length === 0 && entry.dumped && givenKeys(entry).length === 0) continue;
    if (names.length === 0) {
      const guess = nearest(type, [...present]);
      findings.push(
        `the settings of layer type ${type} change nothing: no layer has that type` +
          (guess === undefined ? "" : `; did you mean ${guess}?`),
      );
      continue;
    }
    const fates = names.flatMap((name) =>
      uses.fateOf(name) === null ? [] : [`"${name}" ${uses.fateOf(name)}`]
    );
    if (fates.length === names.length) {
      const keys = givenKeys(entry).join(", ");
      if (keys !== "") findings.push(changesNothing(`${keys} of layer type ${type}`, fewOf(fates)));
      continue;
    }
    for (const key of refinements(entry)) {
      if (names.some((name) => uses.has(name, key))) continue;
      findings.push(changesNothing(`${key} of layer type ${type}`, `such layers have no ${LACKING[key]}`));
    }
  }
  return findings;
}

function unusedByModel({ model, options }: UseRequest, uses: Uses): readonly string[] {
  return refinements(options).filter((key) => !model.layers.some(({ name }) => uses.has(name, key))).map((
    key,
  ) => changesNothing(`${key} of the whole model`, `no layer has ${LACKING[key]}`));
}

/** Which layers have a use for which settings. */
class Uses {
  readonly #request: UseRequest;
  readonly #keys = new Map<string, ReadonlySet<SettingKey>>();

  constructor(request: UseRequest) {
    this.#request = request;
    const { model, parts, settings, io } = request;
    const stages = new Map(parts.stages.map((stage) => [stage.name, stage]));
    const fifos = io === "io_stream" ? new Set(fifoOrigins(parts)) : new Set<string>();
    for (const { layer, strategy, parallelizationFactor } of parts.settings) {
      const keys = new Set(stageKeys(stages.get(layer)?.plan));
      if (strategy !== null) keys.add("ReuseFactor").add("Lanes").add("Strategy");
      if (parallelizationFactor !== null) keys.add("ParallelizationFactor");
      if (request.obeying.has(layer)) keys.add("MemoryKind");
      const plan = stages.get(layer)?.plan;
      if (plan !== undefined && "multiplier" in plan && plan.multiplier !== "auto") keys.add("Multiplier");
      this.#keys.set(layer, keys);
    }
    // The first layer with a depth decides on the FIFO of a tensor that others share as views.
    for (const layer of model.layers) {
      const tensor = parts.storage.get(layer.name);
      if (tensor === undefined || settings(layer).fifoDepth === null || !fifos.delete(tensor)) continue;
      this.#keys.set(layer.name, new Set([...this.#keys.get(layer.name)!, "FifoDepth"]));
    }
  }

  has(layer: string, key: SettingKey): boolean {
    return this.#keys.get(layer)?.has(key) ?? false;
  }

  /** What became of a layer that is not built, as the rest of a sentence; null for one that is. */
  fateOf(layer: string): string | null {
    const { removed, parts } = this.#request;
    const how = removed.get(layer);
    if (how !== undefined) return how;
    return parts.tensors.has(parts.storage.get(layer)!) ? null : "is read by nothing";
  }
}

/** Settings that a stage of its own has a use for, beside factors and FIFOs; none for a view, which has no stage. */
function stageKeys(plan: PlanDraft | undefined): readonly SettingKey[] {
  if (plan === undefined) return [];
  if (!hasParameters(plan) && !hasTables(plan)) return [];
  switch (plan.kind) {
    case "dense":
    case "convolution":
      return ["Precision.weight", "Precision.bias", "Precision.accum"];
    case "map":
      return [
        ...plan.worstError === null ? [] : ["TableSize"] as const,
        ...typedSettings(plan.expression).map((setting) => `Precision.${setting}` as const),
      ];
    case "softmax":
      return ["TableSize"];
    default:
      return exhaustive(plan);
  }
}

/** Keys that were given and ask for anything, as a configuration spells them. */
function givenKeys({ precision, ...entry }: LayerOptions): readonly string[] {
  const types = typeof precision === "string"
    ? isAuto(precision) ? [] : ["Precision"]
    : Object.entries(precision ?? {}).flatMap(([field, type]) => isAuto(type) ? [] : [`Precision.${field}`]);
  return [...types, ...refinements(entry)];
}

/** Those of the given keys that not every layer has a use for. */
function refinements(entry: LayerOptions): readonly SettingKey[] {
  const {
    precision,
    reuseFactor,
    lanes,
    strategy,
    parallelizationFactor,
    tableSize,
    fifoDepth,
    memoryKind,
    multiplier,
  } = entry;
  const types = typeof precision === "object" ? precision : {};
  const given: Readonly<Record<SettingKey, boolean>> = {
    "Precision.weight": !isAuto(types.weight ?? "auto"),
    "Precision.bias": !isAuto(types.bias ?? "auto"),
    "Precision.accum": !isAuto(types.accum ?? "auto"),
    ReuseFactor: (reuseFactor ?? 1) !== 1,
    Lanes: lanes !== undefined,
    Strategy: strategy !== undefined,
    ParallelizationFactor: (parallelizationFactor ?? 1) !== 1,
    TableSize: tableSize !== undefined,
    FifoDepth: fifoDepth !== undefined,
    MemoryKind: (memoryKind ?? "auto") !== "auto",
    Multiplier: (multiplier ?? "auto") !== "auto",
  };
  return SETTING_KEYS.filter((key) => given[key]);
}

function entryOf<Key, Item>(lists: Map<Key, Item[]>, key: Key): Item[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
