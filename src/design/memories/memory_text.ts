import { fifoMemory } from "./memories.ts";
import { memoryRuleOf } from "./memory_kind.ts";
import type { MemoryKind, MemoryPlan } from "../plans/memory_plans.ts";
import type { Design } from "../plans/plan.ts";
import { streamNamed } from "../stage_tensors.ts";

/** What memories are made of, for people. */
export const MEMORY_TITLES: Readonly<Record<MemoryKind, string>> = {
  lut: "look-up tables",
  shift: "shift registers",
  block: "block RAM",
  ultra: "UltraRAM",
};

/** A memory with whose it is. */
export interface NamedMemory extends MemoryPlan {
  /** Stage; of a FIFO the tensor that waits in it. */
  readonly of: string;
}

/** Every memory of a design: those of stages, then FIFOs. */
export function memoriesOfDesign(design: Design): readonly NamedMemory[] {
  return [
    ...design.stages.flatMap(({ name, memories }) => memories.map((memory) => ({ of: name, ...memory }))),
    ...design.fifos.map((name) => ({
      of: name,
      ...fifoMemory(streamNamed(design, name), memoryRuleOf(design, name)),
    })),
  ];
}

/** A memory in a few words: `line: 2 of 30 words of 72 bits, block RAM`. */
export function memoryText({ role, words, bits, count, kind }: MemoryPlan): string {
  const several = count === 1 ? "" : `${count} of `;
  return `${role}: ${several}${words} words of ${bits} bits, ${MEMORY_TITLES[kind]}`;
}
