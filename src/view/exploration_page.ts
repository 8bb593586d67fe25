import { exactPercent } from "../base/text/percent.ts";
import style from "../../templates/view/page.css" with { type: "text" };
import template from "../../templates/view/exploration.html.eta" with { type: "text" };
import { printable, VERSION } from "../base/mod.ts";
import { shortNumber } from "../base/text/short_number.ts";
import { inThousands } from "../base/text/thousands.ts";
import {
  type BuiltCandidate,
  type Candidate,
  candidateName,
  isBuilt,
  type Metric,
  paretoSet,
} from "../explore/mod.ts";
import { RESOURCE_KINDS } from "../reports/mod.ts";
import { Canvas, COLOURS } from "./charts/canvas.ts";
import { renderTemplate } from "./template.ts";
import { SORTING } from "./sorting.ts";
import { designsChart } from "./charts/designs_chart.ts";

/** What there is to see of an exploration. */
export interface ExplorationView {
  /** Of the network. */
  readonly name: string;
  /** What it is built for. */
  readonly part: string;
  /** By what designs are judged. */
  readonly metric: Pick<Metric, "name" | "better">;
  /** In the order of tables. */
  readonly candidates: readonly Candidate[];
  /** Sentences for its reader. */
  readonly notes: readonly string[];
  /** The configuration of a candidate as text. */
  readonly textOf: (candidate: BuiltCandidate) => string;
}

/**
 * One self-contained page of an exploration: nothing from elsewhere, every name escaped, no script but the one that sorts its
 * tables.
 *
 * @returns HTML.
 */
export async function renderExplorationPage(view: ExplorationView): Promise<string> {
  const canvas = await Canvas.load();
  const { candidates, metric } = view;
  const members = new Set(paretoSet(candidates, metric.better).map(({ key }) => key));
  const intervals = [...new Set(candidates.map(({ interval }) => interval))].toSorted((a, b) => a - b);
  // More intervals than colours share them.
  const colourOf = (interval: number) => intervals.indexOf(interval) % COLOURS;
  const built = candidates.filter(isBuilt);
  const points = built.filter(({ figures }) => Number.isFinite(figures.metric)).map((candidate) => ({
    id: idOf(candidate),
    name: candidateName(candidate),
    title: titleOf(candidate, metric.name),
    number: null,
    x: 100 * candidate.figures.cost,
    y: candidate.figures.metric,
    colour: `var(--c${colourOf(candidate.interval)})`,
    isMember: members.has(candidate.key),
  }));
  const rowOf = (candidate: Candidate) => ({
    id: idOf(candidate),
    name: candidateName(candidate),
    isMember: members.has(candidate.key),
    cells: isBuilt(candidate) ? cellsOf(candidate) : null,
    reason: printable(candidate.reason ?? ""),
  });
  return await renderTemplate(template, {
    style,
    sorting: SORTING,
    version: VERSION,
    title: `${printable(view.name)}: what is possible`,
    subtitle: printable(view.part),
    metric: printable(metric.name),
    summary: `${members.size} of ${candidates.length} candidates are beaten by no other one` +
      (built.length < candidates.length ? `; ${candidates.length - built.length} cannot be built` : ""),
    notes: view.notes.map(printable),
    legend: intervals.map((interval) => ({
      colour: colourOf(interval),
      text: `at most ${inThousands(interval)} cycles`,
    })),
    chart: points.length === 0 ? null : designsChart(canvas, points, {
      x: { label: "cost, % of the part" },
      y: { label: printable(metric.name) },
    }),
    candidates: candidates.map((candidate) => ({
      id: idOf(candidate),
      name: candidateName(candidate),
      facts: factsOf(candidate, metric.name).map(([name, text]) => [name, printable(text)]),
      configuration: isBuilt(candidate) ? view.textOf(candidate) : null,
    })),
    columns: [printable(metric.name), "cycles", "cost", "multipliers", ...RESOURCE_KINDS, "bits"],
    tables: [
      {
        id: "pareto",
        title: "Pareto set",
        rows: candidates.filter(({ key }) => members.has(key)).map(rowOf),
      },
      { id: "all", title: "All candidates", rows: candidates.map(rowOf) },
    ],
  });
}

/** Letters, digits, `.` and `-`. */
function idOf(candidate: Candidate): string {
  return `candidate-${candidateName(candidate)}`;
}

function titleOf(candidate: BuiltCandidate, metric: string): string {
  const { figures } = candidate;
  return `${candidateName(candidate)}: ${printable(metric)} ${shortNumber(figures.metric)}, ${
    inThousands(figures.cycles)
  } cycles, ${exactPercent(figures.cost)} of the part`;
}

/** A figure as people read it, and what it is sorted by. */
interface Cell {
  readonly text: string;
  readonly value: number;
}

function cellsOf({ figures }: BuiltCandidate): readonly Cell[] {
  const { metric, spread, cycles, cost, multipliers, resources, averageBits } = figures;
  const whole = (value: number) => ({ text: inThousands(Math.round(value)), value });
  return [
    { text: `${shortNumber(metric)} ± ${shortNumber(spread)}`, value: metric },
    whole(cycles),
    { text: exactPercent(cost), value: cost },
    whole(multipliers),
    ...RESOURCE_KINDS.map((kind) => whole(resources[kind])),
    { text: averageBits.toFixed(1), value: averageBits },
  ];
}

function factsOf(candidate: Candidate, metric: string): readonly (readonly [string, string])[] {
  const asked = "budget" in candidate.types
    ? `types that keep a budget of ${candidate.types.budget}`
    : `types of ${candidate.types.width} bits`;
  const facts: (readonly [string, string])[] = [
    ["asked", `at most ${inThousands(candidate.interval)} cycles, ${asked}`],
  ];
  if (!isBuilt(candidate)) return [...facts, ["not built", candidate.reason ?? ""]];
  const { figures } = candidate;
  const used = RESOURCE_KINDS.filter((kind) => figures.resources[kind] > 0)
    .map((kind) => `${inThousands(Math.round(figures.resources[kind]))} ${kind}`);
  return [
    ...facts,
    [metric, `${shortNumber(figures.metric)} ± ${shortNumber(figures.spread)} on samples that no search saw`],
    ["searched", shortNumber(figures.searched)],
    ["interval", `${inThousands(figures.cycles)} cycles`],
    ["cost", `${exactPercent(figures.cost)} of the part, all kinds summed, without FIFOs`],
    ["estimated", used.join(", ")],
    ["multipliers", inThousands(figures.multipliers)],
    ["average type", `${figures.averageBits.toFixed(1)} bits`],
  ];
}
