import type { Design } from "../../../design/mod.ts";
import { modelCosts } from "../../../model/mod.ts";
import { sizeOf } from "../../../tensor/mod.ts";
import type { Optimize } from "../../compile/compiler.ts";

/**
 * Multiplications and elements that unoptimised C++ does in about half a second more than optimised C++: as long as the
 * optimiser takes for a small network.
 */
const LIGHT_WORK = 20_000_000;

/** How to compile a design that runs once: the optimiser is left out where it takes longer than it saves. */
export function effortFor(design: Design, samples: number): Optimize {
  const macs = modelCosts(design.model).values().reduce((sum, cost) => sum + cost.macs, 0);
  const elements = design.tensors.values().reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return samples * (macs + elements) <= LIGHT_WORK ? "g" : "2";
}
