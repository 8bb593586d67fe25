import { InterlaceError } from "../../base/errors.ts";
import type { MemoryResource, TargetMemories } from "../../target/mod.ts";
import type { MemoryKind, MemoryPlan, MemoryRole } from "../plans/memory_plans.ts";
import { blockRams, LUT_WORDS, ultraRams } from "./memory_sizes.ts";
import type { MemoryChoice } from "../options/options.ts";

/** Memories of fewer bits than this are made of look-up tables, however many words they have. */
const LEAST_BLOCK_BITS = 1024;

/**
 * The most words of a FIFO that is shift registers, whatever the bits of a word: those of a memory in look-up tables, or
 * as many as make few bits.
 */
export function mostShifted(bits: number): number {
  return Math.max(LUT_WORDS, Math.floor(LEAST_BLOCK_BITS / bits));
}

/** What decides of what a memory is made, beside what was asked for. */
export type MemoryRequest = Omit<MemoryPlan, "kind">;

/** What holds of all memories of a layer, its FIFOs included. */
export interface MemoryRule {
  /** What was asked for. */
  readonly asked: MemoryChoice;
  /** What the target can bind. */
  readonly binds: TargetMemories;
  /** Whether a FIFO of look-up tables is shift registers; else it is a memory of two ports, as others are. */
  readonly shifts: boolean;
  /** Block RAMs of 18 Kibit that the part has for each of its UltraRAMs; null where it has none, or is not known. */
  readonly blocksPerUltra: number | null;
}

/**
 * What holds of the memories of the stage that makes a tensor, and of its FIFO.
 * @throws {InterlaceError} if the design has no such tensor.
 */
export function memoryRuleOf(
  { memoryRules }: { readonly memoryRules: ReadonlyMap<string, MemoryRule> },
  name: string,
): MemoryRule {
  const rule = memoryRules.get(name);
  if (rule !== undefined) return rule;
  throw new InterlaceError(`Cannot find memories of "${name}" in the design: it has no tensor of that name`, {
    code: "layer-unknown",
    place: { layer: name },
  });
}

/** Whether contents of a memory are part of the bitstream: UltraRAM has none then. */
const IS_CONSTANT: Readonly<Record<MemoryRole, boolean>> = {
  weights: true,
  entries: true,
  exponentials: true,
  reciprocals: true,
  shares: true,
  taps: true,
  sweeps: true,
  positions: true,
  counts: true,
  visits: true,
  line: false,
  tensor: false,
  pixels: false,
  fifo: false,
};

/** Whether what is in a memory never changes. */
export function isConstant({ role }: Pick<MemoryPlan, "role">): boolean {
  return IS_CONSTANT[role];
}

/** A memory with what it is made of: decided here, for all memories. */
export function withKind(request: MemoryRequest, rule: MemoryRule): MemoryPlan {
  return { ...request, kind: kindOf(request, rule) };
}

/** Whether a memory is made of what was asked for: not where nothing was, nor of what cannot hold it. */
export function obeys(memory: Pick<MemoryPlan, "role">, { asked, binds }: MemoryRule): boolean {
  return asked !== "auto" && couldBe(asked, memory, binds);
}

function couldBe(resource: MemoryResource, { role }: Pick<MemoryPlan, "role">, binds: TargetMemories) {
  if (resource === "ultra" && IS_CONSTANT[role]) return false;
  return (role === "fifo" ? binds.fifos : binds.stages).includes(resource);
}

function kindOf(request: MemoryRequest, rule: MemoryRule): MemoryKind {
  const { asked } = rule;
  const resource = asked !== "auto" && couldBe(asked, request, rule.binds) ? asked : bestOf(request, rule);
  return resource === "lut" && request.role === "fifo" && rule.shifts ? "shift" : resource;
}

/**
 * What wastes least. A block RAM of 18 Kibit gives at most 36 bits in a cycle, whatever its depth: at 64 words it holds
 * 36·64 of its 18,432 bits, an eighth, where 36 look-up tables of 64 bits hold the same (72 as shift registers, 48 as
 * memories with two ports) and a device has 190 to 320 of them for each block RAM. Deeper memories would need more
 * than a table a bit, with a multiplexer behind, and fill block RAM better. UltraRAM is taken where it takes a smaller share
 * of the part's than block RAM would of that.
 */
function bestOf(request: MemoryRequest, { binds, blocksPerUltra }: MemoryRule): MemoryResource {
  const { role, words, bits } = request;
  const shallow = role === "fifo" ? mostShifted(bits) : LUT_WORDS;
  if (words <= shallow || words * bits < LEAST_BLOCK_BITS) return "lut";
  const size = { width: bits, depth: words };
  const savesBlocks = blocksPerUltra !== null && blockRams(size) > blocksPerUltra * ultraRams(size);
  return savesBlocks && couldBe("ultra", request, binds) ? "ultra" : "block";
}
