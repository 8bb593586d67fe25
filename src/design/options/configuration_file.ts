import { type Configuration, readConfiguration } from "./configuration.ts";
import { ConfigurationReader } from "./configuration_reader.ts";
import { parseTree } from "./configuration_text.ts";
import type { DesignOptions } from "./options.ts";

/**
 * Reads the settings of a configuration in YAML or JSON, with hls4ml's keys where the meaning is the same. Keys and
 * words may be in any case. hls4ml's keys that mean nothing here warn once each.
 *
 * @param text The whole file.
 * @param name What messages call it.
 * @param warn Receives one sentence for each kind of key that is ignored.
 * @throws {InterlaceError} for text that is neither YAML nor JSON, a key that nobody knows (with a known one that is
 * close) and a value of the wrong kind, naming the file and the path of the key.
 *
 * @example
 * ```ts
 * import { parseConfiguration } from "./configuration_file.ts";
 *
 * const options = parseConfiguration(
 *   "IOType: io_stream\nHLSConfig:\n  LayerName:\n    up1: { ReuseFactor: 4 }\n",
 *   "config.yml",
 *   console.warn,
 * );
 * options.layers?.up1.reuseFactor; // 4
 * ```
 * @category Designs
 */
export function parseConfiguration(
  text: string,
  name: string,
  warn: (message: string) => void,
): DesignOptions {
  return parseConfigurationFile(text, name, warn).options;
}

/** A configuration with the paths in it; otherwise as {@linkcode parseConfiguration}. */
export function parseConfigurationFile(
  text: string,
  name: string,
  warn: (message: string) => void,
): Configuration {
  return readConfiguration(parseTree(text, name), new ConfigurationReader(name, warn));
}
