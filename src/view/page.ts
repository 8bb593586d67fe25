import style from "../../templates/view/page.css" with { type: "text" };
import template from "../../templates/view/page.html.eta" with { type: "text" };
import { printable, VERSION } from "../base/mod.ts";
import { percent } from "../base/text/percent.ts";
import { inThousands } from "../base/text/thousands.ts";
import { shortNumber } from "../base/text/short_number.ts";
import { RESOURCE_KINDS } from "../reports/mod.ts";
import { answersOf } from "./answers.ts";
import { Canvas } from "./canvas.ts";
import { Charts } from "./charts.ts";
import { type LayerShares, renderCostSection } from "./cost_section.ts";
import type { TargetTiming } from "../target/mod.ts";
import { type DesignView, stageAnchor, type StageView } from "./design_view.ts";
import { layoutGraph } from "./graph.ts";
import type { NumbersView, TensorNumbers } from "./numbers.ts";
import { renderTemplate } from "./template.ts";
import { shapeLabel } from "./text.ts";

/**
 * One self-contained page of a design: no scripts, nothing from elsewhere, every name escaped. What is not known, it says.
 *
 * @returns HTML.
 */
export async function renderDesignPage(view: DesignView): Promise<string> {
  const [canvas, graph] = await Promise.all([Canvas.load(), layoutGraph(view)]);
  const charts = new Charts(canvas);
  const { design, numbers, trace } = view;
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
    answers: answersOf(view).map(({ kind, text }) => ({ kind, text: printable(text) })),
    notes: design.notes.map(printable),
    graph: {
      ...graph,
      nodes: graph.nodes.map((node) => ({
        ...node,
        name: printable(node.name),
        lines: node.lines.map(printable),
      })),
    },
    time: trace === null ? null : charts.time(trace, view.slowest),
    fifoChart: trace === null ? null : charts.fifos(trace),
    fifos: (view.fifos ?? []).toSorted((a, b) => b.bits - a.bits).map(({ name, depth, bits, why }) => ({
      name: printable(name),
      depth: inThousands(depth),
      bits: inThousands(bits),
      why: printable(why),
    })),
    cyclesAre: CYCLES_ARE[design.target.timing.pipelines],
    io: design.io,
    numbers: numbers === null ? null : numbersPage(numbers, charts),
    cost: await renderCostSection(canvas, view.cost, {
      idOf: ({ id }) => stageAnchor(id),
      sharesOf: ({ name }) => sharesOf(stages.get(name)!),
    }),
    stages: view.stages.map((stage) => stagePage(stage, view)),
  });
}

/** How much of its time a stage works, and how much of that counts. */
function sharesOf({ busy, multipliers, useful }: StageView): LayerShares {
  return {
    busy: busy === null ? "?" : percent(busy),
    useful: multipliers === null ? "" : useful === null ? "?" : percent(useful),
  };
}

/** What cycles of a schedule are, behind a semicolon. */
const CYCLES_ARE: Readonly<Record<TargetTiming["pipelines"], string>> = {
  stalling: "pipeline depths are assumed, synthesis may differ",
  elastic: "those of the Verilog, exactly",
};

function numbersPage(numbers: NumbersView, charts: Charts) {
  const { sampling } = numbers;
  const [group] = sampling.float;
  const inputs = group.inputs.map(({ name, min, max }) =>
    `"${printable(name)}" from ${shortNumber(min)} to ${shortNumber(max)}`
  );
  return {
    samples: `${group.samples} ${sampling.source === "given" ? "given" : "random"} samples, ${
      inputs.join(", ")
    }.`,
    ranges: charts.ranges(numbers),
    errors: charts.errors(numbers),
    scatters: numbers.outputs.map(({ name, points }) => ({
      name: printable(name),
      chart: charts.scatter(points),
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

function rowOf({ name, type, float, overflows, error }: TensorNumbers) {
  return {
    name: printable(name),
    type: type.text,
    range: `${shortNumber(type.min)} … ${shortNumber(type.max)}`,
    float: float === null ? "–" : `${shortNumber(float.least)} … ${shortNumber(float.most)}`,
    overflows: float === null ? "–" : inThousands(overflows),
    isBad: overflows > 0,
    error: error === null ? "–" : shortNumber(error.most),
    rms: error === null ? "–" : shortNumber(error.rms),
  };
}

function stagePage(stage: StageView, view: DesignView) {
  const ids = new Map(view.stages.map(({ name, id }) => [name, id]));
  const numbers = view.numbers?.tensors.find(({ name }) => name === stage.name);
  const scheduled = view.design.schedule?.stages.find(({ name }) => name === stage.name);
  const facts: (readonly [string, string])[] = [
    ["kind", stage.kind],
    ["output", `${shapeLabel(stage.shape)}, ${stage.type}`],
  ];
  if (stage.multipliers !== null) {
    facts.push([
      "multipliers",
      `${inThousands(stage.multipliers)}, reuse factor ${stage.reuse ?? 1}, lanes ${stage.lanes ?? ""}, ${
        stage.strategy ?? ""
      }`,
    ]);
    facts.push(["useful share", stage.useful === null ? "not known in this mode" : percent(stage.useful)]);
  }
  for (const memory of stage.memories) facts.push(["memory", memory]);
  if (stage.cycles !== null) facts.push(["cycles an image", inThousands(stage.cycles)]);
  if (stage.busy !== null) facts.push(["busy", percent(stage.busy)]);
  if (scheduled !== undefined) {
    const { input, output, slack } = scheduled.stalls;
    facts.push(["first output", `cycle ${inThousands(scheduled.firstOutputCycles)}`]);
    facts.push([
      "in an interval",
      `waits ${inThousands(input)} cycles for input, ${inThousands(output)} for room; ${
        inThousands(slack)
      } to spare`,
    ]);
  }
  if (numbers?.float) {
    facts.push(["float64", `${shortNumber(numbers.float.least)} … ${shortNumber(numbers.float.most)}`]);
    facts.push([
      "outside its type",
      `${inThousands(numbers.overflows)} of ${inThousands(numbers.float.count)}`,
    ]);
    facts.push(["largest error", shortNumber(numbers.error!.most)]);
  }
  if (stage.resources !== null) {
    const used = RESOURCE_KINDS.filter((kind) => (stage.resources![kind].used ?? 0) > 0)
      .map((kind) => `${countText(stage.resources![kind].used)} ${kind}`);
    facts.push(["estimated", used.length === 0 ? "nothing" : used.join(", ")]);
  }
  return {
    name: printable(stage.name),
    id: stage.id,
    facts: facts.map(([name, text]) => [name, printable(text)]),
    inputs: stage.inputs.map((name) => ({ name: printable(name), id: ids.get(name) ?? null })),
  };
}

function countText(count: number | null): string {
  return count === null ? "?" : inThousands(Math.round(count));
}
