import { type DensePlan, type Stage, streamOf, type TensorPlan } from "../../../design/mod.ts";
import {
  biasTable,
  macMembers,
  memoryMembers,
  orderMember,
  phaseLookup,
  weightTable,
} from "./mac_configs.ts";
import { naming } from "../names/naming.ts";
import type { StageCode } from "./stage_code.ts";
import { memoriesOf } from "../project/storage.ts";
import { ints, type Member, struct } from "./struct.ts";

/** A fully connected stage. */
export function denseCode(stage: Stage, plan: DensePlan, input: TensorPlan): StageCode {
  const config = naming.config(stage.id);
  const { schedule, memory } = plan;
  const tables = [weightTable(naming.weights(stage.id), plan, memory), biasTable(stage, plan)];
  const shared = scheduleCode(plan);
  // In parallel mode the pragma of a whole function chooses by the type of an argument.
  const travel = stage.work.kind === "stream"
    ? { members: ints({ beats: streamOf(input).beats.count }), tags: [] }
    : { members: shared.interval, tags: [`${config}::strategy()`] };
  const members = [
    ...macMembers(plan, { outputs: plan.outputs, sums: shared.sums }),
    ...ints({ inputs: plan.inputs }),
    ...travel.members,
    ...ints({ groups: 1, group_outputs: plan.outputs, multipliers: schedule.multipliers }),
    ...shared.members,
    ...memoryMembers(plan, memory, memoriesOf(stage, "weights")[0]),
    ...shared.lookups,
  ];
  return {
    tables,
    configs: struct(config, members),
    headers: ["dense.h"],
    call: {
      kernel: `dense_${stage.work.kind}`,
      config,
      tags: travel.tags,
      constants: tables.map((table) => table.name),
    },
  };
}

/** What the kernel of each schedule reads. */
function scheduleCode(plan: DensePlan): {
  readonly sums: readonly Member[];
  /** Of a function that is one pipeline. */
  readonly interval: readonly Member[];
  readonly members: readonly Member[];
  readonly lookups: readonly Member[];
} {
  const { schedule, inputs } = plan;
  switch (schedule.kind) {
    case "turns":
      return {
        sums: [orderMember(plan)],
        interval: [],
        members: ints({ initiation_interval: schedule.interval, iterations: schedule.iterations }),
        lookups: [],
      };
    case "unrolled":
      return {
        sums: [],
        interval: ints({ initiation_interval: schedule.interval }),
        members: ints({ phases: 1, selected_weights: 1 }),
        lookups: [phaseLookup("inputs", [inputs]), phaseLookup("base", [0])],
      };
  }
}
