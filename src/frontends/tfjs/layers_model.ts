import { InterlaceError } from "../../base/mod.ts";
import type { Model } from "../../model/mod.ts";
import type { RealTensor } from "../../tensor/mod.ts";
import type { FileSource, ImportOptions } from "../frontend.ts";
import type { KerasLayerRef } from "../keras/archive.ts";
import { importKerasNetwork } from "../keras/network.ts";
import type { TensorProto } from "../onnx/proto.ts";
import { decodeTensor } from "../onnx/tensor.ts";
import type { ModelJson } from "./model_json.ts";
import { readWeights } from "./weights.ts";

/** Whether `model.json` holds layers as Keras has them, not a graph of operators. */
export function isLayersModel({ format, modelTopology }: ModelJson): boolean {
  return format === "layers-model" || Object.hasOwn(modelTopology, "model_config") ||
    Object.hasOwn(modelTopology, "class_name");
}

/**
 * Imports a layers model: Keras 2's configuration with weights under their names.
 *
 * @param file The contents of `model.json`, as they are and parsed.
 * @throws {InterlaceError} with everything that is not supported in its details.
 */
export async function importLayersModel(
  source: FileSource,
  { bytes, json }: { readonly bytes: Uint8Array; readonly json: ModelJson },
  options: ImportOptions,
): Promise<Model> {
  const { main } = source;
  const { tensors, files } = await readWeights(source, json.weightsManifest);
  const index = new WeightIndex(tensors, main);
  return importKerasNetwork({
    format: "tfjs",
    file: main,
    generation: 2,
    // What TensorFlow.js saves is the configuration itself; what Python saves has it beside the version of Keras.
    config: Object.hasOwn(json.modelTopology, "model_config")
      ? json.modelTopology.model_config
      : json.modelTopology,
    weights: (layer) => index.of(layer),
    files: new Map([[main, bytes], ...files]),
  }, options);
}

/** Weights by the layers that they belong to. */
class WeightIndex {
  readonly #file: string;
  /** Tensors by every end of their names that starts at a slash. */
  readonly #byEnd = new Map<string, TensorProto[]>();

  constructor(tensors: readonly TensorProto[], file: string) {
    this.#file = file;
    for (const tensor of tensors) {
      const steps = (tensor.name ?? "").replace(/:\d+$/, "").split("/");
      // Deeper names than these come from no framework.
      for (let start = Math.max(0, steps.length - 16); start < steps.length - 1; start++) {
        const end = steps.slice(start).join("/");
        this.#byEnd.set(end, [...this.#byEnd.get(end) ?? [], tensor]);
      }
    }
  }

  /** Variables of a layer in the order that it makes them. */
  of({ steps, variables }: KerasLayerRef): readonly RealTensor[] {
    // TensorFlow.js names the variables of a wrapped layer after the wrapper.
    const paths = [steps, ...(steps.at(-1)?.wrapped ? [steps.slice(0, -1)] : [])]
      .map((path) => path.map(({ name }) => name));
    return variables.flatMap((variable) => {
      const found = paths.map((path) => this.#find([...path, variable])).find((tensor) => tensor !== null);
      if (!found) return [];
      const { shape, data } = decodeTensor(found, { file: this.#file, external: new Map() });
      return [{ shape, data }];
    });
  }

  /** The weight whose name has most of a path at its end, the last two steps at least. */
  #find(path: readonly string[]): TensorProto | null {
    for (let start = 0; start <= path.length - 2; start++) {
      const end = path.slice(start).join("/");
      const found = this.#byEnd.get(end) ?? [];
      if (found.length === 1) return found[0];
      if (found.length > 1) {
        throw new InterlaceError(
          `Cannot read ${this.#file}: ${found.length} weights have names that end in "${end}"`,
          { place: { file: this.#file, layer: path.at(-2), field: "weightsManifest" } },
        );
      }
    }
    return null;
  }
}
