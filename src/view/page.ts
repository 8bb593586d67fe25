import style from "../../templates/view/page.css" with { type: "text" };
import template from "../../templates/view/page.html.eta" with { type: "text" };
import { printable, VERSION } from "../base/mod.ts";
import { percent } from "../base/text/percent.ts";
import { inThousands } from "../base/text/thousands.ts";
import { shortNumber } from "../base/text/short_number.ts";
import { answersOf } from "./answers.ts";
import { Canvas } from "./charts/canvas.ts";
import { NumberCharts } from "./charts/number_charts.ts";
import { type LayerShares, renderCostSection } from "./cost_section.ts";
import type { Design } from "../design/mod.ts";
import type { TargetTiming } from "../target/mod.ts";
import { type DesignView, stageAnchor, type StageView } from "./design_view.ts";
import type { FifoView } from "./fifos.ts";
import { layoutGraph } from "./graph.ts";
import { GLOSSARY } from "./glossary.ts";
import type { NumbersView, TensorNumbers, TypeReach } from "./numbers.ts";
import { fifoChart, timeChart } from "./charts/time_chart.ts";
import { renderTemplate } from "./template.ts";
import { stageCards } from "./stage_card.ts";

/**
 * One self-contained page of a design: no scripts, nothing from elsewhere, every name escaped. What is not known, it says.
 *
 * @returns HTML.
 */
export async function renderDesignPage(view: DesignView): Promise<string> {
  const [canvas, graph] = await Promise.all([Canvas.load(), layoutGraph(view)]);
  const charts = new NumberCharts(canvas);
  const { design, numbers, trace } = view;
  const titles = new Map(view.fifos?.map(({ name, title }) => [name, title]));
  const stages = new Map(view.stages.map((stage) => [stage.name, stage]));
  return await renderTemplate(template, {
    title: printable(design.name),
    version: VERSION,
    style,
    subtitle: [
      printable(design.model.name),
      design.target.name,
      design.io,
      printable(design.part),
      `${shortNumber(1000 / design.clockPeriod)} MHz`,
    ].join(" · "),
    answers: answersOf(view).map(({ about, kind, text }) => ({ about, kind, text: printable(text) })),
    notes: design.notes.map(printable),
    graph: {
      ...graph,
      nodes: graph.nodes.map((node) => ({
        ...node,
        name: printable(node.name),
        lines: node.lines.map(printable),
      })),
    },
    time: trace === null ? null : timeChart(canvas, trace, view.slowest),
    fifoChart: trace === null ? null : fifoChart(canvas, trace, (name) => titles.get(name) ?? name),
    ...fifoTables(view),
    starts: startsText(design),
    cyclesAre: cyclesText(design),
    glossary: GLOSSARY,
    numbers: numbers === null ? null : numbersPage(numbers, charts),
    cost: await renderCostSection(view.cost, {
      idOf: ({ id }) => stageAnchor(id),
      sharesOf: ({ name }) => sharesOf(stages.get(name)!),
    }),
    stages: stageCards(view),
  });
}

/** FIFOs that are deep, those of the most bits first, and those that are as small as one can be. */
function fifoTables({ fifos }: DesignView) {
  const rowOf = ({ title, depth, bits, why }: FifoView) => ({
    name: printable(title),
    depth: inThousands(depth),
    bits: inThousands(bits),
    why: printable(why),
  });
  const sorted = (fifos ?? []).toSorted((a, b) => b.bits - a.bits);
  return {
    fifos: sorted.filter(({ isLeast }) => !isLeast).map(rowOf),
    leastFifos: sorted.filter(({ isLeast }) => isLeast).map(rowOf),
  };
}

/** How much of its time a stage works, and how much of that counts. */
function sharesOf({ busy, multipliers, useful }: StageView): LayerShares {
  return {
    busy: busy === null ? "?" : percent(busy),
    useful: multipliers === null ? "" : useful === null ? "?" : percent(useful),
  };
}

/** Which images a picture of time is of. */
function startsText({ io }: Design): string {
  return io === "io_parallel"
    ? "Two images that follow one another, the second fainter."
    : "The first two images after a start, the second fainter: stages fill up one after the other. Shares that a stage is " +
      "busy, here and below, are those of later, when an image follows every interval.";
}

/** What cycles of a picture of time are. */
function cyclesText({ io, target: { timing } }: Design): string {
  return io === "io_parallel"
    ? "In io_parallel nothing is scheduled: each stage begins when those are done that it reads, as the estimate has it."
    : CYCLES_ARE[timing.pipelines];
}

const CYCLES_ARE: Readonly<Record<TargetTiming["pipelines"], string>> = {
  stalling: "Cycles are those of the schedule; pipeline depths are assumed, synthesis may differ.",
  elastic: "Cycles are those of the Verilog, exactly.",
};

function numbersPage(numbers: NumbersView, charts: NumberCharts) {
  const { sampling } = numbers;
  const [group] = sampling.float;
  const inputs = group.inputs.map(({ name, min, max }) =>
    `"${printable(name)}" from ${shortNumber(min)} to ${shortNumber(max)}`
  );
  return {
    samples: `${group.samples} ${sampling.source === "given" ? "given" : "random"} ${
      group.samples === 1 ? "sample" : "samples"
    }, ${inputs.join(", ")}.`,
    ranges: charts.ranges(numbers),
    errors: charts.errors(numbers),
    scatters: numbers.outputs.map(({ name, float, error }) => ({
      name: printable(name),
      chart: charts.scatter(error.points),
      said: someText(error.points.length, float.count),
    })),
    rows: numbers.tensors.map(rowOf),
    parameters: numbers.parameters.map(({ stage, what, type, values }) => ({
      name: `${printable(stage)} ${what}`,
      type: type.text,
      least: shortNumber(values.least),
      most: shortNumber(values.most),
      zeros: percent(values.zeros / Math.max(1, values.count)),
    })),
  };
}

/** Significant digits of a largest number, from few to as many as a table has room for. */
const DIGITS = [4, 5, 6, 7, 8] as const;

/** The largest number that a type holds, never rounded up to one that it does not hold. */
function holdable({ max }: TypeReach): string {
  const rounded = DIGITS.map((digits) => Number(max.toPrecision(digits))).find((value) => value <= max);
  return rounded === undefined ? `< ${shortNumber(max)}` : String(rounded);
}

/** Of how many numbers a picture is, where it is not of all. */
function someText(shown: number, count: number): string {
  return shown === count ? "" : `${inThousands(shown)} of ${inThousands(count)} numbers, evenly chosen.`;
}

function rowOf({ name, type, float, overflows, error }: TensorNumbers) {
  return {
    name: printable(name),
    type: type.text,
    range: `${shortNumber(type.min)} … ${holdable(type)}`,
    float: float === null ? "–" : `${shortNumber(float.least)} … ${shortNumber(float.most)}`,
    overflows: float === null ? "–" : inThousands(overflows),
    isBad: overflows > 0,
    error: error === null ? "–" : shortNumber(error.most),
    rms: error === null ? "–" : shortNumber(error.rms),
  };
}
