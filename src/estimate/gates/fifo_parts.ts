import { fifoMemory, type MemoryRule, type StreamTensor } from "../../design/mod.ts";
import { type ModuleParts, together } from "./parts.ts";

/** A FIFO (`fifo.v`): its memory, or the register that one place is; places that are free and those that are filled, both ends. */
export function fifoParts(tensor: StreamTensor, rule: MemoryRule): ModuleParts {
  const { depth } = tensor;
  const count = Math.ceil(Math.log2(depth + 1));
  const address = depth > 1 ? Math.ceil(Math.log2(depth)) : 1;
  return together([
    { control: 2 * count + 2 * address + 3 },
    depth === 1 ? { registers: tensor.beats.bits } : { memories: [fifoMemory(tensor, rule)] },
  ]);
}
