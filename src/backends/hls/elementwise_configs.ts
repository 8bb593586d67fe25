import { type Stage, streamOf, type StreamWork, type TensorPlan } from "../../design/mod.ts";
import { sizeOf } from "../../tensor/mod.ts";
import { counterType, cppType } from "./cpp_type.ts";
import type { ElementwiseCode } from "./function_configs.ts";
import type { ConstantTable } from "./literals.ts";
import { naming } from "./naming.ts";
import { movesOf, type StageCode } from "./stage_code.ts";
import { lookUp, memoriesOf } from "./storage.ts";
import { ints, type Member, struct, typedefs } from "./struct.ts";

/** A stage that computes every element by itself, with a function of its own. */
export function elementwiseCode(
  stage: Stage,
  tensors: { readonly x: TensorPlan; readonly y: TensorPlan },
  code: ElementwiseCode,
): StageCode {
  const config = naming.config(stage.id);
  const { x, y } = tensors;
  const names = Object.keys(code.constants);
  const tables = names.map((role): ConstantTable => ({
    name: naming.table(role, stage.id),
    type: cppType(code.constants[role].type),
    values: code.constants[role],
  }));
  const accessors = names.map((role, i): Member => {
    const { name } = tables[i];
    if (code.function.kind === "own" && code.constants[role].data.length === 1) {
      return { kind: "text", text: `static ${role}_t ${role}() { return ${name}[0]; }` };
    }
    return lookUp({
      role,
      table: name,
      memory: role === "entry" ? memoriesOf(stage, "entries")[0] : undefined,
    });
  });
  const body: Member[] = [
    ...typedefs({
      ...code.function.kind === "template"
        ? { function: `nnet::${code.function.name}<${naming.type(x.id)}, ${naming.type(y.id)}, ${config}>` }
        : {},
      ...Object.fromEntries(names.map((role, i) => [`${role}_t`, tables[i].type])),
    }),
    ...stage.work.kind === "stream"
      ? [...firstMembers(stage.work), ...ints({ beats: streamOf(y).beats.count })]
      : ints({ size: sizeOf(y.shape) }),
    ...ints({ parameters: code.parameters }),
    ...code.members ?? [],
    ...accessors,
    ...code.function.kind === "own" ? [{ kind: "text", text: code.function.text } as const] : [],
  ];
  return {
    tables,
    configs: struct(config, body),
    headers: ["elementwise.h", ...code.function.kind === "template" ? [code.function.header] : []],
    call: {
      kernel: `elementwise_${stage.work.kind}`,
      config,
      tags: [],
      constants: [],
    },
  };
}

/** Where the parameters of a beat begin. */
function firstMembers(work: StreamWork): Member[] {
  const moves = movesOf(work);
  return moves?.kind === "period" ? typedefs({ first_t: counterType(moves.first) }) : [];
}
