import { exhaustive } from "../../base/mod.ts";
import { type Design, inputTensors, outputTensors, type Stage } from "../../design/mod.ts";
import { convolutionModule } from "./convolution.ts";
import { interpolateModule } from "./interpolate.ts";
import { bentLine, linearModule } from "./linear.ts";
import { mergeModule } from "./merge.ts";
import { concatenateModule, repackModule } from "./moves.ts";
import { denseModule } from "./dense.ts";
import { permuteModule } from "./permute.ts";
import { globalPoolModule, poolModule, upsampleModule } from "./pool.ts";
import type { StageModule } from "./module.ts";
import { selectModule, shuffleModule } from "./rearrange.ts";
import { softmaxModule } from "./softmax.ts";
import { tableModule } from "./table.ts";
import { beatWidth } from "./widths.ts";

/** A stage as a module, or why there is none. */
export function stageModule(design: Design, stage: Stage): StageModule | string {
  const { plan } = stage;
  const inputs = inputTensors(design, stage);
  const [output] = outputTensors(design, stage);
  const ends = { input: inputs[0], output };
  switch (plan.kind) {
    case "convolution":
      return convolutionModule(stage, plan, ends);
    case "table":
      return tableModule(stage, plan, ends);
    case "merge":
      return mergeModule(plan, { inputs, output });
    case "pool":
      return poolModule(stage, plan, ends);
    case "global_pool":
      return globalPoolModule(plan, ends);
    case "dense":
      return denseModule(stage, plan, ends);
    case "select":
      return selectModule(stage, plan, ends);
    case "shuffle":
      return shuffleModule(plan, ends);
    case "upsample":
      return upsampleModule(stage, plan, ends);
    case "concatenate":
      return concatenateModule(plan, { inputs, output });
    case "repack":
      return repackModule(ends);
    case "clone":
      return {
        module: "clone",
        parameters: [["WIDTH", beatWidth(output)]],
        memories: new Map(),
        inputs: ["in"],
        outputs: ["first_", "second_"],
        cycles: 0,
        interval: 1,
      };
    case "affine":
    case "cast":
    case "clip":
    case "hard_sigmoid":
    case "rectifier":
    case "relu":
    case "threshold":
      return linearModule(bentLine(plan, inputs[0]), ends);
    case "interpolate":
      return interpolateModule(stage, plan, ends);
    case "permute":
      return permuteModule(plan, ends);
    case "softmax":
      return softmaxModule(stage, plan, ends);
    case "input":
      return `there is no module of kind ${plan.kind}`;
    default:
      return exhaustive(plan);
  }
}
