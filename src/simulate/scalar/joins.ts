import type { ConcatenatePlan } from "../../design/mod.ts";
import type { FixedType } from "../../fixed/mod.ts";
import type { FixedTensor, Mantissas } from "../../tensor/mod.ts";
import { castElements } from "./elements.ts";

type Pair = readonly [FixedTensor, FixedTensor];

/** Parts of both inputs in turn. */
export function runConcatenate({ sizes }: ConcatenatePlan, inputs: Pair, to: FixedType): Mantissas {
  const parts = inputs.map((x) => castElements(x, to));
  const y = new BigInt64Array(parts[0].length + parts[1].length) as Mantissas;
  const blocks = parts[0].length / sizes[0];
  for (let block = 0, at = 0; block < blocks; block++) {
    parts.forEach((data, input) => {
      y.set(data.subarray(block * sizes[input], (block + 1) * sizes[input]), at);
      at += sizes[input];
    });
  }
  return y;
}
