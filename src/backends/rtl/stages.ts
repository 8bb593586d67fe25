import { type Design, outputsOf, type Stage } from "../../design/mod.ts";
import { convolutionModule } from "./convolution.ts";
import type { StageModule } from "./module.ts";

/** A stage as a module, or why there is none. */
export function stageModule(design: Design, stage: Stage): StageModule | string {
  const { plan } = stage;
  const [input] = stage.inputs.map((name) => design.tensors.get(name)!);
  const [output] = outputsOf(stage).map((name) => design.tensors.get(name)!);
  switch (plan.kind) {
    case "convolution":
      return convolutionModule(stage, plan, { input, output });
    default:
      return `no module of kind ${plan.kind}`;
  }
}
