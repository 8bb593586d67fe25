import { type Design, resolvedOptions, serialiseOptions } from "../design/mod.ts";

/** Settings by their key. */
export type Settings = ReadonlyMap<string, string>;

/** Everything that a design decided, as text. */
export interface DesignSettings {
  /** `Backend`, `Part`, `ClockPeriod` and so on. */
  readonly whole: Settings;
  /** `ReuseFactor`, `Precision.result` and so on, by the name of a layer. */
  readonly layers: ReadonlyMap<string, Settings>;
}

/** What a design decided, with the keys of a configuration. */
export function settingsOfDesign(design: Design): DesignSettings {
  const { layers = {}, ...whole } = resolvedOptions(design);
  return {
    whole: flat(serialiseOptions(whole)),
    layers: new Map(
      Object.entries(layers).map(([name, options]) => [name, flat(serialiseOptions(options).HLSConfig)]),
    ),
  };
}

/** Keys behind one another, `Precision.result`; settings of a layer stand as if they were the model's. */
function flat(value: unknown): Settings {
  const found = new Map<string, string>();
  const add = (path: readonly string[], inner: unknown) => {
    if (typeof inner === "object" && inner !== null && !Array.isArray(inner)) {
      for (const [key, each] of Object.entries(inner)) add(key === "Model" ? path : [...path, key], each);
    } else found.set(path.join("."), Array.isArray(inner) ? inner.join(" × ") : String(inner));
  };
  add([], value);
  return found;
}
