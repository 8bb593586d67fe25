import type { SoftmaxPlan, Stage, TensorPlan } from "../../../design/mod.ts";
import { fractionBits } from "../../../fixed/mod.ts";
import { cppType } from "../names/cpp_type.ts";
import { sizeOf } from "../../../tensor/mod.ts";
import type { StageCode } from "./stage_code.ts";
import { lookUp, memoriesOf } from "../project/storage.ts";
import { naming } from "../names/naming.ts";
import { integerLiteral } from "../names/literals.ts";
import { ints, struct, typedefs } from "./struct.ts";

/** Code of a softmax stage. */
export function softmaxCode(stage: Stage, plan: SoftmaxPlan, x: TensorPlan): StageCode {
  const { exponentials, inverses, inverseBits, channels, numbers } = plan;
  const config = naming.config(stage.id);
  const tables = ([
    { role: "exponential", keeps: "exponentials", values: exponentials },
    { role: "inverse", keeps: "reciprocals", values: inverses },
  ] as const).map(({ role, keeps, values }) => ({
    role,
    memory: memoriesOf(stage, keeps)[0],
    table: { name: naming.table(role, stage.id), type: cppType(values.type), values },
  }));
  const unit = fractionBits(exponentials.type);
  const { width, signed } = x.type;
  const members = [
    ...typedefs({
      mantissa_t: `ap_${signed ? "" : "u"}int<${width}>`,
      difference_t: `ap_uint<${numbers.halfway.width}>`,
      sum_t: `ap_ufixed<${numbers.sum.width}, ${numbers.sum.integer}>`,
      scaled_t: `ap_ufixed<${numbers.scaled.width}, ${numbers.scaled.integer}>`,
      ...Object.fromEntries(tables.map(({ role, table }) => [`${role}_t`, table.type])),
    }),
    ...ints({
      channels,
      pixels: sizeOf(x.shape) / channels,
      x_width: width,
      shift: plan.shift,
      exponentials: exponentials.data.length,
      unit,
      exponents: numbers.exponents,
      sum_bits: numbers.sum.width,
      inverse_bits: inverseBits,
    }),
    { kind: "text", text: `static difference_t half() { return ${integerLiteral(plan.half)}; }` } as const,
    ...tables.map(({ role, table: { name: table }, memory }) => lookUp({ role, table, memory })),
  ];
  return {
    tables: tables.map(({ table }) => table),
    configs: struct(config, members),
    headers: ["softmax.h"],
    call: {
      kernel: `softmax_${stage.work.kind}`,
      config,
      tags: [],
      constants: [],
    },
  };
}
