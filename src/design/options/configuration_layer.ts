import { InterlaceError } from "../../base/errors.ts";
import { parseFixedType } from "../../fixed/mod.ts";
import { STRATEGIES, type Strategy } from "../../target/mod.ts";
import {
  BIAS_NAMES,
  DUMPED_KEY,
  IGNORED_PRECISIONS,
  type LAYER_KEYS,
  OTHER_STRATEGIES,
  type PRECISION_KEYS,
  WEIGHT_NAMES,
} from "./configuration_keys.ts";
import {
  type ConfigurationReader,
  type KeyReader,
  type KeyReaders,
  normalised,
} from "./configuration_reader.ts";
import {
  type Lanes,
  type LayerOptions,
  MEMORY_CHOICES,
  MULTIPLIER_CHOICES,
  type PrecisionOptions,
} from "./options.ts";

/** Settings under construction. */
export type Draft<Options> = { -readonly [Key in keyof Options]: Options[Key] };

/** Settings below `Model`, below `LayerType.X` or below `LayerName.X`. */
export function readLayerOptions(reader: ConfigurationReader, value: unknown, path: string): LayerOptions {
  const draft: Draft<LayerOptions> = {};
  const readers: Readonly<Record<keyof typeof LAYER_KEYS, KeyReader>> = {
    Precision: (entry, place) => draft.precision = readPrecision(reader, entry, place),
    ReuseFactor: (entry, place) => draft.reuseFactor = readFactor(reader, entry, place),
    Lanes: (entry, place) => draft.lanes = readLanes(reader, entry, place),
    Strategy: (entry, place) => draft.strategy = readStrategy(reader, entry, place),
    ParallelizationFactor: (entry, place) => draft.parallelizationFactor = reader.count(entry, place),
    TableSize: (entry, place) => draft.tableSize = reader.count(entry, place),
    FifoDepth: (entry, place) => draft.fifoDepth = reader.count(entry, place),
    MemoryKind: (entry, place) => draft.memoryKind = reader.word(entry, place, MEMORY_CHOICES),
    Multiplier: (entry, place) => draft.multiplier = reader.word(entry, place, MULTIPLIER_CHOICES),
    Fold: (entry, place) => draft.fold = reader.flag(entry, place),
  };
  reader.keys(value, path, { ...readers, Skip: (entry, place) => readSkip(reader, entry, place) });
  const isDumped = reader.entries(value, path).some(([key]) => normalised(key) === normalised(DUMPED_KEY));
  return isDumped ? { ...draft, dumped: true } : draft;
}

function readFactor(reader: ConfigurationReader, value: unknown, path: string): number | "auto" {
  return typeof value === "string" && value.toLowerCase() === "auto" ? "auto" : reader.count(value, path);
}

function readLanes(reader: ConfigurationReader, value: unknown, path: string): Lanes {
  if (!Array.isArray(value) || value.length !== 2) {
    throw reader.error(path, "it is no list of two numbers", "Write [inputs at once, outputs at once].");
  }
  const [inputs, outputs] = value.map((each) => reader.count(each, path));
  return { inputs, outputs };
}

function readStrategy(reader: ConfigurationReader, value: unknown, path: string): Strategy {
  const text = reader.text(value, path);
  const word = text.toLowerCase();
  const hint = Object.hasOwn(OTHER_STRATEGIES, word) ? OTHER_STRATEGIES[word] : null;
  if (hint !== null) throw reader.error(path, `hls4ml's strategy "${text}" is not supported`, hint);
  return reader.word(text, path, STRATEGIES);
}

/** hls4ml's way to leave out a softmax. */
function readSkip(reader: ConfigurationReader, value: unknown, path: string): void {
  if (!reader.flag(value, path)) return;
  throw reader.error(
    path,
    "it would leave out the softmax, and the design would compute something else than the model",
    "Cut the model in front of it: --output names a tensor.",
  );
}

function readPrecision(reader: ConfigurationReader, value: unknown, path: string): string | PrecisionOptions {
  if (!(value instanceof Map)) return readType(reader, value, path);
  const draft: Draft<PrecisionOptions> = {};
  const set = (field: keyof PrecisionOptions): KeyReader => (entry, place) => {
    if (draft[field] !== undefined) throw reader.error(place, `the precision of ${field} is given twice`);
    draft[field] = readType(reader, entry, place);
  };
  const readers: Readonly<Record<keyof typeof PRECISION_KEYS, KeyReader>> = {
    default: set("default"),
    weight: set("weight"),
    bias: set("bias"),
    accum: set("accum"),
    result: set("result"),
  };
  const passedOver: KeyReaders = Object.fromEntries(
    Object.entries(IGNORED_PRECISIONS).map(([name, why]) => [
      name,
      () => reader.ignore(`Precision.${name}`, why),
    ]),
  );
  reader.keys(value, path, {
    ...readers,
    ...Object.fromEntries(WEIGHT_NAMES.map((name) => [name, set("weight")])),
    ...Object.fromEntries(BIAS_NAMES.map((name) => [name, set("bias")])),
    ...passedOver,
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
      code: error.code,
      place: { file: reader.name, field: path },
      hint: error.hint,
      cause: error,
    });
  }
  return text;
}
