import type { SelectPlan, ShufflePlan, Stage, TensorPlan } from "../../../design/mod.ts";
import { counterType, cppType } from "../names/cpp_type.ts";
import { type Mantissas, sizeOf } from "../../../tensor/mod.ts";
import { movesOf, type StageCode } from "./stage_code.ts";
import { memoriesOf, storageMember } from "../project/storage.ts";
import type { ConstantTable } from "../names/literals.ts";
import { naming } from "../names/naming.ts";
import { ints, type Member, struct, typedefs } from "./struct.ts";

/** Code of a selection: its axes, and the constant that stands where the input has no element. */
export function selectCode(
  stage: Stage,
  plan: SelectPlan,
  { x, y }: { readonly x: TensorPlan; readonly y: TensorPlan },
): StageCode {
  const config = naming.config(stage.id);
  const { rows, columns, channels, fill, walk } = plan;
  const table: ConstantTable = {
    name: naming.table("fill", stage.id),
    type: cppType(y.type),
    values: { shape: [1], type: y.type, data: BigInt64Array.of(BigInt.asIntN(64, fill)) as Mantissas },
  };
  const visited = walk.kind === "stream"
    ? {
      axes: { rows: { ...rows, from: walk.rows.from }, columns: { ...columns, ...walk.columns }, channels },
      sizes: { iterations: walk.iterations },
      counters: typedefs({
        row_t: counterType(walk.counters.row),
        column_t: counterType(walk.counters.column),
        next_row_t: counterType(walk.counters.nextRow),
        next_column_t: counterType(walk.counters.nextColumn),
      }),
    }
    : {
      axes: { rows, columns, channels },
      sizes: { in_size: sizeOf(x.shape), out_size: sizeOf(y.shape) },
      counters: [],
    };
  const members: Member[] = [
    ...Object.entries(visited.axes).map(([name, { input, output, start, step, ...visited }]): Member => ({
      kind: "text",
      text: struct(name, ints({ input, output, start, step, ...visited })).trimEnd(),
    })),
    ...typedefs({ fill_t: table.type }),
    ...visited.counters,
    ...Object.entries(visited.sizes).flatMap(([name, value]) => ints({ [name]: value })),
    { kind: "text", text: `static fill_t fill() { return ${table.name}[0]; }` },
  ];
  return {
    tables: [table],
    configs: struct(config, members),
    headers: ["select.h"],
    call: {
      kernel: `select_${walk.kind}`,
      config,
      tags: [],
      constants: [],
    },
  };
}

/** Code of blocks of pixels to channels, or back. */
export function shuffleCode(stage: Stage, plan: ShufflePlan): StageCode {
  const config = naming.config(stage.id);
  const { block, blocks, wide: [, , channels], strides, toDepth } = plan;
  const name = toDepth ? "space_to_depth" : "depth_to_space";
  // One kernel of arrays serves both ways, a kernel of streams one.
  const { work } = stage;
  const moves = work.kind === "stream" ? movesOf(work) : null;
  const way: { kernel: string; sizes: Record<string, number>; members: Member[] } = moves?.kind === "shuffle"
    ? {
      kernel: `${name}_stream`,
      sizes: { distance: moves.distance },
      members: [
        ...typedefs({
          block_row_t: counterType(moves.blockRow),
          block_column_t: counterType(moves.blockColumn),
          column_t: counterType(moves.column),
        }),
        ...storageMember("kept_storage", memoriesOf(stage, "pixels")[0]),
      ],
    }
    : {
      kernel: "shuffle_parallel",
      sizes: { size: sizeOf(plan.wide) },
      members: [{ kind: "bool", name: "to_depth", value: toDepth }],
    };
  const members: Member[] = [
    ...ints({
      ...blocks,
      block,
      channels,
      ...way.sizes,
      place_stride: strides.place,
      channel_stride: strides.channel,
    }),
    ...way.members,
  ];
  return {
    tables: [],
    configs: struct(config, members),
    headers: ["shuffle.h"],
    call: {
      kernel: way.kernel,
      config,
      tags: [],
      constants: [],
    },
  };
}
