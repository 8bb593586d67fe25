import {
  type ConcatenatePlan,
  type MoveCounters,
  type Stage,
  streamOf,
  type StreamTensor,
  type TensorPlan,
} from "../../../design/mod.ts";
import { counterType } from "../names/cpp_type.ts";
import { naming } from "../names/naming.ts";
import { movesOf, type StageCode } from "./stage_code.ts";
import { ints, type Member, struct, typedefs } from "./struct.ts";

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
