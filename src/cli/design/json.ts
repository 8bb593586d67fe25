import type { Deployment } from "../../backends/deployment.ts";
import { toolsOf } from "../../backends/tools/tools.ts";
import {
  type Design,
  type DesignPort,
  memoriesOfDesign,
  type NamedMemory,
  tensorOf,
} from "../../design/mod.ts";
import { printFixedType } from "../../fixed/mod.ts";
import type { FactorSummary } from "./factors_text.ts";
import type { Port } from "../../model/mod.ts";
import { estimateBasis } from "../../estimate/basis.ts";
import { estimateDesign } from "../../estimate/estimate.ts";
import { estimateWarnings } from "../../estimate/table.ts";
import { type BusyMultipliers, busyMultipliers } from "./busy_text.ts";
import type { Report } from "../../reports/report.ts";

/** An input or output of a design, for programs. */
export interface PortSummary {
  /** In the model. */
  readonly name: string;
  /** Of the argument of the top function. */
  readonly identifier: string;
  /** Without the sample axis, in the layout of the model's file. */
  readonly sourceShape: readonly number[];
  /** `ap_fixed<…>` of an element. */
  readonly type: string;
}

/** What `convert --json` prints. */
export interface ConversionSummary {
  /** Folder that was written. */
  readonly project: string;
  readonly backend: string;
  readonly io: string;
  /** What stands around the network, by its board and the bits of a word; null without `--deploy`. */
  readonly deployment: Deployment | null;
  /** Top function. */
  readonly top: string;
  readonly part: string;
  readonly clockPeriodNs: number;
  readonly inputs: readonly PortSummary[];
  readonly outputs: readonly PortSummary[];
  /** Samples of the test bench, and whether they were given or are random. */
  readonly testbench: { readonly samples: number; readonly source: "given" | "random" };
  /** What was asked for each layer that multiplies, and what it got. */
  readonly layers: Design["settings"];
  /** What was chosen for the goal; null where there was none. */
  readonly factors: FactorSummary | null;
  /** What each FIFO holds and why, in stream mode; null where nothing was scheduled. */
  readonly schedule: Design["schedule"];
  /** How busy the multipliers of each layer are, as a fraction. */
  readonly multipliers: readonly BusyMultipliers[];
  /** Every memory, and what it is made of. */
  readonly memories: readonly NamedMemory[];
  /** Cycles and resources, estimated: as an entry of `report --json`. */
  readonly estimate: Report;
  /** On what its figures rest. */
  readonly estimateBasis: string;
  /** One sentence each: what the part has too little of, settings without effect and the like. */
  readonly warnings: readonly string[];
}

/** What a conversion led to, for programs. */
export function conversionSummary(
  design: Design,
  { folder, testbench, warnings, factors, deployment }: {
    readonly folder: string;
    readonly testbench: ConversionSummary["testbench"];
    readonly factors: ConversionSummary["factors"];
    readonly deployment: ConversionSummary["deployment"];
    /** Those that are not about the design alone. */
    readonly warnings: readonly string[];
  },
): ConversionSummary {
  return {
    project: folder,
    backend: design.target.name,
    io: design.io,
    deployment,
    top: toolsOf(design.target).topName(design),
    part: design.part,
    clockPeriodNs: design.clockPeriod,
    inputs: design.inputs.map((port) => portSummary(design, port, design.model.inputs)),
    outputs: design.outputs.map((port) => portSummary(design, port, design.model.outputs)),
    testbench,
    layers: design.settings,
    factors,
    schedule: design.schedule,
    multipliers: busyMultipliers(design),
    memories: memoriesOfDesign(design),
    estimate: estimateDesign(design),
    estimateBasis: estimateBasis(design),
    warnings: [...design.notes, ...warnings, ...estimateWarnings(design)],
  };
}

function portSummary(design: Design, { index, tensor }: DesignPort, ports: readonly Port[]): PortSummary {
  const { id, type } = tensorOf(design, tensor);
  const { name, sourceShape } = ports[index];
  return { name, identifier: id, sourceShape, type: printFixedType(type) };
}
