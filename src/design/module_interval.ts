import { largest } from "../base/extremes.ts";
import { intervalAlone, sumOverOutputs } from "../schedule/mod.ts";
import { stageActors } from "./elastic_stages.ts";
import type { Design, Stage } from "./plan.ts";
import { moduleStage } from "./stage_ends.ts";
import { outputsOf, streamNamed } from "./stage_tensors.ts";

/** Cycles from one image to the next of a stage whose pipelines are elastic, if it never waits. */
export interface ModuleInterval {
  /** It takes no less: as many as there are beats on any side, or cycles in which its multipliers are busy. */
  readonly least: number;
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
  const beats = [...stage.inputs, ...outputsOf(stage)].map((name) => streamNamed(design, name).beats.count);
  const busy = busyOf(built);
  return {
    least: largest([...beats, busy.cycles]),
    key: busy.key,
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

/** Cycles of an image in which multipliers are busy, and what of them the control of a stage knows. */
function busyOf(
  stage: ReturnType<typeof moduleStage>,
): { readonly cycles: number; readonly key: string } {
  switch (stage.kind) {
    case "convolution": {
      const { plan: { rows, columns }, module: { turns: { phases } } } = stage;
      const cycles = sumOverOutputs(
        { rows, columns },
        ({ row, column }) => phases[row * columns.phases.length + column].cycles,
      );
      return { cycles, key: phases.map((phase) => phase.cycles).join(" ") };
    }
    case "dense": {
      const [{ cycles }] = stage.module.turns.phases;
      return { cycles, key: String(cycles) };
    }
    default:
      return { cycles: 0, key: "" };
  }
}
