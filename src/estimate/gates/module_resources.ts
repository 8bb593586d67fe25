import type { Design, MemoryRule, Stage, StreamTensor } from "../../design/mod.ts";
import { dspOf, type ElasticTiming } from "../../target/mod.ts";
import { most, type ResourceCounts } from "../counts.ts";
import { GATE_COEFFICIENTS } from "./coefficients.ts";
import { gateFamilyOf } from "./family.ts";
import { countModule } from "./features.ts";
import { fifoParts } from "./fifo_parts.ts";
import { fittedCounts } from "./fitted.ts";
import type { ModuleParts } from "./parts.ts";
import { stageParts } from "./stage_parts.ts";

/** What the module of a stage takes of the part of its design: counted in its own cells. */
export function moduleResources(design: Design, stage: Stage, timing: ElasticTiming): ResourceCounts {
  return resourcesOfParts(stageParts(design, stage, timing), design.part);
}

/** What a FIFO between modules takes. */
export function fifoResources(tensor: StreamTensor, rule: MemoryRule, part: string): ResourceCounts {
  return resourcesOfParts(fifoParts(tensor, rule), part);
}

/** Beats up to which a FIFO may be made of look-up tables, whatever a beat's bits. */
const MOST_IN_TABLES = 512;

/** At least as much of everything as a FIFO takes that is as deep as given, or shallower. */
export function mostOfFifoResources(tensor: StreamTensor, rule: MemoryRule, part: string): ResourceCounts {
  const depths = Array.from(
    { length: Math.ceil(Math.min(tensor.depth, MOST_IN_TABLES) / 16) },
    (_, i) => 16 * (i + 1),
  );
  return most(
    [tensor.depth, ...depths.filter((depth) => depth < tensor.depth)]
      .map((depth) => fifoResources({ ...tensor, depth }, rule, part)),
  );
}

function resourcesOfParts(parts: ModuleParts, part: string): ResourceCounts {
  const family = gateFamilyOf(part);
  return fittedCounts(countModule(parts, family, dspOf(part)), GATE_COEFFICIENTS[family]);
}
