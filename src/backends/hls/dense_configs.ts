import type { DensePlan, Stage, TensorPlan } from "../../design/mod.ts";
import { biasTable, macMembers, memoryMembers, phaseLookup, weightTable } from "./mac_configs.ts";
import { naming } from "./naming.ts";
import type { StageCode } from "./stage_code.ts";
import { ints, struct } from "./struct.ts";

/** A fully connected stage. */
export function denseCode(stage: Stage, plan: DensePlan, input: TensorPlan): StageCode {
  const config = naming.config(stage.id);
  const { schedule, memory } = plan;
  const tables = [weightTable(naming.weights(stage.id), plan, memory), biasTable(stage, plan)];
  const unrolled = schedule.kind === "unrolled";
  const stream = stage.work.kind === "stream";
  const members = [
    ...macMembers(plan, plan.outputs),
    ...ints({
      inputs: plan.inputs,
      ...stream ? { beats: input.beats.count } : unrolled ? { reuse_factor: schedule.factor } : {},
      groups: 1,
      group_outputs: plan.outputs,
      multipliers: schedule.multipliers,
      ...unrolled ? { phases: 1, selected_weights: 1 } : { iterations: schedule.iterations },
    }),
    ...memoryMembers(memory),
    ...unrolled ? [phaseLookup("inputs", [plan.inputs]), phaseLookup("base", [0])] : [],
  ];
  return {
    tables,
    configs: struct(config, members),
    headers: ["dense.h"],
    call: {
      kernel: `dense_${stage.work.kind}`,
      config,
      // The pragma of a whole function chooses by the type of an argument.
      tags: stream ? [] : [`${config}::strategy()`],
      constants: tables.map((table) => table.name),
    },
  };
}
