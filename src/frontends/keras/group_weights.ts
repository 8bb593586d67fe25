import type { RealTensor } from "../../tensor/mod.ts";
import { type KerasLayerRef, snakeCase } from "./archives/archive.ts";
import type { Hdf5File } from "./hdf5/mod.ts";

/** Names that the layers of a model have had in the weights of Keras 3 and of its forerunners. */
const LAYER_GROUPS = ["layers", "_layer_checkpoint_dependencies"];

/** Whether a file holds weights as archives and `.weights.h5` files have them. */
export function hasGroupWeights(file: Hdf5File): boolean {
  return LAYER_GROUPS.some((group) => file.has(group));
}

/**
 * Variables of a layer in the order that it makes them. They lie in groups named by class and occurrence,
 * `layers/conv2d_1/vars/0`; a wrapper's layer is `layer`.
 */
export function groupVariables(file: Hdf5File, { steps, variables }: KerasLayerRef): readonly RealTensor[] {
  for (const group of LAYER_GROUPS) {
    const path = steps.map(({ className, occurrence, wrapped, attribute = "layer" }) =>
      wrapped ? attribute : `${group}/${snakeCase(className)}${occurrence === 0 ? "" : `_${occurrence}`}`
    ).join("/");
    const held = Map.groupBy(variables, (name) => name.slice(0, name.lastIndexOf("/") + 1));
    const found = [...held.keys()].flatMap((holder) => {
      // One more than there should be, to notice that they are not as many.
      const count = held.get(holder)!.length + 1;
      const tensors = Array.from({ length: count }, (_, i) => file.tensor(`${path}/${holder}vars/${i}`));
      return tensors.flatMap((tensor, i) =>
        tensor === null ? [] : [{ tensor, name: held.get(holder)![i] ?? null }]
      );
    });
    if (found.length === 0) continue;
    const order = (name: string | null) => name === null ? variables.length : variables.indexOf(name);
    return found.toSorted((a, b) => order(a.name) - order(b.name)).map(({ tensor }) => tensor);
  }
  return [];
}
