import type { Model } from "../../model/mod.ts";
import { capacityOf, type Target } from "../../target/mod.ts";
import type { DraftParts } from "../draft.ts";
import { type MemoryRule, memoryRuleOf, obeys } from "./memory_kind.ts";
import type { Design } from "../plans/plan.ts";
import type { SettingsReader } from "../options/settings.ts";
import { originsOf } from "../streams/streams.ts";

/** What the memories of a design depend on beside its stages. */
export interface MemoryRulesRequest {
  /** The model as it is built. */
  readonly model: Model;
  readonly settings: SettingsReader;
  readonly target: Target;
  /** FPGA part as the vendor's tools spell it. */
  readonly part: string;
}

/**
 * What holds of the memories of every stage and of the FIFO of every tensor, by the tensor's name: a copy, and a tensor in
 * other beats, follow what they come from.
 */
export function memoryRules(
  { stages }: Pick<DraftParts, "stages">,
  { model, settings, target: { memories: binds, timing }, part }: MemoryRulesRequest,
): ReadonlyMap<string, MemoryRule> {
  const capacity = capacityOf(part);
  const blocksPerUltra = capacity === null || capacity.URAM === 0 ? null : capacity.BRAM_18K / capacity.URAM;
  // Between elastic pipelines a place of a FIFO is taken before it is filled, and a beat stays in its place.
  const shifts = timing.pipelines === "stalling";
  const asked = new Map(model.layers.map((layer) => [layer.name, settings(layer).memoryKind]));
  return new Map(
    [...originsOf(stages)].map(([name, origin]) => [
      name,
      { asked: asked.get(origin) ?? "auto", binds, shifts, blocksPerUltra },
    ]),
  );
}

/** Layers one of whose memories, or a FIFO behind them, is made of what was asked for. */
export function obeyingMemories(
  design: Pick<Design, "stages" | "fifos" | "memoryRules">,
): ReadonlySet<string> {
  const origins = originsOf(design.stages);
  const obeying = design.stages.filter(({ name, memories }) =>
    memories.some((memory) => obeys(memory, memoryRuleOf(design, name)))
  );
  const behind = design.fifos.filter((name) => obeys({ role: "fifo" }, memoryRuleOf(design, name)));
  return new Set([...obeying.map(({ name }) => name), ...behind.map((name) => origins.get(name) ?? name)]);
}
