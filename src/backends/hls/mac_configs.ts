import type { MacPlan, MacSchedule, Stage, WeightMemory } from "../../design/mod.ts";
import type { FixedTensor } from "../../tensor/mod.ts";
import { cppType } from "./cpp_type.ts";
import type { ConstantTable } from "./literals.ts";
import { naming } from "./naming.ts";
import { ints, type Member, typedefs } from "./struct.ts";

/** The tag of `common.h` that chooses the kernel of each schedule. */
export const STRATEGIES: Readonly<Record<MacSchedule["kind"], string>> = {
  unrolled: "latency",
  turns: "resource",
};

/** What the multipliers of dense layers and convolutions need to know. */
export function macMembers(
  plan: MacPlan,
  sizes: { readonly inputs: number; readonly outputs: number },
): Member[] {
  const { schedule } = plan;
  return [
    ...typedefs({
      weight_t: cppType(plan.weights.type),
      bias_t: cppType(plan.bias.type),
      accum_t: cppType(plan.accumulator),
      strategy: `nnet::${STRATEGIES[schedule.kind]}`,
    }),
    { kind: "bool", name: "order_free", value: plan.orderFree },
    ...ints({
      inputs: sizes.inputs,
      out_channels: sizes.outputs,
      reuse_factor: schedule.factor,
      input_lanes: schedule.inputLanes,
      turns: schedule.turns,
      output_lanes: schedule.outputLanes,
      output_turns: schedule.outputTurns,
    }),
  ];
}

/** Sizes of packed weights; nothing reads words of constants. */
export function memoryMembers(memory: WeightMemory): Member[] {
  return [
    ...ints({ weight_count: Math.max(1, memory.values.length) }),
    ...memory.kind === "rom" ? ints({ word_lanes: memory.lanes }) : [],
  ];
}

/** Facts of phases that share multipliers, looked up by their index. */
export function phaseLookups(
  phases: readonly {
    readonly taps: number;
    readonly inputs: number;
    readonly turns: number;
    readonly base: number;
  }[],
): Member[] {
  const lookup = (name: string, table: readonly number[]): Member => ({
    kind: "lookup",
    name,
    parameters: ["phase"],
    table,
  });
  return [
    lookup("phase_taps", phases.map((phase) => phase.taps)),
    lookup("phase_inputs", phases.map((phase) => phase.inputs)),
    lookup("phase_turns", phases.map((phase) => phase.turns)),
    lookup("phase_base", phases.map((phase) => phase.base)),
  ];
}

/**
 * Packed weights as a table of the project. C++ has no empty arrays: the weights of an empty phase are one zero that
 * nothing reads.
 */
export function weightTable(
  name: string,
  { weights: { type } }: MacPlan,
  memory: WeightMemory,
): ConstantTable {
  const values = memory.values.length > 0 ? memory.values : BigInt64Array.of(0n);
  return {
    name,
    type: cppType(type),
    values: { shape: [values.length], type, data: values as FixedTensor["data"] },
  };
}

/** A bias for each output channel as a table of the project. */
export function biasTable(stage: Stage, plan: MacPlan): ConstantTable {
  return { name: naming.bias(stage.id), type: cppType(plan.bias.type), values: plan.bias };
}
