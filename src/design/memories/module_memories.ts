import { exhaustive } from "../../base/mod.ts";
import type { ConstantMemory } from "./constant_memory.ts";
import type { MemoryRequest } from "./memory_kind.ts";
import type { MemoryRole } from "../plans/memory_plans.ts";
import type { WindowModule, WindowWords } from "../plans/module_plans.ts";
import type { Stage } from "../plans/plan.ts";
import type { WithModule } from "../stage_ends.ts";
import type { StreamTensor } from "../plans/tensor_plan.ts";

/** The memories that the module of a stage is built with. One of constants that has one word never changes: it is none. */
export function moduleMemories(
  { kind, plan, module, inputs, output }: WithModule<Stage>,
): readonly MemoryRequest[] {
  switch (kind) {
    case "convolution":
      return [
        ...constants("weights", module.turns.weights),
        ...module.words === null
          ? windowMemories(module.window, inputs[0])
          : wordMemories(module.window, module.words),
      ];
    case "dense":
      return constants("weights", module.turns.weights);
    case "pool": {
      const { window, places } = module;
      return [
        ...windowMemories(window, inputs[0]),
        ...places === null ? [] : [places.rows, places.columns].flatMap((axis) => constants("counts", axis)),
      ];
    }
    case "upsample":
      return windowMemories(module.window, inputs[0]);
    case "interpolate":
      return [
        ...windowMemories(module.window, inputs[0]),
        ...module.shares.flatMap((axis) => constants("shares", axis)),
      ];
    case "select":
      return [module.rows, module.columns].flatMap((axis) => constants("visits", axis));
    case "permute":
      return [{
        role: "tensor",
        words: 2 * 2 ** module.addressBits,
        bits: module.chunk * inputs[0].type.width,
        count: 1,
      }];
    case "shuffle":
      // In the result's type, whichever way.
      return [{
        role: "pixels",
        words: plan.blocks.columns,
        bits: plan.wide[2] * plan.block ** 2 * output.type.width,
        count: 1,
      }];
    case "map":
      // A memory a lane.
      return module.tables.flatMap((entries) => constants("entries", entries, output.beats.width));
    case "softmax":
      return [
        ...constants("exponentials", module.exponentials, plan.channels),
        ...constants("reciprocals", module.reciprocals),
      ];
    case "input":
    case "concatenate":
    case "global_pool":
    case "repack":
    case "clone":
      return [];
    default:
      return exhaustive(plan);
  }
}

function constants(role: MemoryRole, { words, bits }: ConstantMemory, count = 1): readonly MemoryRequest[] {
  return words > 1 ? [{ role, words, bits, count }] : [];
}

/** The rows that a window is filled from, and the entries that tell it how to move. */
function windowMemories(
  { steps, sweeps, positions }: WindowModule,
  { beats }: StreamTensor,
): readonly MemoryRequest[] {
  return [
    { role: "line", words: steps.columns, bits: beats.bits, count: steps.memories },
    ...constants("sweeps", sweeps),
    ...constants("positions", positions),
  ];
}

/** The rows that words are read from, which words, and the entries that tell the window how to move. */
function wordMemories(
  { sweeps, positions }: WindowModule,
  { words, bits, taps }: WindowWords,
): readonly MemoryRequest[] {
  return [
    { role: "line", words, bits, count: 1 },
    ...constants("taps", taps),
    ...constants("sweeps", sweeps),
    ...constants("positions", positions),
  ];
}
