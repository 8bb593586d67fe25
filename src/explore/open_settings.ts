import { settingsNamed } from "../design/options/layer_names.ts";
import { settingsOfType } from "../design/options/layer_types.ts";
import { setsSharing } from "../design/options/settings.ts";
import type { DesignOptions, LayerOptions } from "../design/mod.ts";
import { chosenTarget } from "../target/mod.ts";

/** What of a layer is for the goal to decide. */
export interface OpenSettings {
  readonly strategy: boolean;
  /** And lanes, which say it. */
  readonly reuseFactor: boolean;
  /** The parallelization factor. */
  readonly windows: boolean;
}

/** A layer as settings address it. */
export interface AddressedLayer {
  readonly layer: string;
  readonly typeName: string;
}

/**
 * What nobody set for a layer by its name or type; a strategy or parallelization factor of the whole model is set, too.
 * hls4ml writes its defaults for every layer: what it dumped is open.
 *
 * @param layers Settings by the names that layers have in the model.
 */
export function openSettings(
  { layer, typeName }: AddressedLayer,
  { options, layers }: { readonly options: DesignOptions; readonly layers: DesignOptions["layers"] },
): OpenSettings {
  const levels = [settingsNamed(layers, layer), settingsOfType(options.layerTypes, typeName)]
    .flatMap((entry) => entry === undefined || entry.dumped ? [] : [entry]);
  const isOpen = (key: "strategy" | "parallelizationFactor") =>
    levels.every((level) => level[key] === undefined);
  const { reuseFactor, lanes } = levels.find(setsSharing) ?? {};
  return {
    strategy: isOpen("strategy") && options.strategy === undefined,
    reuseFactor: lanes === undefined && (reuseFactor === undefined || reuseFactor === "auto"),
    windows: isOpen("parallelizationFactor") && options.parallelizationFactor === undefined,
  };
}

/** The options without reuse factors that a goal decides, and without what hls4ml dumped of them. */
export function withoutFactors(options: DesignOptions): DesignOptions {
  const { reuseFactor: _, ...rest } = options;
  const strip = (entries: DesignOptions["layers"]) =>
    entries &&
    Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, withoutOpen(entry)]));
  return {
    ...rest,
    ...options.layers === undefined ? {} : { layers: strip(options.layers) },
    ...options.layerTypes === undefined ? {} : { layerTypes: strip(options.layerTypes) },
  };
}

function withoutOpen(entry: LayerOptions): LayerOptions {
  const { reuseFactor, lanes, parallelizationFactor, strategy, ...rest } = entry;
  if (entry.dumped) return rest;
  return {
    ...rest,
    ...strategy === undefined ? {} : { strategy },
    ...reuseFactor === undefined || reuseFactor === "auto" ? {} : { reuseFactor },
    ...lanes === undefined ? {} : { lanes },
    ...parallelizationFactor === undefined ? {} : { parallelizationFactor },
  };
}

/** The options with as little hardware as can be wherever they leave it open: with much, limits might be passed. */
export function leastDesign(options: DesignOptions): DesignOptions {
  const [first, ...others] = chosenTarget(options.target).strategies[options.io ?? "io_stream"];
  const strategy = options.strategy ?? (others.includes("resource") ? "resource" : first);
  return { ...options, strategy, reuseFactor: Number.MAX_SAFE_INTEGER, snap: true };
}
