import { largest } from "../../../base/numbers/extremes.ts";
import { InterlaceError } from "../../../base/mod.ts";
import type { Design } from "../../../design/mod.ts";
import { topName } from "../text/names.ts";
import { RTL_MODULES } from "./sources.ts";
import { stageModule } from "../stages/stages.ts";
import { type BuiltStage, renderTop, type TopOptions } from "./top.ts";

/** A design in Verilog. */
export interface RtlProject {
  /** Name of the top module. */
  readonly top: string;
  /** Contents by name: modules (`.v`) and what they read (`.mem`), all in one folder. */
  readonly files: ReadonlyMap<string, string>;
  /** Every stage with its module, in the order of the design; graph inputs have none. */
  readonly stages: readonly BuiltStage[];
}

/** Cycles without a beat that no stage of a design needs, beside those of its longest output pixel. */
const PATIENCE = 5_000;

/** Cycles without a beat after which a test bench expects none any more. */
export function patienceOf({ stages }: Pick<RtlProject, "stages">): number {
  const depths = stages.map(({ stage: { work } }) =>
    work.kind === "stream" && work.build.kind === "module" ? 1 + work.build.fillCycles : 0
  );
  return PATIENCE + largest(depths, 0);
}

/**
 * Writes a design in Verilog-2005. Pure; the same design gives the same bytes.
 *
 * @throws {InterlaceError} for what there is no module for yet, everything at once.
 */
export function renderRtl(design: Design, options: TopOptions = { stalls: false }): RtlProject {
  const stages = builtStages(design);
  const top = topName(design);
  const files = new Map([[`${top}.v`, renderTop(design, stages, options)]]);
  for (const { module } of stages) {
    for (const [name, text] of module.memories) files.set(name, text);
  }
  const own = new Map(
    stages.flatMap(({ module: { module, text } }) => text === undefined ? [] : [[module, text]]),
  );
  const textOf = (module: string) => own.get(module) ?? RTL_MODULES[module];
  for (
    const module of usedModules(["fifo", "spread", ...stages.map(({ module }) => module.module)], textOf)
  ) {
    files.set(`${module}.v`, textOf(module));
  }
  return { top, files, stages };
}

function builtStages(design: Design): readonly BuiltStage[] {
  const refuse = (details: readonly string[]) =>
    new InterlaceError(`Cannot write "${design.name}" in Verilog: there is no hardware for all of it yet`, {
      code: "model-unsupported",
      details,
      hint: "Build it with a target of an HLS tool.",
    });
  if (design.io !== "io_stream") throw refuse([`io type ${design.io}: only io_stream is built`]);
  const { name, timing } = design.target;
  if (timing.pipelines !== "elastic") {
    throw new InterlaceError(
      `Cannot write "${design.name}" in Verilog: it was made for ${name}, whose pipelines stall`,
      {
        code: "option-invalid",
        place: { field: "target" },
        hint: "Make it for verilog, or for a target of your own whose pipelines are elastic.",
      },
    );
  }
  const stages: BuiltStage[] = [];
  const refused: string[] = [];
  for (const stage of design.stages) {
    if (stage.plan.kind === "input") continue;
    const module = stageModule(design, stage, timing);
    if (typeof module === "string") refused.push(`stage "${stage.name}": ${module}`);
    else stages.push({ stage, module });
  }
  if (refused.length > 0) throw refuse(refused);
  return stages;
}

/** Modules and those that they make instances of, in the order of their names. */
function usedModules(roots: readonly string[], textOf: (module: string) => string): readonly string[] {
  const used = new Set<string>();
  const visit = (module: string) => {
    if (used.has(module)) return;
    used.add(module);
    for (const [, name] of textOf(module).matchAll(/^ *(\w+) +#\(/gm)) {
      if (Object.hasOwn(RTL_MODULES, name)) visit(name);
    }
  };
  roots.forEach(visit);
  return [...used].sort();
}
