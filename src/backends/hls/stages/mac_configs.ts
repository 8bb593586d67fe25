import {
  type MacPlan,
  type MemoryPlan,
  type Stage,
  STRATEGY_OF,
  type WeightMemory,
} from "../../../design/mod.ts";
import type { Mantissas } from "../../../tensor/mod.ts";
import { counterType, cppType } from "../names/cpp_type.ts";
import type { ConstantTable } from "../names/literals.ts";
import { naming } from "../names/naming.ts";
import { storageMember } from "../project/storage.ts";
import { ints, type Member, typedefs } from "./struct.ts";

/** What the multipliers of dense layers and convolutions need to know; `sums` says how products are added up. */
export function macMembers(
  plan: MacPlan,
  { outputs, sums }: { readonly outputs: number; readonly sums: readonly Member[] },
): Member[] {
  const { weights, bias, accumulator, schedule } = plan;
  return [
    ...typedefs({
      weight_t: cppType(weights.type),
      bias_t: cppType(bias.type),
      accum_t: cppType(accumulator),
      // The tag of `common.h` that chooses the kernel.
      strategy: `nnet::${STRATEGY_OF[schedule.kind]}`,
      turn_t: counterType(schedule.counters.turn),
      output_turn_t: counterType(schedule.counters.outputTurn),
    }),
    ...multiplierMembers(plan),
    ...sums,
    ...ints({
      out_channels: outputs,
      input_lanes: schedule.inputLanes,
      turns: schedule.turns,
      output_lanes: schedule.outputLanes,
      output_turns: schedule.outputTurns,
    }),
  ];
}

/** What multipliers are bound to; of those that make two products, how these are put together and taken apart. */
function multiplierMembers({ multiplier, product, pairs, schedule }: MacPlan): readonly Member[] {
  const tag = typedefs({ multiplier: `nnet::mul_${multiplier}` });
  const bound = typedefs({ product_t: cppType(product) });
  if (multiplier === "auto") return tag;
  if (multiplier !== "packed" || pairs === null) return [...tag, ...bound];
  return [
    ...tag,
    ...bound,
    ...typedefs({
      pair_t: cppType(pairs.weights),
      packed_t: cppType(pairs.both),
      upper_t: cppType(pairs.upper),
    }),
    ...ints({ pair_shift: pairs.shift, paired_lanes: schedule.pairedLanes }),
  ];
}

/** Whether products that are added up turn by turn may be added in any order. */
export function orderMember({ orderFree }: MacPlan): Member {
  return { kind: "bool", name: "order_free", value: orderFree };
}

/** Packed weights: their sizes, the type of the array that they lie in, and what words of them are made of. */
export function memoryMembers(
  { weights }: Pick<MacPlan, "weights">,
  memory: WeightMemory,
  made: MemoryPlan | undefined,
): Member[] {
  const isRom = memory.kind === "rom";
  const sizes: Record<string, number> = isRom
    ? { word_count: Math.max(1, memory.words), word_lanes: memory.lanes }
    : { weight_count: Math.max(1, memory.count) };
  const type = cppType(weights.type);
  const axes = Object.keys(sizes).map((size) => `[${size}]`).join("");
  return [
    ...ints(sizes),
    { kind: "text", text: `typedef const ${type} weights_t${axes};` },
    ...isRom ? storageMember("weight_storage", made) : [],
  ];
}

/** Which word of its weights a kernel takes in turn. */
export function addressMembers(memory: WeightMemory): Member[] {
  return memory.kind === "rom" ? typedefs({ address_t: counterType(memory.address) }) : [];
}

/** A fact of phases that share multipliers, looked up by their index. */
export function phaseLookup(fact: "taps" | "inputs" | "turns" | "base", table: readonly number[]): Member {
  return { kind: "lookup", name: `phase_${fact}`, parameters: ["phase"], table };
}

/**
 * Packed weights as a table of the project. C++ has no empty arrays: the weights of an empty phase are one zero that
 * nothing reads.
 */
export function weightTable(
  name: string,
  { weights: { type }, schedule }: MacPlan,
  memory: WeightMemory,
): ConstantTable {
  const lanes = memory.kind === "rom" ? memory.lanes : 1;
  const values = memory.values.length > 0 ? memory.values : new BigInt64Array(lanes) as Mantissas;
  return {
    name,
    type: cppType(type),
    values: { shape: [values.length], type, data: values },
    rows: memory.kind === "rom"
      ? { length: lanes, of: "the weights of one turn", nested: true }
      : { length: schedule.outputLanes, of: "the weights of one input for all outputs" },
  };
}

/** A bias for each output channel as a table of the project. */
export function biasTable(stage: Stage, plan: MacPlan): ConstantTable {
  return { name: naming.bias(stage.id), type: cppType(plan.bias.type), values: plan.bias };
}
