import type { DesignOptions, LayerOptions, OptionsByName } from "./options.ts";
import { expandPrecision, setsSharing } from "./settings.ts";

/**
 * Joins the settings of a file with those of flags: where both set the same thing of the same scope, the flag wins.
 * A setting for a layer in the file stays more specific than one for the whole model in a flag.
 *
 * @example
 * ```ts
 * import { mergeOptions } from "./configuration_merge.ts";
 *
 * mergeOptions({ reuseFactor: 4, strategy: "resource" }, { reuseFactor: 2 });
 * // { reuseFactor: 2, strategy: "resource" }
 * ```
 */
export function mergeOptions(file: DesignOptions, flags: DesignOptions): DesignOptions {
  const layerTypes = mergeLayers(file.layerTypes, flags.layerTypes);
  const layers = mergeLayers(file.layers, flags.layers);
  return {
    ...mergeLayer(file, flags),
    ...(layerTypes === undefined ? {} : { layerTypes }),
    ...(layers === undefined ? {} : { layers }),
  };
}

function mergeLayers(
  file: OptionsByName | undefined,
  flags: OptionsByName | undefined,
): OptionsByName | undefined {
  if (file === undefined || flags === undefined) return flags ?? file;
  const merged = new Map(Object.entries(file));
  for (const [name, options] of Object.entries(flags)) {
    merged.set(name, mergeLayer(merged.get(name) ?? {}, options));
  }
  return Object.fromEntries(merged);
}

function mergeLayer<Options extends LayerOptions>(file: Options, flags: Options): Partial<Options> {
  const precision = mergePrecision(file.precision, flags.precision);
  // A factor replaces lanes, and lanes a factor.
  const kept = setsSharing(flags) ? { ...file, reuseFactor: undefined, lanes: undefined } : file;
  return { ...defined(kept), ...defined(flags), ...(precision === undefined ? {} : { precision }) };
}

/** A single type stands for weights, biases and results; an accumulator named in the file stays. */
function mergePrecision(
  file: LayerOptions["precision"],
  flags: LayerOptions["precision"],
): LayerOptions["precision"] {
  if (file === undefined || flags === undefined) return flags ?? file;
  return { ...expandPrecision(file), ...defined(expandPrecision(flags)) };
}

/** The object without the keys that hold nothing. */
function defined<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}
