import { InterlaceError } from "../base/mod.ts";
import { type FixedType, parseFixedType } from "../fixed/mod.ts";
import { definitionOf, type Layer } from "../layers/mod.ts";
import { DEFAULT_PRECISION } from "./defaults.ts";
import type { DesignOptions, LayerOptions, PrecisionOptions, Strategy } from "./options.ts";
import { DEFAULT_TABLE_SIZE } from "./table.ts";

/** Most entries that a table may be given: larger ones do not fit a device. */
const MAX_TABLE_SIZE = 2 ** 16;

/** Deepest FIFO that may be asked for: more beats than a device holds. */
const MAX_FIFO_DEPTH = 2 ** 24;

/** A type, or the wish that it be derived. */
export type Precision = FixedType | "auto";

/** Everything that was asked for one layer, defaults included. */
export interface ResolvedSettings {
  readonly weight: Precision;
  readonly bias: Precision;
  readonly accum: Precision;
  readonly result: Precision;
  /** The result type was set for this layer or its type, not for the whole model. */
  readonly ownResult: boolean;
  /** Likewise for weights and bias. */
  readonly ownWeight: boolean;
  readonly ownBias: boolean;
  readonly reuseFactor: number;
  readonly parallelizationFactor: number;
  readonly strategy: Strategy;
  readonly tableSize: number;
  /** Null: to be computed. */
  readonly fifoDepth: number | null;
  /** Whether an invalid factor may move to the nearest valid one. */
  readonly snapReuse: boolean;
  readonly snapParallelization: boolean;
}

/**
 * What a design asks of a layer: a setting for its name wins over one for its type, that over the types that training
 * gave its parameters, those over the model's setting, that over the default.
 *
 * @throws {InterlaceError} for a type that cannot be parsed, naming the layer and the field.
 */
export function settingsOf(layer: Layer, options: DesignOptions): ResolvedSettings {
  const byName = options.layers?.get(layer.name) ?? {};
  const byType = findType(options.layerTypes, definitionOf(layer).typeName(layer)) ?? {};
  const levels = [byName, byType, options];
  const precisions = levels.map((level) => expandPrecision(level.precision));
  const pick = <T>(values: readonly (T | undefined)[], fallback: T): T =>
    values.find((v) => v !== undefined) ?? fallback;
  const owns = (field: keyof PrecisionOptions) =>
    precisions[0][field] !== undefined || precisions[1][field] !== undefined;
  const precision = (field: keyof PrecisionOptions, fallback: string, trained?: FixedType): Precision =>
    trained !== undefined && !owns(field)
      ? trained
      : parsePrecision(layer, field, pick(precisions.map((level) => level[field]), fallback));
  const trained = "types" in layer ? layer.types : undefined;
  const snap = options.snap ?? true;
  return {
    weight: precision("weight", DEFAULT_PRECISION, trained?.weights),
    bias: precision("bias", DEFAULT_PRECISION, trained?.bias),
    accum: precision("accum", "auto"),
    result: precision("result", DEFAULT_PRECISION),
    ownResult: owns("result"),
    ownWeight: owns("weight"),
    ownBias: owns("bias"),
    reuseFactor: pick(levels.map((level) => level.reuseFactor), 1),
    parallelizationFactor: pick(levels.map((level) => level.parallelizationFactor), 1),
    strategy: pick(levels.map((level) => level.strategy), "latency"),
    tableSize: tableSize(layer, pick(levels.map((level) => level.tableSize), DEFAULT_TABLE_SIZE)),
    fifoDepth: fifoDepth(layer, pick<number | null>(levels.map((level) => level.fifoDepth), null)),
    snapReuse: snap && byName.reuseFactor === undefined,
    snapParallelization: snap && byName.parallelizationFactor === undefined,
  };
}

function tableSize(layer: Layer, size: number): number {
  if (Number.isSafeInteger(size) && size >= 1 && size <= MAX_TABLE_SIZE) return size;
  throw new InterlaceError(
    `Cannot use table size ${size} for layer "${layer.name}": it is not an integer from 1 to ${MAX_TABLE_SIZE}`,
    { place: { layer: layer.name, field: "TableSize" } },
  );
}

function fifoDepth(layer: Layer, depth: number | null): number | null {
  if (depth === null || (Number.isSafeInteger(depth) && depth >= 1 && depth <= MAX_FIFO_DEPTH)) return depth;
  throw new InterlaceError(
    `Cannot use FIFO depth ${depth} for layer "${layer.name}": it is not an integer from 1 to ${MAX_FIFO_DEPTH}`,
    { place: { layer: layer.name, field: "FifoDepth" } },
  );
}

/** Settings for a layer type, whatever the case of its name. */
function findType(types: DesignOptions["layerTypes"], typeName: string): LayerOptions | undefined {
  for (const [name, options] of types ?? []) {
    if (name.toLowerCase() === typeName.toLowerCase()) return options;
  }
}

/** One type for all means weights, biases and results: an accumulator stays `auto` unless it is named. */
function expandPrecision(precision: LayerOptions["precision"]): PrecisionOptions {
  if (typeof precision !== "string") return precision ?? {};
  return { weight: precision, bias: precision, result: precision };
}

function parsePrecision(layer: Layer, field: string, text: string): Precision {
  if (text.trim().toLowerCase() === "auto") return "auto";
  try {
    return parseFixedType(text);
  } catch (error) {
    if (!(error instanceof InterlaceError)) throw error;
    throw new InterlaceError(error.message, {
      place: { layer: layer.name, field: `Precision.${field}` },
      hint: error.hint,
      details: error.details,
    });
  }
}
