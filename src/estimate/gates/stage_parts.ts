import { exhaustive } from "../../base/mod.ts";
import type { Design, Stage } from "../../design/mod.ts";
import type { ElasticTiming } from "../../target/mod.ts";
import { moduleStage } from "../../design/stage_ends.ts";
import { convolutionParts, denseParts } from "./mac_parts.ts";
import { mapParts } from "./map_parts.ts";
import {
  concatenateParts,
  permuteParts,
  repackParts,
  selectParts,
  shuffleParts,
  softmaxParts,
} from "./move_parts.ts";
import { type ModuleParts, together } from "./parts.ts";
import { globalPoolParts, interpolateParts, poolParts, upsampleParts } from "./window_parts.ts";

/** What the module of a stage consists of; nothing of an input. */
export function stageParts(design: Design, stage: Stage, timing: ElasticTiming): ModuleParts {
  return together([...kindParts(design, stage, timing), { memories: stage.memories }]);
}

function kindParts(design: Design, stage: Stage, timing: ElasticTiming): readonly Partial<ModuleParts>[] {
  const site = moduleStage(design, stage);
  switch (site.kind) {
    case "dense":
      return denseParts(site, timing);
    case "convolution":
      return convolutionParts(site, timing);
    case "map":
      return mapParts(site, timing);
    case "softmax":
      return softmaxParts(site, timing);
    case "pool":
      return poolParts(site);
    case "global_pool":
      return globalPoolParts(site);
    case "interpolate":
      return interpolateParts(site, timing);
    case "upsample":
      return upsampleParts(site);
    case "repack":
      return repackParts(site);
    case "concatenate":
      return concatenateParts(site);
    case "select":
      return selectParts(site);
    case "shuffle":
      return shuffleParts(site);
    case "permute":
      return permuteParts(site);
    case "clone":
    case "input":
      return [];
    default:
      return exhaustive(site);
  }
}
