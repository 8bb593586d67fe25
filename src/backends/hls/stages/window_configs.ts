import { exhaustive } from "../../../base/mod.ts";
import { type InterpolatePlan, INTERPOLATION_SHARE, loopOf } from "../../../design/mod.ts";
import type {
  DivisionPlan,
  GlobalPoolPlan,
  PoolPlan,
  Stage,
  TensorPlan,
  UpsamplePlan,
  WindowPlan,
} from "../../../design/mod.ts";
import type { FixedFormat } from "../../../fixed/mod.ts";
import type { PoolFunction } from "../../../layers/mod.ts";
import type { AxisPlan } from "../../../walk/mod.ts";
import { cppType } from "../names/cpp_type.ts";
import { type Mantissas, sizeOf } from "../../../tensor/mod.ts";
import { axisStruct, axisWalk, type WalkMembers, walkMembers } from "./axis_struct.ts";
import type { StageCode } from "./stage_code.ts";
import { lookUp, memoriesOf, storageMember } from "../project/storage.ts";
import { naming } from "../names/naming.ts";
import { ints, type Member, struct, typedefs } from "./struct.ts";

/** The tensors that a stage reads and writes. */
interface Ends {
  readonly x: TensorPlan;
  readonly y: TensorPlan;
}

/** Code of a pooling or up-sampling stage. */
export function windowCode(
  stage: Stage,
  plan: PoolPlan | UpsamplePlan,
  ends: Ends,
): StageCode {
  const { rows, columns, taps } = plan;
  const walk = walkCode(stage, plan, ends);
  const counted = plan.counted.map(({ from, to }) => ({ counted_from: from, counted_to: to }));
  const members: Member[] = [
    ...rows
      ? [axisStruct("rows", { ...axisWalk(rows), ...walk.rows, ...counted[0] }, walk.counters.rows)]
      : [],
    axisStruct("columns", {
      ...axisWalk(columns),
      ...rows ? { window: columns.window } : {},
      ...counted[counted.length - 1],
    }, walk.counters.columns),
    ...walk.counters.fill,
    ...ints({
      channels: plan.channels,
      taps: taps.length,
      ...walk.sizes,
    }),
    ...walk.lines,
    { kind: "lookup", name: "tap", parameters: ["index"], table: taps.map(({ pixel }) => pixel) },
    ...divisionMembers(plan.kind === "pool" ? plan.division : null, ends.x.type),
  ];
  const name = plan.kind === "upsample" ? "copy" : plan.function;
  return stageOf(stage, { kernel: `pool${rows ? 2 : 1}d`, function: name, members, ends });
}

/** Code of a stage that pools a whole map. */
export function globalPoolCode(stage: Stage, plan: GlobalPoolPlan, ends: Ends): StageCode {
  switch (plan.function) {
    case "max":
    case "average":
      return overPixels(stage, { ...plan, function: plan.function }, ends);
    case "argmax":
      return argmaxCode(stage, plan);
    default:
      return exhaustive(plan.function);
  }
}

function argmaxCode(stage: Stage, plan: GlobalPoolPlan): StageCode {
  const { pixels, channels, places } = plan;
  if (places === null) throw new TypeError(`"${stage.name}" compares no places`);
  const config = naming.config(stage.id);
  const members = [
    ...typedefs({ place_t: `ap_uint<${places.bits}>` }),
    ...ints({ channels, pixels, levels: places.levels }),
  ];
  return {
    tables: [],
    configs: struct(config, members),
    headers: ["argmax.h"],
    call: { kernel: `argmax_${stage.work.kind}`, config, tags: [], constants: [] },
  };
}

function overPixels(
  stage: Stage,
  plan: GlobalPoolPlan & { readonly function: PoolFunction },
  ends: Ends,
): StageCode {
  const members = [
    ...ints({
      channels: plan.channels,
      pixels: plan.pixels,
      ...stage.work.kind === "stream" ? {} : sizes(ends),
    }),
    ...divisionMembers(plan.division, ends.x.type),
  ];
  return stageOf(stage, { kernel: "global_pool", function: plan.function, members, ends });
}

/** Code of a linear resizing. */
export function interpolateCode(stage: Stage, plan: InterpolatePlan, ends: Ends): StageCode {
  const { rows, columns, samples } = plan;
  const walk = walkCode(stage, plan, ends);
  const config = naming.config(stage.id);
  const axes = [
    ...rows ? [{ name: "rows", plan: rows } as const] : [],
    { name: "columns", plan: columns } as const,
  ];
  const shares = axes.map(({ name }, i) => ({
    name: naming.table(`${name}_share`, stage.id),
    type: cppType(INTERPOLATION_SHARE),
    values: {
      shape: [samples[i].length],
      type: INTERPOLATION_SHARE,
      data: BigInt64Array.from(samples[i], ({ share }) => share) as Mantissas,
    },
  }));
  const members: Member[] = [
    ...typedefs({
      share_t: shares[0].type,
      // Shares add up to one: the sum is never larger than the largest element.
      sum_t: cppType({ ...plan.numbers.exact, quantization: "AP_TRN", overflow: "AP_WRAP" }),
    }),
    ...axes.map(({ name, plan: axis }, i) =>
      axisStruct(name, { ...axisSizes(axis), ...walk.axis(axis) }, [
        ...walk.counters[name],
        {
          kind: "lookup",
          name: "newest",
          parameters: ["output"],
          table: samples[i].map(({ newest }) => newest),
        },
        ...typedefs({ share_t: shares[i].type }),
        lookUp({ role: "share", table: shares[i].name, memory: memoriesOf(stage, "shares")[i] }),
      ])
    ),
    ...walk.counters.fill,
    ...ints({ channels: plan.channels, ...walk.sizes }),
    ...walk.lines,
  ];
  const kernel = `interpolate${axes.length}d_${plan.walk.kind}`;
  return {
    tables: shares,
    configs: struct(config, members),
    headers: ["interpolate.h"],
    call: { kernel, config, tags: [], constants: [] },
  };
}

/** What a resizing reads of an axis whose outputs follow no stride. */
function axisSizes({ input, output, window }: AxisPlan): Record<string, number> {
  return { input, output, window };
}

function stageOf(stage: Stage, code: {
  readonly kernel: string;
  readonly function: PoolFunction | "copy";
  readonly members: readonly Member[];
  readonly ends: Ends;
}): StageCode {
  const config = naming.config(stage.id);
  const { x, y } = code.ends;
  const element = `nnet::${code.function}_of<${naming.type(x.id)}, ${naming.type(y.id)}, ${config}>`;
  const members = [...typedefs({ function: element }), ...code.members];
  return {
    tables: [],
    configs: struct(config, members),
    headers: [`pool_${stage.work.kind}.h`],
    call: {
      kernel: `${code.kernel}_${stage.work.kind}`,
      config,
      tags: [],
      constants: [],
    },
  };
}

/** What the kernels of each walk read. */
interface WalkCode {
  /** Of the way of a window through the tensors. */
  readonly sizes: Record<string, number>;
  /** Of the rows of a map, where windows are sums or copies. */
  readonly rows: Record<string, number>;
  /** What the rows that a window of a map is filled from are made of. */
  readonly lines: readonly Member[];
  /** Of an axis that is resized linearly. */
  readonly axis: (axis: AxisPlan) => Record<string, number>;
  /** Types of what it counts. */
  readonly counters: WalkMembers;
}

function walkCode(
  stage: Pick<Stage, "memories">,
  { rows, columns, walk }: Pick<WindowPlan, "rows" | "columns" | "walk">,
  ends: Ends,
): WalkCode {
  switch (walk.kind) {
    case "parallel":
      return {
        sizes: sizes(ends),
        rows: {},
        lines: [],
        axis: () => ({}),
        counters: { rows: [], columns: [], fill: [] },
      };
    case "stream":
      return {
        sizes: {
          window: walk.window,
          ...rows ? { line_rows: Math.max(1, loopOf(walk).lineRows), period: loopOf(walk).period } : {},
          iterations: loopOf(walk).iterations,
          initiation_interval: 1,
        },
        rows: rows ? { window: rows.window } : {},
        lines: rows ? storageMember("line_storage", memoriesOf(stage, "line")[0]) : [],
        axis: ({ lead }) => ({ lead }),
        counters: walkMembers(loopOf(walk), columns),
      };
  }
}

function sizes({ x, y }: Ends): Record<string, number> {
  return { in_size: sizeOf(x.shape), out_size: sizeOf(y.shape) };
}

/** Members that `divide.h` needs, and those that hold a mantissa of what is divided. */
export function divisionMembers(
  plan: DivisionPlan | null,
  { width, signed }: Pick<FixedFormat, "width" | "signed">,
): Member[] {
  if (plan === null) return [];
  const { sumBits, dividendBits, raise, countBits, fraction } = plan;
  return [
    ...typedefs({
      mantissa_t: `ap_${signed ? "" : "u"}int<${width}>`,
      sum_t: `ap_int<${sumBits}>`,
      dividend_t: `ap_int<${dividendBits}>`,
      magnitude_t: `ap_uint<${dividendBits}>`,
      twice_t: `ap_int<${dividendBits + 1}>`,
      unit_t: `ap_ufixed<1, ${-fraction}>`,
    }),
    ...ints({ x_width: width, dividend_bits: dividendBits, raise, count_bits: countBits }),
  ];
}
