import { exhaustive } from "../../base/mod.ts";
import { type ComputingStage, type Design, streamOf } from "../../design/mod.ts";
import { withEnds } from "../../design/stage_ends.ts";
import { type FixedTensor, type Mantissas, sizeOf } from "../../tensor/mod.ts";
import { convolutionCode } from "./convolution_configs.ts";
import { denseCode } from "./dense_configs.ts";
import { elementwiseCode } from "./elementwise_configs.ts";
import { hardSigmoidCode, tableCode, thresholdCode } from "./function_configs.ts";
import { concatenateCode, mergeCode } from "./join_configs.ts";
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
    case "affine":
      return elementwiseCode(stage, { x: inputs[0], y: output }, {
        function: "affine",
        parameters: plan.scale.data.length,
        constants: { scale: plan.scale, offset: plan.shift },
      });
    case "relu":
    case "cast":
      return elementwiseCode(stage, { x: inputs[0], y: output }, {
        function: plan.kind,
        parameters: 1,
        constants: {},
      });
    case "rectifier":
      return elementwiseCode(stage, { x: inputs[0], y: output }, {
        function: "rectifier",
        parameters: plan.slopes.data.length,
        constants: { slope: plan.slopes },
      });
    case "clip": {
      const bound = (value: bigint | null): FixedTensor => ({
        shape: [1],
        type: plan.type,
        data: BigInt64Array.of(value ?? 0n) as Mantissas,
      });
      return elementwiseCode(stage, { x: inputs[0], y: output }, {
        function: "clip",
        parameters: 1,
        constants: { min: bound(plan.min), max: bound(plan.max) },
        scalars: true,
        members: [
          { kind: "bool", name: "has_min", value: plan.min !== null },
          { kind: "bool", name: "has_max", value: plan.max !== null },
        ],
      });
    }
    case "table":
      return elementwiseCode(
        stage,
        { x: inputs[0], y: output },
        tableCode(plan, { x: inputs[0].type, y: output.type }),
      );
    case "hard_sigmoid":
      return elementwiseCode(stage, { x: inputs[0], y: output }, hardSigmoidCode(plan));
    case "softmax":
      return softmaxCode(stage, plan, inputs[0]);
    case "threshold":
      return elementwiseCode(stage, { x: inputs[0], y: output }, thresholdCode(plan));
    case "permute":
      return rearrangeCode(stage, "permute", permuteMembers(stage, plan, { x: inputs[0], y: output }));
    case "merge":
      return mergeCode(stage, plan, { a: inputs[0], b: inputs[1], y: output });
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
