import { renderRtl } from "../../src/backends/rtl/mod.ts";
import { naming } from "../../src/backends/rtl/text/names.ts";
import { type Design, memoryRuleOf, streamNamed } from "../../src/design/mod.ts";
import type { ResourceCounts } from "../../src/estimate/counts.ts";
import { type CountedModule, countModule } from "../../src/estimate/gates/features.ts";
import { fifoParts } from "../../src/estimate/gates/fifo_parts.ts";
import type { ModuleParts } from "../../src/estimate/gates/parts.ts";
import { stageParts } from "../../src/estimate/gates/stage_parts.ts";
import { resourcesOfCells } from "../../src/reports/gates/cells.ts";
import { dspOf } from "../../src/target/mod.ts";
import { type Batch, batchesOf, type Configuration, designOf } from "./configuration.ts";
import { sweptConfigurations } from "./configurations.ts";
import { GATE_FAMILIES, type GateFamily } from "../../src/estimate/gates/family.ts";
import { readSweep, type SweepLine, SWEPT_PARTS } from "./sweep_file.ts";
import { keyOf, synthesisOf } from "./synthesis.ts";

/** A module that was synthesised: what it consists of, and what it took. */
export interface SweptModule {
  /** Of the configuration that it belongs to. */
  readonly shape: string;
  /** Of the stage; `fifo` for a FIFO. */
  readonly kind: string;
  /** Of the instance. */
  readonly name: string;
  readonly family: GateFamily;
  readonly counted: CountedModule;
  readonly actual: Pick<ResourceCounts, "LUT" | "FF" | "DSP" | "BRAM_18K">;
}

/** Every module of the sweep as the Verilog is now: syntheses of what has changed since then are left out. */
export async function sweptModules(): Promise<readonly SweptModule[]> {
  const lines = new Map((await readSweep()).map((line) => [line.key, line]));
  const versions = new Set([...lines.values()].map(({ yosys }) => yosys));
  const rows = batchesOf(sweptConfigurations()).map(async (batch) => {
    const design = designOf(batch);
    const project = renderRtl(design);
    const modules = modulesOf(design);
    const found = GATE_FAMILIES.flatMap((family) =>
      [...versions].map(async (yosys) => lines.get(await keyOf(synthesisOf(batch, project, family), yosys)))
    );
    return (await Promise.all(found)).flatMap((line) =>
      line === undefined ? [] : modules.flatMap((module) => rowOf(batch, module, line))
    );
  });
  return (await Promise.all(rows)).flat();
}

interface DesignModule {
  readonly name: string;
  readonly instance: string;
  readonly kind: string;
  readonly parts: ModuleParts;
}

function modulesOf(design: Design): readonly DesignModule[] {
  const { timing } = design.target;
  if (timing.pipelines !== "elastic") return [];
  const stages = design.stages.filter(({ plan }) => plan.kind !== "input");
  return [
    ...stages.map((stage) => ({
      name: stage.name,
      instance: naming.stage(stage.id),
      kind: stage.plan.kind,
      parts: stageParts(design, stage, timing),
    })),
    ...design.fifos.map((name) => {
      const tensor = streamNamed(design, name);
      return {
        name,
        instance: naming.fifo(tensor.id),
        kind: "fifo",
        parts: fifoParts(tensor, memoryRuleOf(design, name)),
      };
    }),
  ];
}

function rowOf(
  { configurations }: Batch,
  { name, instance, kind, parts }: DesignModule,
  { family, instances }: SweepLine,
): readonly SweptModule[] {
  const cells = instances[instance];
  const own = configurations.find((each) => isOf(name, each));
  if (cells === undefined || own === undefined) return [];
  const { LUT, FF, DSP, BRAM_18K } = resourcesOfCells(cells, null);
  return [{
    shape: own.shape,
    kind,
    name: instance,
    family,
    counted: countModule(parts, family, dspOf(SWEPT_PARTS[family])),
    actual: { LUT: LUT.used ?? 0, FF: FF.used ?? 0, DSP: DSP.used ?? 0, BRAM_18K: BRAM_18K.used ?? 0 },
  }];
}

/** Whether a tensor is of a configuration: names of those around its layer begin with its own. */
function isOf(tensor: string, { name }: Configuration): boolean {
  return tensor === name || tensor.startsWith(`${name}_`);
}
