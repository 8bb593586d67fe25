import { readConfiguration } from "./configuration.ts";
import { DUMPED_KEY } from "./configuration_keys.ts";
import { ConfigurationReader } from "./configuration_reader.ts";
import type { Goal } from "./goal.ts";
import type { DesignOptions, LayerOptions, OptionsByName } from "./options.ts";

/** Settings as a JSON document: hls4ml's keys, as a configuration file has them. */
export interface SerialisedOptions {
  /** Text, a number, true or false, or further keys. */
  /** `Backend`, `HLSConfig` and so on; a setting that is absent has no key. */
  readonly [key: string]: unknown;
}

/**
 * Settings as plain data for a JSON file; the result is itself a valid configuration. Keys come in a fixed order,
 * absent settings not at all, so that equal settings give equal text.
 *
 * @example
 * ```ts
 * import { serialiseOptions } from "./configuration_json.ts";
 *
 * JSON.stringify(serialiseOptions({ io: "io_stream", reuseFactor: 4 }));
 * // {"IOType":"io_stream","HLSConfig":{"Model":{"ReuseFactor":4}}}
 * ```
 */
export function serialiseOptions(options: DesignOptions): SerialisedOptions {
  const model = serialiseLayer(options);
  const config = compact({
    Model: Object.keys(model).length > 0 ? model : undefined,
    LayerType: serialiseLayers(options.layerTypes),
    LayerName: serialiseLayers(options.layers),
  });
  return compact({
    Backend: typeof options.target === "object" ? options.target.name : options.target,
    ProjectName: options.projectName,
    Part: options.part,
    ClockPeriod: options.clockPeriod,
    ClockUncertainty: options.clockUncertainty,
    IOType: options.io,
    Snap: options.snap,
    HLSConfig: Object.keys(config).length > 0 ? config : undefined,
  });
}

/**
 * A goal as the key of a configuration.
 *
 * @example
 * ```ts
 * import { serialiseGoal } from "./configuration_json.ts";
 *
 * serialiseGoal({ fit: 0.7 }); // { Fit: "70%" }
 * ```
 */
export function serialiseGoal(goal: Goal): SerialisedOptions {
  if ("interval" in goal) return { Interval: goal.interval };
  if ("rate" in goal) return { Rate: goal.rate };
  if ("fit" in goal) return { Fit: `${100 * goal.fit}%` };
  return "dsp" in goal ? { DSP: goal.dsp } : { Multipliers: goal.multipliers };
}

/**
 * The inverse of {@linkcode serialiseOptions}.
 *
 * @param value What `JSON.parse` gave.
 * @param name What messages call the file.
 * @throws {InterlaceError} as `parseConfiguration` does.
 *
 * @example
 * ```ts
 * import { deserialiseOptions, serialiseOptions } from "./configuration_json.ts";
 *
 * deserialiseOptions(serialiseOptions({ clockPeriod: 4 }), "interlace.json"); // { clockPeriod: 4 }
 * ```
 */
export function deserialiseOptions(value: unknown, name: string): DesignOptions {
  return readConfiguration(toMaps(value), new ConfigurationReader(name, () => {})).options;
}

function serialiseLayer(options: LayerOptions): SerialisedOptions {
  const { precision } = options;
  return compact({
    Precision: typeof precision === "object" ? compact({ ...precision }) : precision,
    ReuseFactor: options.reuseFactor,
    Lanes: options.lanes && [options.lanes.inputs, options.lanes.outputs],
    Strategy: options.strategy,
    ParallelizationFactor: options.parallelizationFactor,
    TableSize: options.tableSize,
    FifoDepth: options.fifoDepth,
    MemoryKind: options.memoryKind,
    Multiplier: options.multiplier,
    Fold: options.fold,
    [DUMPED_KEY]: options.dumped ? false : undefined,
  });
}

function serialiseLayers(layers: OptionsByName = {}): SerialisedOptions | undefined {
  const entries = Object.entries(layers);
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.map(([name, options]) => [name, serialiseLayer(options)]));
}

function compact(entries: SerialisedOptions): SerialisedOptions {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

function toMaps(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(toMaps);
  return new Map(Object.entries(value).map(([key, entry]) => [key, toMaps(entry)]));
}
