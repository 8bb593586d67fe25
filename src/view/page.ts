import style from "../../templates/view/page.css" with { type: "text" };
import template from "../../templates/view/page.html.eta" with { type: "text" };
import { printable, VERSION } from "../base/mod.ts";
import { percent } from "../base/text/percent.ts";
import { inThousands } from "../base/text/thousands.ts";
import { shortNumber } from "../base/text/short_number.ts";
import { integerBits } from "../explore/precision/profile.ts";
import { RESOURCE_KINDS } from "../reports/mod.ts";
import { Canvas } from "./canvas.ts";
import { Charts } from "./charts.ts";
import type { TargetTiming } from "../target/mod.ts";
import type { DesignView, StageView } from "./design_view.ts";
import { layoutGraph } from "./graph.ts";
import type { NumbersView, TensorNumbers } from "./numbers.ts";
import { shapeLabel } from "./text.ts";

/** A sentence that answers a question of its reader's. */
interface Answer {
  readonly kind: "good" | "bad" | "plain";
  readonly text: string;
}

/**
 * One self-contained page of a design: no scripts, nothing from elsewhere, every name escaped. What is not known, it says.
 *
 * @returns HTML.
 */
export async function renderDesignPage(view: DesignView): Promise<string> {
  const [{ Eta }, charts, graph] = await Promise.all([
    import("npm:eta@4.6.0"),
    Canvas.load().then((canvas) => new Charts(canvas)),
    layoutGraph(view),
  ]);
  const { design, report, numbers, trace } = view;
  const visibleStages = view.stages.filter(({ cycles }) => cycles !== null);
  return new Eta({ autoEscape: true }).renderString(template, {
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
    answers: answersOf(view),
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
    cost: charts.cost(view.stages, report.resources),
    kinds: RESOURCE_KINDS,
    costs: visibleStages.map(({ name, id, resources }) => ({
      name: printable(name),
      id,
      counts: RESOURCE_KINDS.map((kind) => countText(resources?.[kind].used ?? null)),
    })),
    whole: RESOURCE_KINDS.map((kind) => countText(report.resources[kind].used)),
    available: RESOURCE_KINDS.map((kind) => countText(report.resources[kind].available)),
    stages: view.stages.map((stage) => stagePage(stage, view)),
  });
}

/** What cycles of a schedule are, behind a semicolon. */
const CYCLES_ARE: Readonly<Record<TargetTiming["pipelines"], string>> = {
  stalling: "pipeline depths are assumed, synthesis may differ",
  elastic: "those of the Verilog, exactly",
};

function answersOf(view: DesignView): readonly Answer[] {
  const { design, report, numbers, slowest, fifos } = view;
  const answers: Answer[] = [];
  const interval = report.interval.maxCycles;
  if (interval === null) {
    answers.push({ kind: "plain", text: "Its interval is not known: it is too large to be scheduled." });
  } else {
    const rate = 1e9 / (interval * design.clockPeriod);
    const latency = report.latency.maxCycles;
    answers.push({
      kind: "plain",
      text: `An image every ${inThousands(interval)} cycles, ${inThousands(Math.round(rate))} a second${
        slowest === null ? "" : `; "${printable(slowest)}" limits the rate`
      }.${
        latency === null
          ? ""
          : ` The first is ready after ${inThousands(latency)} cycles, ${
            shortNumber(latency * design.clockPeriod / 1000)
          } µs.`
      }`,
    });
  }
  const over = RESOURCE_KINDS.filter((kind) => {
    const { used, available } = report.resources[kind];
    return used !== null && available !== null && used > available;
  });
  const isKnown = RESOURCE_KINDS.some((kind) => report.resources[kind].available !== null);
  const shares = RESOURCE_KINDS.flatMap((kind) => {
    const { used, available } = report.resources[kind];
    return used === null || !available || used === 0 ? [] : [`${kind} ${percent(used / available)}`];
  }).join(", ");
  answers.push(
    !isKnown
      ? {
        kind: "plain",
        text: `What ${printable(design.part)} has is not known, so whether it fits is not either.`,
      }
      : over.length > 0
      ? { kind: "bad", text: `It is estimated not to fit ${printable(design.part)}: ${shares}.` }
      : { kind: "good", text: `It is estimated to fit ${printable(design.part)}: ${shares}.` },
  );
  if (numbers === null) answers.push({ kind: "plain", text: "Numbers were not looked at." });
  else {
    const origins = new Set<string>();
    // Copies of a tensor leave the same range.
    const lossy = numbers.tensors.filter(({ overflows, origin, name }) => {
      const isNew = overflows > 0 && !origins.has(origin ?? name);
      if (isNew) origins.add(origin ?? name);
      return isNew;
    });
    answers.push(
      lossy.length === 0
        ? { kind: "good", text: "No tensor leaves the range of its type on these samples." }
        : {
          kind: "bad",
          text: `${lossy.length === 1 ? "A tensor leaves" : `${lossy.length} tensors leave`} the range of ${
            lossy.length === 1 ? "its type" : "their types"
          }: ${
            lossy.slice(0, 4).map(({ name, overflows, float, type }) =>
              `"${printable(name)}" with ${percent(overflows / float!.count)} of its values (${
                integerBits({ min: float!.least, max: float!.most }, type.min < 0 || float!.least < 0)
              } integer bits would do)`
            ).join(", ")
          }${lossy.length > 4 ? " and others" : ""}.`,
        },
    );
  }
  const deepest = fifos?.reduce((a, b) => b.depth > a.depth ? b : a);
  if (deepest !== undefined && deepest.depth > 2) {
    answers.push({
      kind: "plain",
      text: `The deepest FIFO, "${printable(deepest.name)}", holds ${inThousands(deepest.depth)} beats. ${
        printable(deepest.why)
      }`,
    });
  }
  return answers;
}

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
