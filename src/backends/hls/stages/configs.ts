import { exhaustive } from "../../../base/mod.ts";
import { type ComputingStage, type Design, streamOf } from "../../../design/mod.ts";
import { withEnds } from "../../../design/stage_ends.ts";
import { sizeOf } from "../../../tensor/mod.ts";
import { convolutionCode } from "./convolution_configs.ts";
import { denseCode } from "./dense_configs.ts";
import { concatenateCode } from "./join_configs.ts";
import { mapCode } from "./map_configs.ts";
import { permuteMembers, rearrangeCode, repackMembers } from "./rearrange_configs.ts";
import { selectCode, shuffleCode } from "./selection_configs.ts";
import { softmaxCode } from "./softmax_configs.ts";
import type { StageCode } from "./stage_code.ts";
import { ints } from "./struct.ts";
import { globalPoolCode, interpolateCode, windowCode } from "./window_configs.ts";

/** Code of a stage that computes something. */
export function stageCode(design: Design, stage: ComputingStage): StageCode {
  const { kind, plan, inputs, output } = withEnds(design, stage);
  switch (kind) {
    case "convolution":
      return convolutionCode(stage, plan, { input: inputs[0], output });
    case "dense":
      return denseCode(stage, plan, inputs[0]);
    case "map":
      return mapCode(stage, plan, { inputs, y: output });
    case "softmax":
      return softmaxCode(stage, plan, inputs[0]);
    case "permute":
      return rearrangeCode(stage, "permute", permuteMembers(stage, plan, { x: inputs[0], y: output }));
    case "concatenate":
      return concatenateCode(stage, plan, output);
    case "select":
      return selectCode(stage, plan, { x: inputs[0], y: output });
    case "shuffle":
      return shuffleCode(stage, plan);
    case "repack":
      return rearrangeCode(stage, "repack", repackMembers(stage, output));
    case "clone":
      return rearrangeCode(
        stage,
        "clone",
        ints(
          stage.work.kind === "stream"
            ? { beats: streamOf(output).beats.count }
            : { size: sizeOf(output.shape) },
        ),
      );
    case "pool":
    case "upsample":
      return windowCode(stage, plan, { x: inputs[0], y: output });
    case "interpolate":
      return interpolateCode(stage, plan, { x: inputs[0], y: output });
    case "global_pool":
      return globalPoolCode(stage, plan, { x: inputs[0], y: output });
    default:
      return exhaustive(plan);
  }
}
