import type { DensePlan, Stage, TensorPlan } from "../../design/mod.ts";
import { biasTable, macMembers, memoryMembers, phaseLookups, weightTable } from "./mac_configs.ts";
import { naming } from "./naming.ts";
import type { StageCode } from "./stage_code.ts";
import { ints, struct } from "./struct.ts";

/** A fully connected stage. */
export function denseCode(stage: Stage, plan: DensePlan, input: TensorPlan): StageCode {
  const config = naming.config(stage.id);
  const { schedule, memory } = plan;
  const tables = [weightTable(naming.weights(stage.id), plan, memory), biasTable(stage, plan)];
  const members = [
    ...macMembers(plan, plan),
    ...ints({
      beats: input.beats.count,
      groups: 1,
      group_outputs: plan.outputs,
      phases: 1,
      multipliers: schedule.multipliers,
      iterations: schedule.iterations,
    }),
    ...memoryMembers(memory),
    ...ints({ selected_weights: 1 }),
    ...phaseLookups([{ taps: 1, inputs: plan.inputs, turns: schedule.turns, base: 0 }]),
  ];
  return {
    tables,
    configs: struct(config, members),
    headers: ["dense.h"],
    call: {
      kernel: `dense_${stage.work.kind}`,
      templateArguments: [config],
      // The pragma of a whole function chooses by the type of an argument.
      tags: stage.work.kind === "stream" ? [] : [`${config}::strategy()`],
      constants: tables.map((table) => table.name),
    },
  };
}
