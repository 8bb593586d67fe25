import { type Design, outputsOf, tensorOf } from "../../../design/mod.ts";
import { naming } from "./names.ts";

/** Ties instances of the top module to stages: a stage's own, and those of the FIFOs behind it. */
export function stageOfInstance(design: Design): (name: string) => string | null {
  const stages = new Map(design.stages.flatMap((stage) => [
    [naming.stage(stage.id), stage.name] as const,
    ...outputsOf(stage).map((tensor) => [naming.fifo(tensorOf(design, tensor).id), stage.name] as const),
  ]));
  // Some tools write the way down to an instance in front of its name.
  return (name) => stages.get(name.split(/[./]/).at(-1)!) ?? null;
}
