import { DEFAULT_TARGET, IO_TYPES } from "../../target/mod.ts";
import type { CONFIG_KEYS, FILE_KEYS } from "./configuration_keys.ts";
import { type Draft, readLayerOptions } from "./configuration_layer.ts";
import { type Goal, type GoalKind, GOALS, parseGoal } from "./goal.ts";
import { type ConfigurationReader, join, type KeyReader } from "./configuration_reader.ts";
import type { DesignOptions, LayerOptions, OptionsByName } from "./options.ts";

/** Paths that a configuration names beside its settings, as they stand there. */
export interface ConfigurationPaths {
  /** `OnnxModel`, `KerasModel`, `KerasJson` or `KerasH5`. */
  readonly model?: string;
  /** `KerasH5` beside `KerasJson`. */
  readonly weights?: string;
  /** `InputData`. */
  readonly data?: string;
  /** `OutputDir`. */
  readonly output?: string;
}

/** What a configuration file says. */
export interface Configuration {
  /** What a design is asked for. */
  readonly options: DesignOptions;
  /** What factors are chosen for; null where it says none. */
  readonly goal: Goal | null;
  /** What stands for arguments of the command line. */
  readonly paths: ConfigurationPaths;
}

/** A configuration from a tree of maps and scalars as `parseTree` makes it. */
export function readConfiguration(tree: unknown, reader: ConfigurationReader): Configuration {
  const draft: Draft<DesignOptions> = {};
  let goal: Goal | null = null;
  const paths: Record<string, string> = {};
  let model: LayerOptions = {};
  const path = (name: string): KeyReader => (value, place) => {
    if (value !== null && value !== undefined) paths[name] = reader.text(value, place);
  };
  const layers: Readonly<Record<keyof typeof CONFIG_KEYS, KeyReader>> = {
    Model: once((entry, place) => model = readLayerOptions(reader, entry, place)),
    LayerType: once((entry, place) => draft.layerTypes = readLayers(entry, place)),
    LayerName: once((entry, place) => draft.layers = readLayers(entry, place)),
  };
  const readers: Readonly<Record<keyof typeof FILE_KEYS, KeyReader>> = {
    Backend: (value, place) => draft.target = reader.text(value, place).toLowerCase(),
    ProjectName: (value, place) => draft.projectName = reader.text(value, place),
    Part: (value, place) => setPart(value, place),
    XilinxPart: (value, place) => setPart(value, place),
    ClockPeriod: (value, place) => draft.clockPeriod = reader.positive(value, place),
    ClockUncertainty: (value, place) => draft.clockUncertainty = readUncertainty(value, place),
    IOType: (value, place) => draft.io = reader.word(value, place, IO_TYPES),
    Snap: (value, place) => draft.snap = reader.flag(value, place),
    Interval: readGoal("interval"),
    Rate: readGoal("rate"),
    Fit: readGoal("fit"),
    DSP: readGoal("dsp"),
    Multipliers: readGoal("multipliers"),
    OnnxModel: path("onnx"),
    KerasModel: path("keras"),
    KerasH5: path("h5"),
    KerasJson: path("json"),
    InputData: path("data"),
    OutputDir: path("output"),
    HLSConfig: (value, place) => reader.keys(value, place, layers),
  };
  // hls4ml dumps what belongs below HLSConfig by itself, too.
  reader.keys(tree, "", { ...readers, ...layers });
  return { options: { ...draft, ...model }, goal, paths: sourcesOf() };

  /** What may stand at the top or below HLSConfig, not in both places. */
  function once(read: KeyReader): KeyReader {
    let first: string | null = null;
    return (value, place) => {
      if (first !== null) throw reader.error(place, `${first} is given too`, "Give one of them.");
      first = place;
      read(value, place);
    };
  }

  function readGoal(kind: GoalKind): KeyReader {
    return (value, place) => {
      const parsed = parseGoal(kind, typeof value === "number" ? String(value) : reader.text(value, place));
      if (parsed === null) {
        const { such } = GOALS.find((each) => each.kind === kind)!;
        throw reader.error(place, `it is ${JSON.stringify(value)}, expected ${such}`);
      }
      if (goal !== null) throw reader.error(place, "another goal is given too", "Give one goal.");
      goal = parsed;
    };
  }

  function sourcesOf(): ConfigurationPaths {
    const { onnx, keras, h5, json, data, output } = paths;
    const sources = {
      model: onnx ?? keras ?? json ?? h5,
      weights: json === undefined ? undefined : h5,
      data,
      output,
    };
    return Object.fromEntries(Object.entries(sources).filter(([, value]) => value !== undefined));
  }

  function setPart(value: unknown, path: string): void {
    const part = reader.text(value, path);
    if (!/^[\w.:/-]+$/.test(part)) {
      throw reader.error(
        path,
        `"${part}" is no name of a part`,
        `Write a part such as ${DEFAULT_TARGET.part}.`,
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
