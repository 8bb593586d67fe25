import { InterlaceError } from "../base/errors.ts";
import { parseFixedType } from "../fixed/mod.ts";
import type { ConfigurationReader, KeyReaders } from "./configuration_reader.ts";
import type { LayerOptions, PrecisionOptions, Strategy } from "./options.ts";

const STRATEGIES: readonly Strategy[] = ["latency", "resource"];

/** What hls4ml calls the parameters that multiply, in layers where they are not called weights. */
const WEIGHT_NAMES = ["weight", "scale", "slope", "alpha", "param"];

/** Types of hls4ml that nothing here has: those of tables follow from the result, and nothing bounds `auto`. */
const IGNORED_PRECISIONS = ["maximum", "table", "exp_table", "inv_table"];

/** Settings under construction. */
export type Draft<Options> = { -readonly [Key in keyof Options]: Options[Key] };

/** Readers of the keys that a layer, a layer type and the whole model have in common, filling `draft`. */
function layerKeys(reader: ConfigurationReader, draft: Draft<LayerOptions>): KeyReaders {
  return {
    Precision: (value, path) => draft.precision = readPrecision(reader, value, path),
    ReuseFactor: (value, path) => draft.reuseFactor = reader.count(value, path),
    Strategy: (value, path) => draft.strategy = reader.word(value, path, STRATEGIES),
    ParallelizationFactor: (value, path) => draft.parallelizationFactor = reader.count(value, path),
    TableSize: (value, path) => draft.tableSize = reader.count(value, path),
    FifoDepth: (value, path) => draft.fifoDepth = reader.count(value, path),
  };
}

/** Settings below `Model`, below `LayerType.X` or below `LayerName.X`. */
export function readLayerOptions(reader: ConfigurationReader, value: unknown, path: string): LayerOptions {
  const draft: Draft<LayerOptions> = {};
  reader.keys(value, path, layerKeys(reader, draft));
  return draft;
}

function readPrecision(reader: ConfigurationReader, value: unknown, path: string): string | PrecisionOptions {
  if (!(value instanceof Map)) return readType(reader, value, path);
  const draft: Draft<PrecisionOptions> = {};
  const set = (field: keyof PrecisionOptions): KeyReaders[string] => (entry, place) => {
    if (draft[field] !== undefined) throw reader.error(place, `the precision of ${field} is given twice`);
    draft[field] = readType(reader, entry, place);
  };
  reader.keys(value, path, {
    default: set("default"),
    bias: set("bias"),
    accum: set("accum"),
    result: set("result"),
    ...Object.fromEntries(WEIGHT_NAMES.map((name) => [name, set("weight")])),
    ...Object.fromEntries(IGNORED_PRECISIONS.map((name) => [name, () => reader.ignore(`Precision.${name}`)])),
  });
  return draft;
}

function readType(reader: ConfigurationReader, value: unknown, path: string): string {
  const text = reader.text(value, path);
  if (text.toLowerCase() === "auto") return "auto";
  try {
    parseFixedType(text);
  } catch (error) {
    if (!(error instanceof InterlaceError)) throw error;
    throw new InterlaceError(error.summary, {
      place: { file: reader.name, field: path },
      hint: error.hint,
      cause: error,
    });
  }
  return text;
}
