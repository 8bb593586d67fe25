import type { RealTensor } from "../../tensor/mod.ts";
import { Refusal, Unavailable } from "../import/refusal.ts";
import { type KerasArchive, type KerasLayerStep, snakeCase } from "./archives/archive.ts";
import { otherArguments } from "./call.ts";
import type { KerasConfig } from "./config.ts";
import { type CutNetwork, cutNetwork } from "./cut_network.ts";
import type { Emit, KerasLayer } from "./layers/layer.ts";
import { canonicalClass, operatorOf, unsupportedReason } from "./layers/table.ts";
import type { EmitAll } from "./operations/operation.ts";
import { readOperation } from "./operations/read.ts";
import {
  isModel,
  type KerasEntry,
  type KerasGraph,
  orderCalls,
  type OrderedGraph,
  parseEntry,
  parseGraph,
} from "./topology.ts";
import { isMeaningful } from "./neutral_keys.ts";
import { variablesOf } from "./variables.ts";

/** Models that may lie in each other. */
const MAX_DEPTH = 32;

/** A layer or model that is ready to be called; null if it cannot be imported. */
export type Unit =
  | { readonly kind: "input"; readonly entry: KerasEntry }
  | { readonly kind: "layer"; readonly emit: Emit }
  /** What each of its calls adds. */
  | { readonly kind: "operation"; readonly emits: readonly EmitAll[] }
  | ModelUnit
  | null;

/** A model whose layers have been read. */
export interface ModelUnit {
  readonly kind: "model";
  readonly graph: KerasGraph;
  readonly order: OrderedGraph;
  /** What its outputs are called. */
  readonly outputNames: readonly string[];
  readonly units: ReadonlyMap<string, Unit>;
}

/** Reads the layers of a model and of the models in it, and collects why some cannot be imported. */
export class UnitReader {
  /** One line a layer. */
  readonly refusals: string[] = [];
  readonly #archive: KerasArchive;
  readonly #warn: (note: string) => void;
  #lowPrecision = false;

  constructor(archive: KerasArchive, warn: (note: string) => void) {
    this.#archive = archive;
    this.#warn = warn;
  }

  /** The outermost model, cut where the user wants it; null with a refusal if its structure is not sound. */
  root(entry: KerasEntry, outputs: readonly string[]): ModelUnit | null {
    const { file } = this.#archive;
    return this.#model(
      entry,
      [],
      outputs.length === 0 ? undefined : (whole) => cutNetwork(whole, { outputs, file }),
    );
  }

  #model(
    entry: KerasEntry,
    path: readonly KerasLayerStep[],
    cut: (whole: Pick<CutNetwork, "graph" | "order">) => Partial<CutNetwork> = () => ({}),
  ): ModelUnit | null {
    try {
      if (path.length > MAX_DEPTH) throw new Refusal(`over ${MAX_DEPTH} models lie in each other`);
      const whole = parseGraph(entry);
      const ordered = orderCalls(whole);
      const { graph = whole, order = ordered, outputNames, used } = cut({ graph: whole, order: ordered });
      const counts = new Map<string, number>();
      const units = graph.layers.map((layer) => {
        const folder = snakeCase(layer.className);
        const occurrence = counts.get(folder) ?? 0;
        counts.set(folder, occurrence + 1);
        const { name, className } = layer;
        const isUsed = used?.has(name) ?? true;
        const steps = [...path, { name, className, occurrence, wrapped: false }];
        return [name, isUsed ? this.#unit(layer, steps) : null] as const;
      });
      const own = graph.outputs.map(({ layer }) => layer);
      return { kind: "model", graph, order, outputNames: outputNames ?? own, units: new Map(units) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refusals.push(`model "${entry.name}": ${error.message}`);
      return null;
    }
  }

  #unit(entry: KerasEntry, steps: readonly KerasLayerStep[]): Unit {
    if (entry.className === "InputLayer") return { kind: "input", entry };
    if (isModel(entry)) return this.#model(entry, steps);
    try {
      const emits = readOperation(entry);
      return emits === null
        ? { kind: "layer", emit: this.#layer(entry, steps) }
        : { kind: "operation", emits };
    } catch (error) {
      if (error instanceof Refusal) {
        const name = steps.map((step) => step.name).join("/");
        this.refusals.push(`layer "${name}" (${entry.className}): ${error.message}`);
      } else if (!(error instanceof Unavailable)) throw error;
      return null;
    }
  }

  #layer(entry: KerasEntry, steps: readonly KerasLayerStep[]): Emit {
    const { name, className, config, registered } = entry;
    const canonical = canonicalClass(registered ?? className);
    const operator = operatorOf(canonical);
    if (operator === undefined) {
      const custom = registered === null ? null : `its class is a custom one, registered as "${registered}"`;
      throw new Refusal(unsupportedReason(canonical) ?? custom ?? "the class is not supported");
    }
    const others = entry.calls.flatMap(otherArguments);
    if (others.length > 0) throw new Refusal(`it is called with further arguments: ${others.join(", ")}`);
    this.#checkPrecision(config);
    const layer: KerasLayer = {
      name,
      className: canonical,
      config,
      generation: this.#archive.generation,
      variables: () => this.#weights(steps, variablesOf(canonical, config).map((each) => each.name)),
      attribute: (path, variables) =>
        this.#weights([
          ...steps,
          ...path.map((attribute) => ({
            name: attribute,
            className: "",
            occurrence: 0,
            wrapped: true,
            attribute,
          })),
        ], variables),
      inner: (classes) => this.#inner(config, { classes, steps }),
      warn: this.#warn,
    };
    const emit = operator.read(layer);
    // What is left out has keys that nobody needs.
    for (const key of operator.kinds.length === 0 ? [] : config.unread.filter(isMeaningful)) {
      this.#warn(
        `Ignored "${key}" of layer "${
          steps.map((step) => step.name).join("/")
        }": ${canonical} has no such key`,
      );
    }
    return emit;
  }

  #inner(
    config: KerasConfig,
    { classes, steps }: { readonly classes: readonly string[]; readonly steps: readonly KerasLayerStep[] },
  ): Emit {
    const inner = parseEntry(config.any("layer"));
    const { name, className } = inner;
    if (!classes.includes(className)) {
      throw new Refusal(`around ${className} it is not supported, only around ${classes.join(", ")}`);
    }
    return this.#layer(inner, [...steps, { name, className, occurrence: 0, wrapped: true }]);
  }

  #weights(steps: readonly KerasLayerStep[], variables: readonly string[]): readonly RealTensor[] {
    const found = this.#archive.weights({ steps, variables });
    if (found.length === variables.length) return found;
    throw new Refusal(
      found.length === 0
        ? `its weights (${variables.join(", ")}) are not in the file`
        : `the file has ${found.length} weights for it, expected ${variables.join(", ")}`,
    );
  }

  /** What a layer computes in is not what its weights are: a note for half precision, a refusal for integers. */
  #checkPrecision(config: KerasConfig): void {
    const dtype = config.any("dtype");
    const policy = typeof dtype === "string"
      ? dtype
      : config.object("dtype").object("config").text("name", "");
    const kind = typeof dtype === "string" ? "" : config.object("dtype").text("class_name", "");
    if (kind.startsWith("Quantized") || /^(int|float8)/.test(policy)) {
      throw new Refusal(`its weights are quantised by Keras (${policy || kind}), which is not supported`);
    }
    if (!/float16/.test(policy) || this.#lowPrecision) return;
    this.#lowPrecision = true;
    this.#warn(`The model computes in ${policy}; it is imported as if it computed exactly`);
  }
}
