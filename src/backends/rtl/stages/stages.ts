import { exhaustive } from "../../../base/mod.ts";
import type { Design, Stage } from "../../../design/mod.ts";
import { moduleStage } from "../../../design/stage_ends.ts";
import type { ElasticTiming } from "../../../target/mod.ts";
import { convolutionModule } from "./convolution.ts";
import { interpolateModule } from "./interpolate.ts";
import { mapModule } from "./map.ts";
import { concatenateModule, repackModule } from "./moves.ts";
import { denseModule } from "./dense.ts";
import { permuteModule } from "./permute.ts";
import { globalPoolModule, poolModule, upsampleModule } from "./pool.ts";
import type { StageModule } from "../text/module.ts";
import { selectModule, shuffleModule } from "./rearrange.ts";
import { softmaxModule } from "./softmax.ts";
import { beatWidth } from "../text/widths.ts";

/** A stage as a module, or why there is none. */
export function stageModule(design: Design, stage: Stage, timing: ElasticTiming): StageModule | string {
  const { kind, plan, module, inputs, output } = moduleStage(design, stage);
  switch (kind) {
    case "convolution":
      return convolutionModule(stage, { plan, module, input: inputs[0], output, timing });
    case "pool":
      return poolModule(stage, { plan, module, input: inputs[0] });
    case "global_pool":
      return globalPoolModule({ plan, module, input: inputs[0] });
    case "dense":
      return denseModule(stage, { plan, module, input: inputs[0], output, timing });
    case "select":
      return selectModule(stage, { plan, module, input: inputs[0], output });
    case "shuffle":
      return shuffleModule(plan, { module, input: inputs[0], output });
    case "upsample":
      return upsampleModule(stage, { plan, module, input: inputs[0] });
    case "concatenate":
      return concatenateModule(plan, { module, inputs, output });
    case "repack":
      return repackModule({ module, input: inputs[0], output });
    case "clone":
      return {
        module: "clone",
        parameters: [["WIDTH", beatWidth(output)]],
        memories: new Map(),
        inputs: ["in"],
        outputs: ["first_", "second_"],
      };
    case "map":
      return mapModule(stage, { plan, module, inputs, output, timing });
    case "interpolate":
      return interpolateModule(stage, { plan, module, input: inputs[0], output, timing });
    case "permute":
      return permuteModule(plan, { module, input: inputs[0] });
    case "softmax":
      return softmaxModule(stage, { plan, module, input: inputs[0], output, timing });
    case "input":
      return `there is no module of kind ${plan.kind}`;
    default:
      return exhaustive(plan);
  }
}
