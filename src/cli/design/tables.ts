import { exhaustive } from "../../base/exhaustive.ts";
import { shortNumber } from "../../base/text/short_number.ts";
import { MEMORY_TITLES } from "../../design/memories/memory_text.ts";
import {
  type Design,
  lanesText,
  type LayerSettings,
  memoriesOfDesign,
  type Stage,
  stageTitle,
  tensorOf,
} from "../../design/mod.ts";
import { printFixedType } from "../../fixed/mod.ts";
import { lookupsOf, parameterTypes } from "../../layers/mod.ts";
import type { FixedTensor } from "../../tensor/mod.ts";
import { shapeText, type TextTable } from "../terminal/table.ts";
import { hasParameters, hasTables } from "../../design/stage_facts.ts";

/** Factors that moved to the nearest valid one; null if none did. */
export function snappedTable(design: Design): TextTable | null {
  const rows = design.settings.flatMap((settings) => snappedRows(settings));
  return rows.length === 0 ? null : { head: ["layer", "factor", "asked", "got"], rows };
}

function snappedRows({ layer, reuseFactor, lanes, parallelizationFactor }: LayerSettings): TextTable["rows"] {
  const shared = lanes !== null && lanes.asked !== null
    ? { asked: lanesText(lanes.asked), used: lanesText(lanes.used) }
    : null;
  const factors = [["reuse", reuseFactor], ["lanes", shared], [
    "parallelization",
    parallelizationFactor,
  ]] as const;
  return factors.flatMap(([name, factor]) =>
    factor === null || factor.asked === factor.used ? [] : [[layer, name, factor.asked, factor.used]]
  );
}

/** Shape, types and factors of every stage that computes. */
export function typesTable(design: Design): TextTable {
  const settings = new Map(design.settings.map((entry) => [entry.layer, entry]));
  return {
    head: [
      "layer",
      "kind",
      "output",
      "result",
      "weights",
      "bias",
      "accumulator",
      "strategy",
      "reuse",
      "lanes",
    ],
    rows: design.stages.map((stage) => {
      const tensor = tensorOf(design, stage.name);
      const entry = settings.get(stage.name);
      return [
        stage.name,
        entry?.typeName ?? stageTitle(stage.plan),
        shapeText(tensor.shape),
        printFixedType(tensor.type),
        ...parameterColumns(stage),
        entry?.strategy ?? "",
        entry?.reuseFactor ? String(entry.reuseFactor.used) : "",
        entry?.lanes ? lanesText(entry.lanes.used) : "",
      ];
    }),
  };
}

/** Types of weights, bias and accumulator as text; empty where a stage has none. */
function parameterColumns({ plan }: Stage): readonly [string, string, string] {
  if (!hasParameters(plan)) return ["", "", ""];
  switch (plan.kind) {
    case "dense":
    case "convolution":
      return [
        printFixedType(plan.weights.type),
        printFixedType(plan.bias.type),
        printFixedType(plan.accumulator),
      ];
    case "map": {
      const { weight, bias } = parameterTypes(plan.expression);
      return [weight ? printFixedType(weight) : "", bias ? printFixedType(bias) : "", ""];
    }
    default:
      return exhaustive(plan);
  }
}

/** What the tables of non-linear functions cost and how far they are off; null if there are none. */
export function functionTables(design: Design): TextTable | null {
  const rows = design.stages.flatMap(({ name, plan }): TextTable["rows"] =>
    tablesOf(plan).map(({ title, entries, segments, worstError }) => {
      const count = entries.data.length;
      return [
        name,
        title,
        count,
        segments,
        count * entries.type.width,
        worstError === null ? "" : shortNumber(worstError),
      ];
    })
  );
  return rows.length === 0
    ? null
    : { head: ["layer", "function", "entries", "segments", "ROM bits", "worst error (LSB)"], rows };
}

/** Every memory that is built, and what it is made of; null if there are none. */
export function memoriesTable(design: Design): TextTable | null {
  const rows = memoriesOfDesign(design).map(({ of, role, words, bits, count, kind }) => [
    of,
    role,
    count,
    words,
    bits,
    MEMORY_TITLES[kind],
  ]);
  return rows.length === 0
    ? null
    : { head: ["layer", "keeps", "memories", "words", "bits of a word", "made of"], rows };
}

interface FunctionTable {
  readonly title: string;
  readonly entries: FixedTensor;
  /** Parts with cells of their own width. */
  readonly segments: number;
  /** In units of the result's last bit; null where nobody knows it. */
  readonly worstError: number | null;
}

function tablesOf(plan: Stage["plan"]): readonly FunctionTable[] {
  if (!hasTables(plan)) return [];
  switch (plan.kind) {
    case "map":
      return lookupsOf(plan.expression).map(({ table: { entries, segments } }) => ({
        title: plan.function,
        entries,
        segments: segments.length,
        worstError: plan.worstError,
      }));
    case "softmax":
      return [
        { title: "exp", entries: plan.exponentials, segments: 1, worstError: plan.worstErrors.exponential },
        { title: "reciprocal", entries: plan.inverses, segments: 1, worstError: plan.worstErrors.inverse },
      ];
    default:
      return exhaustive(plan);
  }
}
