import { type ConcatenatePlan, type Stage, streamOf, type TensorPlan } from "../../design/mod.ts";
import { counterType } from "./cpp_type.ts";
import { naming } from "./naming.ts";
import type { StageCode } from "./stage_code.ts";
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
  const [kernel, members]: [string, Member[]] = work.kind === "parallel"
    ? ["concatenate_parallel", ints({ blocks, a_size: sizes[0], b_size: sizes[1] })]
    : work.moves?.kind === "append"
    ? ["append_stream", [
      ...typedefs({ place_t: counterType(work.moves.place) }),
      ...ints({ beats: streamOf(y).beats.count, a_beats: work.moves.beats[0], b_beats: work.moves.beats[1] }),
    ]]
    : ["join_stream", ints({ beats: streamOf(y).beats.count })];
  return {
    tables: [],
    configs: struct(config, members),
    headers: ["concatenate.h"],
    call: { kernel, config, tags: [], constants: [] },
  };
}
