import { type Design, stageTitle } from "../design/mod.ts";
import type { SimulationPath } from "./wasm/paths.ts";
import { programOf } from "./wasm/simulator.ts";
import { checkIsDesign } from "../design/check_handed.ts";

/** How the simulator computes a stage of a design. */
export interface StageExplanation {
  /** Name of the stage: that of the layer, for a layer's own stage. */
  readonly stage: string;
  /** Kind of the stage's plan. */
  readonly kind: string;
  /** Name of the way it is computed. */
  readonly path: SimulationPath;
  /** What of its types and weights led there. */
  readonly why: string;
  /** Bits that its largest intermediate number needs; null where nobody counted. */
  readonly bits: number | null;
  /** Bytes of WebAssembly that were written for it; code that it shares counts where it is first used. */
  readonly codeBytes: number;
}

/**
 * How the simulator computes a design: which path every stage takes, and why.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createDesign } from "../design/mod.ts";
 * import { buildModel } from "../model/mod.ts";
 * import { explainSimulation } from "./explain.ts";
 *
 * const design = createDesign(buildModel("tiny", (b) => b.relu(b.input({ features: 2 }))));
 * assertEquals(explainSimulation(design)[0].path, "elements i32");
 * ```
 */
export function explainSimulation(design: Design): readonly StageExplanation[] {
  checkIsDesign("explain a simulation", design);
  return programOf(design).stages.map(({ stage, path, why, bits, codeBytes }) => ({
    stage: stage.name,
    kind: stageTitle(stage.plan),
    path,
    why,
    bits,
    codeBytes,
  }));
}
