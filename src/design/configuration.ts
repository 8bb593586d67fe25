import { type Draft, readLayerOptions } from "./configuration_layer.ts";
import { ConfigurationReader, join } from "./configuration_reader.ts";
import { parseTree } from "./configuration_text.ts";
import type { DesignOptions, IoType, LayerOptions, OptionsByName } from "./options.ts";

const IO_TYPES: readonly IoType[] = ["io_parallel", "io_stream"];

/**
 * Reads a configuration in YAML or JSON, with hls4ml's keys where the meaning is the same. Keys and words may be in
 * any case. hls4ml's keys that mean nothing here warn once each.
 *
 * @param text The whole file.
 * @param name What messages call it.
 * @param warn Receives one sentence for each kind of key that is ignored.
 * @throws {InterlaceError} for text that is neither YAML nor JSON, a key that nobody knows (with the nearest known
 * one) and a value of the wrong kind, naming the file and the path of the key.
 *
 * @example
 * ```ts
 * import { parseConfiguration } from "./configuration.ts";
 *
 * const options = parseConfiguration(
 *   "IOType: io_stream\nHLSConfig:\n  LayerName:\n    up1: { ReuseFactor: 4 }\n",
 *   "config.yml",
 *   console.warn,
 * );
 * options.layers?.up1.reuseFactor; // 4
 * ```
 */
export function parseConfiguration(
  text: string,
  name: string,
  warn: (message: string) => void,
): DesignOptions {
  return readConfiguration(parseTree(text, name), new ConfigurationReader(name, warn));
}

/** Settings from a tree of maps and scalars as {@linkcode parseTree} makes it. */
export function readConfiguration(tree: unknown, reader: ConfigurationReader): DesignOptions {
  const draft: Draft<DesignOptions> = {};
  let model: LayerOptions = {};
  reader.keys(tree, "", {
    Backend: (value, path) => draft.backend = reader.text(value, path).toLowerCase(),
    ProjectName: (value, path) => draft.projectName = reader.text(value, path),
    Part: (value, path) => setPart(value, path),
    XilinxPart: (value, path) => setPart(value, path),
    ClockPeriod: (value, path) => draft.clockPeriod = reader.positive(value, path),
    ClockUncertainty: (value, path) => draft.clockUncertainty = readUncertainty(value, path),
    IOType: (value, path) => draft.io = reader.word(value, path, IO_TYPES),
    Snap: (value, path) => draft.snap = reader.flag(value, path),
    HLSConfig: (value, path) =>
      reader.keys(value, path, {
        Model: (entry, place) => model = readLayerOptions(reader, entry, place),
        LayerType: (entry, place) => draft.layerTypes = readLayers(entry, place),
        LayerName: (entry, place) => draft.layers = readLayers(entry, place),
      }),
  });
  return { ...draft, ...model };

  function setPart(value: unknown, path: string): void {
    const part = reader.text(value, path);
    if (!/^[\w.:-]+$/.test(part)) {
      throw reader.error(
        path,
        `"${part}" is no name of a part`,
        "Write a part such as xcvu13p-flga2577-2-e.",
      );
    }
    if (draft.part !== undefined && draft.part !== part) {
      throw reader.error(
        path,
        `another part is given too, ${draft.part}`,
        "Give one of Part and XilinxPart.",
      );
    }
    draft.part = part;
  }

  function readUncertainty(value: unknown, path: string): string {
    const text = typeof value === "number" ? String(value) : reader.text(value, path);
    if (/^\d+(?:\.\d+)?%?$/.test(text)) return text;
    throw reader.error(path, `it is "${text}"`, 'Write nanoseconds, or a share of the period such as "27%".');
  }

  function readLayers(value: unknown, path: string): OptionsByName {
    const entries = reader.entries(value, path);
    // Unlike an assignment, Object.fromEntries gives a layer called __proto__ a property of its own.
    return Object.fromEntries(
      entries.map(([name, entry]) => [name, readLayerOptions(reader, entry, join(path, name))]),
    );
  }
}
