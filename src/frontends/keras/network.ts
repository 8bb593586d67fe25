import { InterlaceError } from "../../base/errors.ts";
import { createModel, type Model, type Port } from "../../model/mod.ts";
import type { ImportOptions } from "../frontend.ts";
import { LayerBuilder } from "../import/builder.ts";
import { refusedError, wantedOutputs } from "../import/cut.ts";
import { Refusal } from "../import/refusal.ts";
import { portOf, type Signal } from "../import/signal.ts";
import type { KerasArchive } from "./archives/archive.ts";
import { outputName } from "./cut_network.ts";
import { KerasInputs } from "./inputs.ts";
import { isModel, parseEntry } from "./topology.ts";
import { type ModelUnit, type Unit, UnitReader } from "./units.ts";

export type { KerasArchive, KerasGeneration, KerasLayerRef, KerasLayerStep } from "./archives/archive.ts";

/** Calls of layers that a model may come to when nested models are counted as often as they are called. */
const MAX_CALLS = 2 ** 12;

/**
 * Turns a saved Keras network into a model: every layer under its name, those of nested models behind the names of
 * these and a slash.
 *
 * @throws {InterlaceError} with every unsupported layer in its details, or with the inputs whose shape is open.
 */
export function importKerasNetwork(archive: KerasArchive, options: ImportOptions): Model {
  const { file, format, files, weightsFile } = archive;
  const warn = options.warn ?? (() => {});
  const reader = new UnitReader(archive, warn);
  const unit = readRoot(archive, reader, options);
  const network = unit === null ? null : new NetworkImport(unit, reader.refusals, file, options);
  const imported = network?.run() ?? null;
  if (imported === null || reader.refusals.length > 0) {
    throw refusedError(file, { refusals: reader.refusals, cuts: [...network?.cuts ?? []] });
  }
  for (const note of archive.notes ?? []) warn(note);
  return createModel({
    name: file.replace(/^.*\//, "").replace(/\.[^.]*$/, ""),
    ...imported.parts,
    source: {
      format,
      main: file,
      files: weightsFile === undefined ? files : new Map([...files, [weightsFile.name, weightsFile.bytes]]),
      inputShapes: new Map(options.inputShapes),
      constants: new Map(),
      tensors: imported.tensors,
      outputs: wantedOutputs(options),
      weights: weightsFile?.name,
    },
  });
}

function readRoot(
  { config, file }: KerasArchive,
  reader: UnitReader,
  { outputs = [] }: ImportOptions,
): ModelUnit | null {
  try {
    const entry = parseEntry(config);
    if (!isModel(entry) || entry.registered !== null) {
      throw new Refusal(
        `it is a ${entry.className || "thing"} defined by code; save a Functional or Sequential model of it`,
      );
    }
    return reader.root(entry, outputs);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new InterlaceError(`Cannot import ${file}: ${error.message}`, {
      code: "model-unsupported",
      place: { file },
      cause: error,
    });
  }
}

class NetworkImport {
  /** The last tensors of the outermost model up to which everything can be imported. */
  readonly cuts = new Set<string>();
  readonly #builder = new LayerBuilder();
  #calls = 0;

  constructor(
    readonly root: ModelUnit,
    readonly refusals: string[],
    readonly file: string,
    readonly options: ImportOptions,
  ) {}

  run() {
    const { graph, units } = this.root;
    const names = graph.inputs.map(({ layer }) => layer);
    const inputs = new KerasInputs(names, this.file, this.options);
    const planar = isPlanar(this.root);
    const signals = names.map((name) => {
      const unit = units.get(name);
      try {
        if (unit?.kind !== "input") throw new Refusal("it is no input layer");
        return inputs.open(unit.entry, { planar, builder: this.#builder });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        this.refusals.push(`input "${name}": ${error.message}`);
        return null;
      }
    });
    const results = this.#model(this.root, signals, "");
    if (inputs.openShapes.length > 0) {
      if (this.refusals.length > 0) { for (const open of inputs.openShapes) this.refusals.push(open); }
      else {
        throw new InterlaceError(`Cannot import ${this.file}: it leaves sizes of its inputs open`, {
          code: "model-unsupported",
          place: { file: this.file },
          details: inputs.openShapes,
          hint: "Fix them with --input-shape; the first size is the number of samples in a call.",
        });
      }
    }
    const ports = signals.map((signal, i) => signal === null ? [] : [portOf(names[i], signal)]).flat();
    const outputs = this.#outputs(results, ports);
    const { layers, tensors } = this.#builder;
    return { parts: { inputs: ports, outputs, layers }, tensors };
  }

  /** Ports under the names of the layers that make them, each once. */
  #outputs(results: readonly (Signal | null)[], inputs: readonly Port[]): Port[] {
    const names = new LayerBuilder();
    return results.flatMap((signal, i) => {
      if (signal === null) return [];
      const name = names.claim(this.root.outputNames[i]);
      const isInput = inputs.some((port) => port.layer === signal.layer);
      return [portOf(name, isInput ? this.#builder.emit({ kind: "identity" }, signal, { name }) : signal)];
    });
  }

  /** Adds the layers of a model for one of its calls; null stands for what could not be imported. */
  #model(
    { graph, order, units }: ModelUnit,
    inputs: readonly (Signal | null)[],
    prefix: string,
  ): readonly (Signal | null)[] {
    const made = new Map<string, readonly (Signal | null)[]>(
      graph.inputs.map(({ layer }, i) => [`0 ${layer}`, [inputs[i] ?? null]]),
    );
    const signalOf = ({ layer, call, tensor }: typeof order.outputs[number]) =>
      made.get(`${call} ${layer}`)?.[tensor] ?? null;
    for (const { entry, index, sources } of order.calls) {
      if (++this.#calls > MAX_CALLS) {
        throw new InterlaceError(
          `Cannot import ${this.file}: its nested models come to over ${MAX_CALLS} layers`,
          { code: "limit-exceeded", place: { file: this.file } },
        );
      }
      const name = `${prefix}${entry.name}`;
      const call = { name, index, sources: sources.map(signalOf) };
      const results = this.#call(units.get(entry.name) ?? null, call);
      made.set(`${index} ${entry.name}`, results);
      const [signal] = results;
      if (signal) this.#builder.remember(signal, { name });
      if (prefix !== "" || results.some((signal) => signal !== null)) continue;
      for (const source of sources) {
        const isInput = graph.inputs.some(({ layer }) => layer === source.layer);
        if (!isInput && signalOf(source) !== null) this.cuts.add(outputName(graph, source));
      }
    }
    return order.outputs.map(signalOf);
  }

  #call(
    unit: Unit,
    { name, index, sources }: {
      readonly name: string;
      /** Which of the unit's calls. */
      readonly index: number;
      readonly sources: readonly (Signal | null)[];
    },
  ): readonly (Signal | null)[] {
    if (unit === null || unit.kind === "input") return [];
    try {
      if (unit.kind === "model") {
        const { length } = unit.graph.inputs;
        if (length !== sources.length) {
          throw new Refusal(`it is called with ${sources.length} tensors, it has ${length} inputs`);
        }
        return this.#model(unit, sources, `${name}/`);
      }
      const known = sources.filter((signal) => signal !== null);
      if (known.length < sources.length) return [];
      const emission = { builder: this.#builder, name };
      return unit.kind === "layer" ? [unit.emit(known, emission)] : unit.emits[index](known, emission);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refusals.push(`layer "${name}": ${error.message}`);
      return [];
    }
  }
}

/** Whether any layer says that channels come first: then inputs are laid out for it. */
function isPlanar({ graph, units }: ModelUnit): boolean {
  return graph.layers.some(({ config }) => config.any("data_format") === "channels_first") ||
    [...units.values()].some((unit) => unit?.kind === "model" && isPlanar(unit));
}
