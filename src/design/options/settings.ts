import { InterlaceError, printable } from "../../base/errors.ts";
import { type FixedType, parseFixedType } from "../../fixed/mod.ts";
import { definitionOf, type Layer } from "../../layers/mod.ts";
import type { Model } from "../../model/mod.ts";
import { capacityOf, chosenTarget, type TargetLimits } from "../../target/mod.ts";
import { DEFAULT_IO, DEFAULT_PRECISION } from "../types/defaults.ts";
import { settingsOfType } from "./layer_types.ts";
import { settingsNamed } from "./layer_names.ts";
import type {
  DesignOptions,
  Lanes,
  LayerOptions,
  MemoryChoice,
  MultiplierChoice,
  PrecisionOptions,
  Strategy,
} from "./options.ts";
import type { Precision } from "../types/precision_choice.ts";
import { DEFAULT_TABLE_SIZE } from "../tables/table.ts";
import { MAX_TABLE_SIZE } from "../tables/table_size.ts";

/** Whose types a layer may be given. */
type PrecisionField = Exclude<keyof PrecisionOptions, "default">;

/** Everything that was asked for one layer, defaults included. */
export interface ResolvedSettings {
  /** Under which `LayerType` addresses the layer. */
  readonly typeName: string;
  readonly weight: Precision;
  readonly bias: Precision;
  readonly accum: Precision;
  readonly result: Precision;
  /** A result type was set for this layer or its type, not for the whole model; `auto` is none. */
  readonly ownResult: boolean;
  /** Likewise for weights, bias and accumulator. */
  readonly ownWeight: boolean;
  readonly ownBias: boolean;
  readonly ownAccum: boolean;
  /** What the whole model's results have: the meaning of `auto` where there is nothing to derive a type from. */
  readonly modelResult: FixedType;
  /** Null where lanes were set instead. */
  readonly reuseFactor: number | null;
  /** Null where a factor says them. */
  readonly lanes: Lanes | null;
  readonly parallelizationFactor: number;
  readonly strategy: Strategy;
  /** Whether it was set for this very layer. */
  readonly ownStrategy: boolean;
  readonly tableSize: number;
  /** Null: to be computed. */
  readonly fifoDepth: number | null;
  /** Of what its memories are made. */
  readonly memoryKind: MemoryChoice;
  /** Of what its multipliers are made. */
  readonly multiplier: MultiplierChoice;
  /** Whether that was set for this very layer. */
  readonly ownMultiplier: boolean;
  /** Types that were set do not keep other layers from being folded away. */
  readonly fold: boolean;
  /** Whether an invalid factor may move to the nearest valid one. */
  readonly snapReuse: boolean;
  readonly snapParallelization: boolean;
}

/**
 * What a design asks of a layer: a setting for its name wins over one for its type, that over the types that training
 * gave its parameters, those over the model's setting, that over the default. `auto` for a layer or its type leaves the
 * types that training gave.
 *
 * @param typeName Under which `LayerType` addresses the layer: that of the model as it was imported.
 * @throws {InterlaceError} for a type that cannot be parsed, naming the layer and the field.
 */
export function settingsOf(
  layer: Layer,
  options: DesignOptions,
  typeName: string = definitionOf(layer).typeName(layer),
): ResolvedSettings {
  const byName = settingsNamed(options.layers, layer.name) ?? {};
  const byType = settingsOfType(options.layerTypes, typeName) ?? {};
  const levels = [byName, byType, options];
  const precisions = levels.map((level) => expandPrecision(level.precision));
  const pick = <T>(values: readonly (T | undefined)[], fallback: T): T =>
    values.find((v) => v !== undefined) ?? fallback;
  const owns = (field: PrecisionField) => !isAuto(precisions[0][field] ?? precisions[1][field] ?? "auto");
  const precision = (field: PrecisionField, fallback: string, trained?: FixedType): Precision =>
    trained !== undefined && !owns(field)
      ? trained
      : parsePrecision(layer, field, pick(precisions.map((level) => level[field]), fallback));
  const trained = "types" in layer ? layer.types : undefined;
  const snap = options.snap ?? true;
  const { strategies, limits } = chosenTarget(options.target);
  return {
    typeName,
    weight: precision("weight", DEFAULT_PRECISION, trained?.weights),
    bias: precision("bias", DEFAULT_PRECISION, trained?.bias),
    accum: precision("accum", "auto"),
    result: precision("result", DEFAULT_PRECISION),
    ownResult: owns("result"),
    ownWeight: owns("weight"),
    ownBias: owns("bias"),
    ownAccum: owns("accum"),
    modelResult: modelResult(layer, options),
    ...sharing(layer, levels),
    parallelizationFactor: pick(levels.map((level) => level.parallelizationFactor), 1),
    strategy: pick(levels.map((level) => level.strategy), strategies[options.io ?? DEFAULT_IO][0]),
    ownStrategy: byName.strategy !== undefined && byName.dumped !== true,
    tableSize: tableSize(layer, pick(levels.map((level) => level.tableSize), DEFAULT_TABLE_SIZE)),
    fifoDepth: fifoDepth(layer, pick<number | null>(levels.map((level) => level.fifoDepth), null), limits),
    memoryKind: memoryKind(layer, pick(levels.map((level) => level.memoryKind), "auto"), options),
    multiplier: pick(levels.map((level) => level.multiplier), "auto"),
    ownMultiplier: byName.multiplier !== undefined && byName.dumped !== true,
    fold: pick(levels.map((level) => level.fold), false),
    snapReuse: snap && (byName.dumped === true || !setsSharing(byName)),
    snapParallelization: snap && (byName.parallelizationFactor === undefined || byName.dumped === true),
  };
}

/** Whether it is set here how multipliers are shared. */
export function setsSharing({ reuseFactor, lanes }: LayerOptions): boolean {
  return reuseFactor !== undefined || lanes !== undefined;
}

/** Factor and lanes say the same in two ways: both come from the same level. */
function sharing(
  layer: Layer,
  levels: readonly LayerOptions[],
): Pick<ResolvedSettings, "reuseFactor" | "lanes"> {
  const { reuseFactor, lanes = null } = levels.find(setsSharing) ?? { reuseFactor: 1 };
  if (reuseFactor !== "auto") return { reuseFactor: reuseFactor ?? null, lanes };
  if (lanes !== null) return { reuseFactor: null, lanes };
  throw new InterlaceError(`Cannot use reuse factor auto for layer "${layer.name}": there is no goal`, {
    code: "option-invalid",
    place: { layer: layer.name, field: "ReuseFactor" },
    hint:
      "Say what for, as by --interval 1000 or by Interval: 1000 in the configuration; in the library, call chooseFactors().",
  });
}

function tableSize(layer: Layer, size: number): number {
  if (Number.isSafeInteger(size) && size >= 1 && size <= MAX_TABLE_SIZE) return size;
  throw new InterlaceError(
    `Cannot use table size ${size} for layer "${layer.name}": it is not an integer from 1 to ${MAX_TABLE_SIZE}`,
    { code: "option-invalid", place: { layer: layer.name, field: "TableSize" } },
  );
}

function fifoDepth(layer: Layer, depth: number | null, { fifoBeats }: TargetLimits): number | null {
  if (depth === null || (Number.isSafeInteger(depth) && depth >= 1 && depth <= fifoBeats)) return depth;
  throw new InterlaceError(
    `Cannot use FIFO depth ${depth} for layer "${layer.name}": it is not an integer from 1 to ${fifoBeats}`,
    { code: "option-invalid", place: { layer: layer.name, field: "FifoDepth" } },
  );
}

function memoryKind(layer: Layer, kind: MemoryChoice, options: DesignOptions): MemoryChoice {
  const part = options.part ?? chosenTarget(options.target).part;
  if (kind !== "ultra" || capacityOf(part)?.URAM !== 0) return kind;
  throw new InterlaceError(
    `Cannot make memories of layer "${layer.name}" of UltraRAM: ${printable(part)} has none`,
    {
      code: "option-invalid",
      place: { layer: layer.name, field: "MemoryKind" },
      hint: "Use auto, lut or block, or a part that has UltraRAM.",
    },
  );
}

/** What a design asks of a layer, by the layer. */
export type SettingsReader = (layer: Layer) => ResolvedSettings;

/**
 * {@linkcode settingsOf} for the layers of a model and of what passes make of it: `LayerType` means their types as they
 * were imported, whatever a pass makes of them.
 */
export function settingsReader(model: Model, options: DesignOptions): SettingsReader {
  const typeNames = new Map(model.layers.map((layer) => [layer.name, definitionOf(layer).typeName(layer)]));
  const known = new Map<Layer, ResolvedSettings>();
  return (layer) => {
    const settings = known.get(layer) ?? settingsOf(layer, options, typeNames.get(layer.name));
    known.set(layer, settings);
    return settings;
  };
}

/** The type that the whole model's results were given; the default where that is none or `auto`. */
function modelResult(layer: Layer, options: DesignOptions): FixedType {
  const { result = "auto" } = expandPrecision(options.precision);
  const precision = parsePrecision(layer, "result", result);
  return precision === "auto" ? parseFixedType(DEFAULT_PRECISION) : precision;
}

/** One type for all means weights, biases and results: an accumulator stays `auto` unless it is named. */
export function expandPrecision(
  precision: LayerOptions["precision"],
): Pick<PrecisionOptions, PrecisionField> {
  const { default: rest, ...own } = typeof precision === "string" ? { default: precision } : precision ?? {};
  return rest === undefined ? own : { weight: rest, bias: rest, result: rest, ...own };
}

/** Whether a precision asks for nothing, but that a type be derived. */
export function isAuto(text: string): boolean {
  return text.trim().toLowerCase() === "auto";
}

function parsePrecision(layer: Layer, field: string, text: string): Precision {
  if (isAuto(text)) return "auto";
  try {
    return parseFixedType(text);
  } catch (error) {
    if (!(error instanceof InterlaceError)) throw error;
    throw new InterlaceError(error.summary, {
      code: error.code,
      place: { layer: layer.name, field: `Precision.${field}` },
      hint: error.hint,
      details: error.details,
    });
  }
}
