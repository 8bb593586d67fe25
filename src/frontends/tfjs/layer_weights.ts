import { InterlaceError } from "../../base/mod.ts";
import type { RealTensor } from "../../tensor/mod.ts";
import type { KerasLayerRef } from "../keras/archives/archive.ts";
import type { TensorProto } from "../onnx/file/proto.ts";
import { decodeTensor } from "../onnx/file/tensor.ts";

/** The weights of a layers model by the layers that they belong to: those that bear the layer's name. */
export class LayerWeights {
  readonly #file: string;
  /** Tensors by every end of their names that starts at a slash. */
  readonly #byEnd = new Map<string, TensorProto[]>();

  /** @param file Name of `model.json`, for messages. */
  constructor(tensors: readonly TensorProto[], file: string) {
    this.#file = file;
    for (const tensor of tensors) {
      const steps = (tensor.name ?? "").replace(/:\d+$/, "").split("/");
      // Deeper names than these come from no framework.
      for (let start = Math.max(0, steps.length - 16); start < steps.length - 1; start++) {
        const end = steps.slice(start).join("/");
        const known = this.#byEnd.get(end);
        if (known === undefined) this.#byEnd.set(end, [tensor]);
        else known.push(tensor);
      }
    }
  }

  /**
   * Variables of a layer in the order that it makes them; those that are not there are left out.
   * @throws {InterlaceError} if several weights fit one of them, or its data cannot be read.
   */
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
          { code: "file-damaged", place: { file: this.#file, layer: path.at(-2), field: "weightsManifest" } },
        );
      }
    }
    return null;
  }
}
