import type { SoftmaxPlan, Stage, TensorPlan } from "../../design/mod.ts";
import { fractionBits } from "../../fixed/mod.ts";
import { cppType } from "./cpp_type.ts";
import { sizeOf } from "../../tensor/mod.ts";
import type { StageCode } from "./stage_code.ts";
import { naming } from "./naming.ts";
import { integerLiteral } from "./literals.ts";
import { ints, struct, typedefs } from "./struct.ts";

/** Code of a softmax stage. */
export function softmaxCode(stage: Stage, plan: SoftmaxPlan, x: TensorPlan): StageCode {
  const { exponentials, inverses, sumBits, inverseBits, channels } = plan;
  const config = naming.config(stage.id);
  const tables = [
    { role: "exponential", values: exponentials },
    { role: "inverse", values: inverses },
  ].map(({ role, values }) => ({
    role,
    table: { name: naming.table(role, stage.id), type: cppType(values.type), values },
  }));
  const unit = fractionBits(exponentials.type);
  const exponents = sumBits - exponentials.type.width;
  const product = exponentials.type.width + inverses.type.width;
  const { width, signed } = x.type;
  const members = [
    ...typedefs({
      mantissa_t: `ap_${signed ? "" : "u"}int<${width}>`,
      difference_t: `ap_uint<${width + 1}>`,
      sum_t: `ap_ufixed<${sumBits}, ${sumBits - unit}>`,
      scaled_t: `ap_ufixed<${product + exponents}, 2>`,
      ...Object.fromEntries(tables.map(({ role, table }) => [`${role}_t`, table.type])),
    }),
    ...ints({
      channels,
      pixels: sizeOf(x.shape) / channels,
      x_width: width,
      shift: plan.shift,
      exponentials: exponentials.data.length,
      unit,
      exponents,
      sum_bits: sumBits,
      inverse_bits: inverseBits,
    }),
    { kind: "text", text: `static difference_t half() { return ${integerLiteral(plan.half)}; }` } as const,
    ...tables.map(({ role, table }) => ({
      kind: "text" as const,
      text: `static ${role}_t ${role}(int i) { return ${table.name}[i]; }`,
    })),
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
