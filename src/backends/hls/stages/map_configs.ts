import {
  type MapPlan,
  portionsOf,
  type Stage,
  streamOf,
  type StreamWork,
  type TensorPlan,
} from "../../../design/mod.ts";
import {
  constantsOf,
  type Expression,
  lookupsOf,
  nodesOf,
  periodOf,
  quotientsOf,
} from "../../../layers/mod.ts";
import { sizeOf } from "../../../tensor/mod.ts";
import { counterType, cppType } from "../names/cpp_type.ts";
import { Printer } from "./expression_text.ts";
import type { ConstantTable } from "../names/literals.ts";
import { lookupStruct } from "./lookup_configs.ts";
import { naming } from "../names/naming.ts";
import { movesOf, type StageCode } from "./stage_code.ts";
import { lookUp } from "../project/storage.ts";
import { ints, type Member, struct, typedefs } from "./struct.ts";
import { divisionMembers } from "./window_configs.ts";

/** The tensors at the ends of a map. */
interface Ends {
  readonly inputs: readonly TensorPlan[];
  readonly y: TensorPlan;
}

/** Code of a stage whose function is an expression. */
export function mapCode(stage: Stage, plan: MapPlan, ends: Ends): StageCode {
  const config = naming.config(stage.id);
  const function_ = functionCode(stage, plan, ends);
  const isJoin = ends.inputs.length > 1;
  return {
    tables: function_.tables,
    configs: struct(config, [
      ...loopMembers(plan, ends, stage.work),
      ...function_.members,
    ]),
    headers: [isJoin ? "merge.h" : "elementwise.h", ...function_.headers],
    call: {
      kernel: `${isJoin ? "merge" : "elementwise"}_${stage.work.kind}`,
      config,
      tags: [],
      constants: [],
    },
  };
}

/** What the loop over the elements of one tensor, or of two, is told. */
function loopMembers(plan: MapPlan, { inputs, y }: Ends, work: Stage["work"]): readonly Member[] {
  const isJoin = inputs.length === 2;
  const parameters = periodOf(plan.expression);
  switch (work.kind) {
    case "stream":
      return isJoin
        ? ints(joinSteps(plan, y))
        : [...firstMembers(work), ...ints({ beats: streamOf(y).beats.count, parameters })];
    case "parallel":
      return ints(
        isJoin
          ? { ...joinSteps(plan, y), a_size: sizeOf(inputs[0].shape), b_size: sizeOf(inputs[1].shape) }
          : { size: sizeOf(y.shape), parameters },
      );
  }
}

/** Where the parameters of a beat begin. */
function firstMembers(work: StreamWork): Member[] {
  const moves = movesOf(work);
  return moves?.kind === "period" ? typedefs({ first_t: counterType(moves.first) }) : [];
}

/** How a loop over two tensors goes through both. */
function joinSteps({ steps: [a, b] }: MapPlan, y: TensorPlan): Readonly<Record<string, number>> {
  const portions = portionsOf(y);
  return {
    pixels: portions.count,
    channels: portions.width,
    a_pixel: a.pixel,
    a_channel: a.channel,
    b_pixel: b.pixel,
    b_channel: b.channel,
  };
}

/** The expression as a function, with what it reads. */
function functionCode(
  stage: Stage,
  { expression, function: name }: MapPlan,
  { inputs, y }: Ends,
): Pick<StageCode, "tables" | "headers"> & { readonly members: readonly Member[] } {
  const constants = [...constantsOf(expression)];
  const lookups = lookupsOf(expression);
  const quotients = quotientsOf(expression);
  const structs = new Map<Expression, string>([
    ...lookups.map((node, i) => [node, numbered("lookup", i)] as const),
    ...quotients.map((node, i) => [node, numbered("division", i)] as const),
  ]);
  const tables = constants.map(([role, { values }]): ConstantTable => ({
    name: naming.table(role, stage.id),
    type: cppType(values.type),
    values,
  }));
  const entries = lookups.map(({ table: { entries } }, i): ConstantTable => ({
    name: naming.table(numbered("entry", i), stage.id),
    type: cppType(entries.type),
    values: entries,
  }));
  const operands = inputs.length === 1 ? ["x"] : ["a", "b"];
  const printer = new Printer({ operands, y, structs });
  const result = printer.result(expression);
  const parameters = [
    ...operands.map((operand, i) => `${naming.type(inputs[i].id)} ${operand}`),
    ...inputs.length > 1 ? [] : [periodOf(expression) === 1 ? "int" : "int i"],
  ];
  const text = [
    `// ${name}`,
    "struct function {",
    `    static ${naming.type(y.id)} apply(${parameters.join(", ")}) {`,
    "#pragma HLS INLINE",
    ...printer.locals.map((line) => `        ${line}`),
    `        return ${result};`,
    "    }",
    "};",
  ];
  return {
    tables: [...tables, ...entries],
    headers: [
      ...lookups.length > 0 ? ["functions.h"] : [],
      ...nodesOf(expression).some(({ kind }) => kind === "quotient" || kind === "shift") ? ["divide.h"] : [],
    ],
    members: [
      ...typedefs(Object.fromEntries(constants.map(([role], i) => [`${role}_t`, tables[i].type]))),
      ...constants.map(([role, { values }], i): Member =>
        values.data.length === 1
          ? { kind: "text", text: `static ${role}_t ${role}() { return ${tables[i].name}[0]; }` }
          : lookUp({ role, table: tables[i].name, memory: undefined })
      ),
      ...lookups.map((node, i) =>
        lookupStruct(stage, node, { name: numbered("lookup", i), entries: entries[i] })
      ),
      ...quotients.map((node, i): Member => ({
        kind: "text",
        text: struct(numbered("division", i), [
          ...divisionMembers(node.division, node.of.exact),
          ...ints({ count: node.divisor }),
        ]).trimEnd(),
      })),
      { kind: "text", text: text.join("\n") },
    ],
  };
}

/** A name of the first, and of others of its kind. */
function numbered(name: string, index: number): string {
  return index === 0 ? name : `${name}_${index}`;
}
