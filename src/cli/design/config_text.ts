import { printable } from "../../base/errors.ts";
import { VERSION } from "../../base/mod.ts";
import {
  type Design,
  foldOf,
  isMacStage,
  type LayerOptions,
  type PrecisionOptions,
  resolvedOptions,
  type Stage,
  streamNamed,
} from "../../design/mod.ts";
import { settingsNamed } from "../../design/options/layer_names.ts";
import { lookupsOf } from "../../layers/mod.ts";
import { shapeOf } from "../../model/mod.ts";
import { shapeText } from "../terminal/table.ts";

/** Most valid factors that a comment lists. */
const MOST_FACTORS = 12;

/** What a design decided as a configuration with comments: a conversion with it makes the same project. */
export function configurationText(design: Design): string {
  const { layers, ...whole } = resolvedOptions(design);
  const stages = new Map(design.stages.map((stage) => [stage.name, stage]));
  const types = new Map(design.settings.map(({ layer, typeName }) => [layer, typeName]));
  const lines = [
    `# What Interlace ${VERSION} decides for ${
      printable(design.model.name)
    }. A conversion with this file makes the same`,
    "# project, whatever defaults hold then. Keys that are missing have their defaults; Fold says that the types here are",
    "# no reason to keep neighbours from being folded away. All keys: docs/CONFIGURATION.md.",
    `Backend: ${quoted(design.target.name)}`,
    `ProjectName: ${quoted(whole.projectName)}`,
    `Part: ${quoted(whole.part)}`,
    `ClockPeriod: ${whole.clockPeriod}`,
    whole.clockUncertainty === undefined
      ? "# ClockUncertainty: as the tool has it"
      : `ClockUncertainty: ${quoted(whole.clockUncertainty)}`,
    `IOType: ${whole.io}`,
    "HLSConfig:",
    "  LayerName:",
    ...design.model.layers.flatMap(({ name }) =>
      layerLines(design, {
        name,
        options: settingsNamed(layers, name),
        stage: stages.get(name),
        type: types.get(name),
      })
    ),
  ];
  return `${lines.join("\n")}\n`;
}

/** A layer of the model, and what the design made of it; it has no stage if it is a view, no type if it was removed. */
interface DecidedLayer {
  readonly name: string;
  readonly options: LayerOptions | undefined;
  readonly stage: Stage | undefined;
  readonly type: string | undefined;
}

function layerLines(design: Design, { name, options, stage, type }: DecidedLayer): readonly string[] {
  const removed = design.removed.get(name);
  if (removed !== undefined) return [comment(`${quoted(name)} ${removed}`)];
  const title = `${type}, ${shapeText(shapeOf(design.model, name))}`;
  if (options === undefined) {
    return [
      comment(`${quoted(name)} (${title}) looks at its input under another shape, or is read by nothing`),
    ];
  }
  const {
    precision,
    strategy,
    reuseFactor,
    lanes,
    parallelizationFactor,
    tableSize,
    fifoDepth,
    memoryKind,
    multiplier,
    fold,
  } = options;
  const lines = [
    ...precision === undefined ? [] : [`Precision: ${precisionText(precision)}`],
    ...strategy === undefined ? [] : [`Strategy: ${strategy}`],
    ...reuseFactor === undefined ? [] : [`ReuseFactor: ${reuseFactor}${factorsText(stage)}`],
    ...lanes === undefined ? meantLanes(stage) : [`Lanes: [${lanes.inputs}, ${lanes.outputs}]`],
    ...parallelizationFactor === undefined ? [] : [`ParallelizationFactor: ${parallelizationFactor}`],
    ...tableSize === undefined ? [] : [`TableSize: ${tableSize}${entriesText(stage)}`],
    ...fifoDepth === undefined ? depthText(design, name) : [`FifoDepth: ${fifoDepth}`],
    ...memoryKind === undefined ? [] : [`MemoryKind: ${memoryKind}`],
    ...multiplier === undefined ? [] : [`Multiplier: ${multiplier}`],
    ...fold ? ["Fold: true"] : [],
  ];
  return [comment(title), `    ${quoted(name)}:`, ...lines.map((line) => `      ${line}`)];
}

/** A depth that was computed stays one: it follows from everything else. */
function depthText(design: Design, name: string): readonly string[] {
  if (!design.fifos.includes(name)) return [];
  return [`# FifoDepth: ${streamNamed(design, name).depth}, computed`];
}

/** Lanes that the factor says stay unsaid: it stands in the line above. */
function meantLanes(stage: Stage | undefined): readonly string[] {
  if (stage === undefined || !isMacStage(stage)) return [];
  const { lanes } = foldOf(stage);
  return [`# Lanes: [${lanes.inputs}, ${lanes.outputs}], as the factor says`];
}

function factorsText(stage: Stage | undefined): string {
  const { plan } = stage ?? {};
  if (plan?.kind !== "dense" && plan?.kind !== "convolution") return "";
  const valid = plan.validFactors;
  const more = valid.length > MOST_FACTORS ? `, … ${valid.at(-1)}` : "";
  return `  # valid: ${valid.slice(0, MOST_FACTORS).join(", ")}${more}`;
}

function entriesText(stage: Stage | undefined): string {
  const { plan } = stage ?? {};
  if (plan?.kind !== "map" || plan.worstError === null) return "";
  const entries = lookupsOf(plan.expression).reduce((sum, { table }) => sum + table.entries.data.length, 0);
  return `  # ${entries} entries are enough, off by at most ${plan.worstError.toFixed(1)} units`;
}

function precisionText(precision: string | PrecisionOptions): string {
  if (typeof precision === "string") return quoted(precision);
  return `{ ${Object.entries(precision).map(([field, type]) => `${field}: ${quoted(type)}`).join(", ")} }`;
}

/** A line of comment below `LayerName`. */
function comment(text: string): string {
  return `    # ${printable(text)}`;
}

/** Any text as YAML, which reads what JSON writes. */
function quoted(text: string | undefined): string {
  return JSON.stringify(text ?? "");
}
