import { largest } from "../../base/numbers/extremes.ts";
import { intervalAlone } from "../../dataflow/mod.ts";
import { stageActors } from "../streams/elastic_stages.ts";
import { busyCycles } from "./window_words.ts";
import type { Design, Stage } from "../plans/plan.ts";
import { moduleStage, type WithModule } from "../stage_ends.ts";
import { outputsOf } from "../stage_tensors.ts";

/** Cycles from one image to the next of a stage whose pipelines are elastic, if it never waits. */
export interface ModuleInterval {
  /** The exact ones follow from this alone while nothing but the sharing of its multipliers changes. */
  readonly key: string;
  /** Runs it for some images: as the schedule of a whole design does. */
  readonly exact: () => number;
}

/**
 * The interval of a stage of a design whose pipelines are elastic.
 * @throws {TypeError} if the stage has no module.
 */
export function moduleInterval(design: Pick<Design, "tensors" | "target">, stage: Stage): ModuleInterval {
  const built = moduleStage(design, stage);
  return {
    key: busyOf(built).key,
    exact() {
      const { timing } = design.target;
      if (timing.pipelines !== "elastic") throw new TypeError(`Stage "${stage.name}" has no module`);
      return intervalAlone({
        name: stage.name,
        kind: stage.plan.kind,
        inputs: stage.inputs.map((_, port) => ({ port })),
        outputs: outputsOf(stage).map((_, output) => output),
        actors: stageActors(built, timing),
      });
    },
  };
}

/** Cycles of an image that a stage takes at least: as there are beats on any side, or cycles of its multipliers. */
export function leastInterval(stage: WithModule<Stage>): number {
  const chunks = stage.kind === "convolution" ? stage.module.words?.chunks ?? 1 : 1;
  const beats = [...stage.inputs.map(({ beats }) => beats.count * chunks), stage.output.beats.count];
  return largest([...beats, busyOf(stage).cycles]);
}

/** Cycles of an image in which multipliers are busy, and what of them the control of a stage knows. */
function busyOf(
  stage: WithModule<Stage>,
): { readonly cycles: number; readonly key: string } {
  switch (stage.kind) {
    case "convolution": {
      const { plan, module: { words, turns: { phases } } } = stage;
      const cycles = busyCycles(plan, phases);
      const chunks = words?.chunks ?? 0;
      return { cycles, key: [chunks, ...phases.map(({ iterations }) => iterations)].join(" ") };
    }
    case "dense": {
      const [{ iterations: cycles }] = stage.module.turns.phases;
      return { cycles, key: String(cycles) };
    }
    default:
      return { cycles: 0, key: "" };
  }
}
