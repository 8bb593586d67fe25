import type { DensePlan, Design, Stage, TensorPlan } from "../../design/mod.ts";
import { biasTable, macMembers, phaseLookups, weightTable } from "./mac_configs.ts";
import { naming } from "./naming.ts";
import type { StageCode } from "./stage_code.ts";
import { ints, struct } from "./struct.ts";

/** A fully connected stage. */
export function denseCode(design: Design, stage: Stage, plan: DensePlan, input: TensorPlan): StageCode {
  const config = naming.config(stage.id);
  const tables = [
    weightTable(naming.weights(stage.id), plan, plan.packed.values),
    biasTable(stage, plan),
  ];
  const latency = plan.strategy === "latency";
  const members = [
    ...macMembers(plan, plan),
    ...ints({
      beats: input.beats.count,
      groups: 1,
      group_outputs: plan.outputs,
      phases: 1,
      multipliers: plan.reuse.multipliers,
      iterations: latency ? 1 : plan.reuse.factor,
      weight_count: plan.packed.values.length,
      word_lanes: plan.reuse.inputLanes * plan.reuse.outputLanes,
      selected_weights: 1,
    }),
    ...phaseLookups([{ taps: 1, inputs: plan.inputs, turns: 1, base: 0 }]),
  ];
  const stream = design.io === "io_stream";
  return {
    tables,
    configs: struct(config, members),
    headers: ["dense.h"],
    call: {
      kernel: stream ? "dense_stream" : "dense_parallel",
      templateArguments: [config],
      tags: stream ? [] : [`${config}::strategy()`],
      constants: tables.map((table) => table.name),
    },
  };
}
