import type { MergeOperation } from "../../../layers/mod.ts";
import { reorder } from "../../import/layout.ts";
import { Refusal } from "../../import/refusal.ts";
import type { Signal } from "../../import/signal.ts";
import { axisOf, type Emission, type KerasOperator } from "./layer.ts";

/** `Add`, `Subtract` and so on. */
export function merge(operation: MergeOperation): KerasOperator {
  return {
    kinds: ["merge"],
    limits: "inputs of one rank that repeat along all spatial axes or along the channels",
    read: () => (inputs, emission) =>
      emission.builder.emit({ kind: "merge", operation }, alike(inputs, emission), { name: emission.name }),
  };
}

/** `Concatenate` along any axis but that of the samples. */
export const concatenate: KerasOperator = {
  kinds: ["concatenate"],
  read({ config }) {
    const [axis] = config.sizes("axis", 1, -1);
    return (inputs, emission) => {
      const ready = alike(inputs, emission);
      const [first] = ready;
      const spec = { kind: "concatenate", axis: first.axes.indexOf(axisOf(axis, first)) } as const;
      return emission.builder.emit(spec, ready, { name: emission.name });
    };
  },
};

/** Signals whose axes lie in the order of the first one's. */
function alike(inputs: readonly Signal[], emission: Emission): readonly Signal[] {
  if (inputs.length < 2) throw new Refusal(`it reads ${inputs.length} tensors, expected 2 or more`);
  const [first] = inputs;
  return inputs.map((signal) => {
    if (signal.shape.length !== first.shape.length) {
      throw new Refusal(`it joins samples of shapes [${first.shape}] and [${signal.shape}]`);
    }
    return reorder(signal, first.axes, emission);
  });
}
