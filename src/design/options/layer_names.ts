import { InterlaceError } from "../../base/mod.ts";
import { nearest } from "../../base/text/nearest.ts";
import type { Model } from "../../model/mod.ts";
import type { DesignOptions, LayerOptions, OptionsByName } from "./options.ts";

/** Most layers that a message lists. */
const MOST_LISTED = 40;

/** Settings by the names that layers have in a model. */
export interface NamedSettings {
  readonly layers: OptionsByName;
  /** hls4ml's layers that are none of the model's. */
  readonly missing: readonly string[];
}

/**
 * Finds the layers that settings by name are for: those of the very name, else those that hls4ml gives it. It names
 * layers of PyTorch by their module alone (`conv1`), which an ONNX file calls `/conv1/Conv`, and writes other characters
 * than letters and digits as `_`.
 *
 * @throws {InterlaceError} for a name that no layer has; one that hls4ml dumped is passed over.
 */
export function namedSettings(model: Model, options: DesignOptions): NamedSettings {
  const known = new Set(model.layers.map((layer) => layer.name));
  const aliases = aliasesOf(known);
  const layers = new Map<string, LayerOptions>();
  const missing: string[] = [];
  for (const [name, entry] of Object.entries(options.layers ?? {})) {
    const layer = known.has(name) ? name : aliases.get(name);
    if (layer !== undefined) layers.set(layer, { ...layers.get(layer), ...entry });
    else if (entry.dumped || isIdentity(name, known)) missing.push(name);
    else throw unknownLayer(name, [...known]);
  }
  return { layers: Object.fromEntries(layers), missing };
}

/** The settings under a name, which may be one that every object inherits, such as `constructor`. */
export function settingsNamed(settings: OptionsByName | undefined, name: string): LayerOptions | undefined {
  return settings !== undefined && Object.hasOwn(settings, name) ? settings[name] : undefined;
}

/** hls4ml's name of a layer that has no activation. */
function isIdentity(name: string, known: ReadonlySet<string>): boolean {
  return name.endsWith("_linear") && known.has(name.slice(0, -"_linear".length));
}

/** Names that hls4ml gives to layers, but those that it would give to several. */
function aliasesOf(names: ReadonlySet<string>): ReadonlyMap<string, string> {
  const aliases = new Map<string, string | null>();
  for (const name of names) {
    const path = name.startsWith("/") ? name.slice(1).split("/").slice(0, -1) : [];
    const module = path.at(-1)?.replaceAll(".", "_");
    for (const alias of new Set([module, name.replace(/[^A-Za-z0-9_]/g, "_")])) {
      if (alias === undefined || names.has(alias)) continue;
      aliases.set(alias, aliases.has(alias) ? null : name);
    }
  }
  return new Map([...aliases].filter((entry): entry is [string, string] => entry[1] !== null));
}

function unknownLayer(name: string, known: readonly string[]): InterlaceError {
  const guess = nearest(name, known);
  return new InterlaceError(`Cannot configure layer "${name}": the model has no layer of that name`, {
    code: "layer-unknown",
    place: { field: `LayerName.${name}` },
    details: [`its layers are ${known.slice(0, MOST_LISTED).map((layer) => `"${layer}"`).join(", ")}`],
    hint: guess === undefined ? undefined : `Did you mean "${guess}"?`,
  });
}
