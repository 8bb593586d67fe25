import type { MacPlan, Stage } from "../../design/mod.ts";
import type { FixedTensor } from "../../tensor/mod.ts";
import { cppType } from "./cpp_type.ts";
import type { ConstantTable } from "./literals.ts";
import { naming } from "./naming.ts";
import { ints, type Member, typedefs } from "./struct.ts";

/** What the multipliers of dense layers and convolutions need to know. */
export function macMembers(
  plan: MacPlan,
  sizes: { readonly inputs: number; readonly outputs: number },
): Member[] {
  const { reuse } = plan;
  return [
    ...typedefs({
      weight_t: cppType(plan.weights.type),
      bias_t: cppType(plan.bias.type),
      accum_t: cppType(plan.accumulator),
      strategy: `nnet::${plan.strategy}`,
    }),
    { kind: "bool", name: "order_free", value: plan.orderFree },
    ...ints({
      inputs: sizes.inputs,
      out_channels: sizes.outputs,
      reuse_factor: reuse.factor,
      ...lanes(plan, sizes.inputs),
    }),
  ];
}

/** How a stage's inputs lie in registers and what is multiplied at once. */
export function lanes(plan: MacPlan, inputs: number) {
  const { reuse, strategy } = plan;
  if (strategy === "latency") {
    return { input_lanes: inputs, turns: 1, output_lanes: plan.bias.data.length, output_turns: 1 };
  }
  return {
    input_lanes: reuse.inputLanes,
    turns: inputs / reuse.inputLanes,
    output_lanes: reuse.outputLanes,
    output_turns: reuse.outputTurns,
  };
}

/** Facts of phases, looked up by their index. */
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

/** Packed weights as a table of the project. */
export function weightTable(name: string, plan: MacPlan, values: BigInt64Array): ConstantTable {
  const { type } = plan.weights;
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
