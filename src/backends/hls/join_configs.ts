import {
  type ConcatenatePlan,
  type MeanPlan,
  type MergePlan,
  type MoveCounters,
  portionsOf,
  type Stage,
  streamOf,
  type StreamTensor,
  type TensorPlan,
} from "../../design/mod.ts";
import type { FixedFormat } from "../../fixed/mod.ts";
import { counterType, cppType } from "./cpp_type.ts";
import { sizeOf } from "../../tensor/mod.ts";
import { movesOf, type StageCode } from "./stage_code.ts";
import { naming } from "./naming.ts";
import { ints, type Member, struct, typedefs } from "./struct.ts";
import { divisionMembers } from "./window_configs.ts";

/** The tensors that a stage of two inputs reads and writes. */
interface Ends {
  readonly a: TensorPlan;
  readonly b: TensorPlan;
  readonly y: TensorPlan;
}

/** Code of a merge. */
export function mergeCode(stage: Stage, plan: MergePlan, { a, b, y }: Ends): StageCode {
  const config = naming.config(stage.id);
  const { exact, mean, steps } = plan;
  const portions = portionsOf(y);
  const elements = [a, b].map(({ id }) => naming.type(id)).join(", ");
  const division = mean === null ? "whole" : mean.division === null ? "share" : "quotient";
  const members: Member[] = [
    ...typedefs({
      operation: `nnet::${plan.operation}<${elements}, ${config}>`,
      part: `nnet::${division}<${naming.type(y.id)}, ${config}>`,
      exact_t: cppType({ ...exact, quantization: "AP_TRN", overflow: "AP_WRAP" }),
    }),
    ...ints({
      pixels: portions.count,
      channels: portions.width,
      a_pixel: steps[0].pixel,
      a_channel: steps[0].channel,
      b_pixel: steps[1].pixel,
      b_channel: steps[1].channel,
      ...stage.work.kind === "stream" ? {} : { a_size: sizeOf(a.shape), b_size: sizeOf(b.shape) },
    }),
    ...mean === null ? [] : meanMembers(mean, exact),
  ];
  return {
    tables: [],
    configs: struct(config, members),
    headers: ["merge.h"],
    call: {
      kernel: `merge_${stage.work.kind}`,
      config,
      tags: [],
      constants: [],
    },
  };
}

function meanMembers({ count, division }: MeanPlan, exact: FixedFormat): Member[] {
  if (division === null) return typedefs({ share_t: `ap_ufixed<1, ${1 - Math.log2(count)}>` });
  return [...divisionMembers(division, exact), ...ints({ count })];
}

/** Code of a concatenation. */
export function concatenateCode(
  stage: Stage,
  plan: ConcatenatePlan,
  y: TensorPlan,
): StageCode {
  const config = naming.config(stage.id);
  const { blocks, sizes } = plan;
  const { work } = stage;
  const [kernel, members] = work.kind === "parallel"
    ? ["concatenate_parallel", ints({ blocks, a_size: sizes[0], b_size: sizes[1] })] as const
    : streamMembers(movesOf(work), streamOf(y));
  return {
    tables: [],
    configs: struct(config, members),
    headers: ["concatenate.h"],
    call: { kernel, config, tags: [], constants: [] },
  };
}

/** The kernel of two streams, and what it reads. */
function streamMembers(moves: MoveCounters | null, { beats }: StreamTensor): readonly [string, Member[]] {
  if (moves?.kind !== "append") return ["join_stream", ints({ beats: beats.count })];
  return ["append_stream", [
    ...typedefs({ place_t: counterType(moves.place) }),
    ...ints({ beats: beats.count, a_beats: moves.beats[0], b_beats: moves.beats[1] }),
  ]];
}
