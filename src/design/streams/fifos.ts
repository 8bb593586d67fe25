import type { Design } from "../plans/plan.ts";

/** Of a design, what says which of its tensors wait in FIFOs. */
export type FifoParts = Pick<Design, "tensors" | "inputs" | "outputs" | "target">;

/**
 * Names of the tensors of a design of streams that wait in a FIFO, in the order of the tensors: all but ports. Where a stage
 * starts only if there is a place for what becomes of it, outputs have their places in a FIFO, too.
 */
export function fifosOf({ tensors, inputs, outputs, target: { timing } }: FifoParts): readonly string[] {
  const free = timing.pipelines === "elastic" ? inputs : [...inputs, ...outputs];
  const ports = new Set(free.map((port) => port.tensor));
  return [...tensors.keys()].filter((name) => !ports.has(name));
}
