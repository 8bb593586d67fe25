import { largest } from "../base/numbers/extremes.ts";
import type { Resources } from "../reports/mod.ts";
import { RESOURCE_KINDS } from "../reports/mod.ts";
import type { NetworkTrace } from "../dataflow/mod.ts";
import { percent } from "../base/text/percent.ts";
import { inThousands } from "../base/text/thousands.ts";
import { type Canvas, MARGINS, type Plot } from "./canvas.ts";
import type { StageView } from "./design_view.ts";
import type { NumbersView } from "./numbers.ts";
import { shortened } from "./text.ts";

/** Letters of a name beside a chart. */
const LABEL_LETTERS = 26;

/** FIFOs whose fill is drawn: the deepest. */
const FIFOS_SHOWN = 12;

/** Pixels of a letter, on average no more. */
const LETTER_WIDTH = 7;

/** Pixels beside a label. */
const LABEL_GAP = 6;

/** Of the height of a row of time, what is free above its bar and below. */
const BAR_GAP = 0.1;

/** Pixels of the bars of the chart of costs. */
const COST_WIDTH = 890;

/** Hundredths of a part that are seen. */
const LEAST_SEEN = 0.3;

/** Fewest letters of a name that say anything. */
const LEAST_LETTERS = 5;

/** Smallest magnitude that a chart of powers of two shows. */
const LEAST_EXPONENT = -40;

/** The charts of a design. */
export class Charts {
  private readonly plot: Plot;

  constructor(private readonly canvas: Canvas) {
    this.plot = canvas.plot;
  }

  /** What every stage does over time. */
  time(trace: NetworkTrace, slowest: string | null): string {
    const { plot } = this;
    const { processes } = trace;
    const spans = processes.flatMap(({ name, spans }, row) => spans.map((span) => ({ name, row, ...span })));
    type Span = typeof spans[number];
    const colour = { busy: "var(--busy)", input: "var(--wait)", room: "var(--room)", slack: "var(--track)" };
    const said = { busy: "works", input: "waits for input", room: "waits for room", slack: "is ahead" };
    const drawn = {
      x1: "from",
      x2: "to",
      fillOpacity: ({ image }: Span) => image % 2 === 0 ? 1 : 0.65,
      title: ({ name, busy, idle, image, from, to }: Span) =>
        `${name}, image ${image + 1}, cycles ${inThousands(from)} to ${inThousands(to)}: ` +
        (idle === null ? said.busy : busy === 0 ? said[idle] : `works ${percent(busy)}, else ${said[idle]}`),
    };
    // A bar is split by height: what waits stands on what works.
    const split = ({ row, busy }: Span) => row + 1 - BAR_GAP - (1 - 2 * BAR_GAP) * busy;
    return this.canvas.draw({
      height: MARGINS.top + MARGINS.bottom + 22 * processes.length,
      marginLeft: 190,
      x: { label: "cycles", domain: [0, trace.cycles], tickFormat: inThousands },
      y: {
        label: null,
        domain: [0, processes.length],
        reverse: true,
        ticks: processes.map((_, row) => row + 0.5),
        tickFormat: (at: number) => {
          const { name } = processes[Math.floor(at)];
          return `${name === slowest ? "▶ " : ""}${short(name)}`;
        },
      },
      marks: [
        plot.rect(spans.filter(({ idle }) => idle !== null), {
          ...drawn,
          y1: ({ row }: Span) => row + BAR_GAP,
          y2: split,
          fill: ({ idle }: Span) => colour[idle!],
        }),
        plot.rect(spans.filter(({ busy }) => busy > 0), {
          ...drawn,
          y1: split,
          y2: ({ row }: Span) => row + 1 - BAR_GAP,
          fill: colour.busy,
        }),
      ],
    });
  }

  /** How full the deepest FIFOs are over time; null if there is none. */
  fifos({ fifos, cycles, columnCycles }: NetworkTrace): string | null {
    const { plot } = this;
    const shown = fifos.toSorted((a, b) => b.depth - a.depth).slice(0, FIFOS_SHOWN);
    if (shown.length === 0) return null;
    const beats = ({ depth }: typeof shown[number]) => `${inThousands(depth)} beats`;
    const points = shown.flatMap(({ name, depth, fills }) =>
      fills.map((fill, column) => ({ name, at: column * columnCycles, share: fill / depth, fill, depth }))
    );
    return this.canvas.draw({
      height: MARGINS.top + MARGINS.bottom + 46 * shown.length,
      marginLeft: 190,
      // Nothing of the longest label is cut.
      marginRight: 2 * LABEL_GAP + LETTER_WIDTH * largest(shown.map((fifo) => beats(fifo).length)),
      x: { label: "cycles", domain: [0, cycles], tickFormat: inThousands },
      y: { axis: null, domain: [0, 1] },
      fy: {
        label: null,
        domain: shown.map(({ name }) => name),
        axis: "left",
        tickFormat: short,
        padding: 0.25,
      },
      marks: [
        plot.areaY(points, {
          x: "at",
          y: "share",
          fy: "name",
          fill: "var(--busy)",
          fillOpacity: 0.75,
          curve: "step-after",
        }),
        plot.ruleY(shown, { y: 1, fy: "name", stroke: "var(--line)" }),
        plot.text(shown, {
          fy: "name",
          text: beats,
          frameAnchor: "right",
          dx: LABEL_GAP,
          textAnchor: "start",
        }),
      ],
    });
  }

  /** Magnitudes in float64 against what the types hold, in powers of two. */
  ranges({ tensors, parameters }: NumbersView): string {
    const { plot } = this;
    const rows = [
      ...tensors.filter(({ float }) => float !== null).map(({ name, type, float, overflows }) => ({
        name,
        type,
        magnitudes: float!.magnitudes,
        bad: overflows > 0,
      })),
      ...parameters.map(({ stage, what, type, values }) => ({
        name: `${stage} ${what}`,
        type,
        magnitudes: values.magnitudes,
        bad: false,
      })),
    ];
    const exponent = (value: number) => Math.max(LEAST_EXPONENT, Math.log2(value));
    const bands = rows.map(({ name, type }) => ({
      name,
      from: exponent(type.step),
      to: exponent(Math.max(Math.abs(type.min), type.max)),
      text: type.text,
    }));
    const boxes = rows.flatMap(({ name, magnitudes, bad }) =>
      magnitudes === null ? [] : [{ name, bad, at: magnitudes.map(exponent) }]
    );
    type Box = typeof boxes[number];
    const part = (index: number) => ({ at }: Box) => at[index];
    const stroke = ({ bad }: Box) => bad ? "var(--bad)" : "var(--text)";
    return this.canvas.draw({
      height: MARGINS.top + MARGINS.bottom + 20 * rows.length,
      marginLeft: 190,
      x: { label: "log₂ of the magnitude", grid: true },
      y: { label: null, domain: rows.map(({ name }) => name), tickFormat: short },
      marks: [
        plot.barX(bands, {
          x1: "from",
          x2: "to",
          y: "name",
          fill: "var(--track)",
          title: ({ name, text, from, to }: typeof bands[number]) =>
            `${name}: ${text} holds magnitudes from 2^${from} to 2^${tidy(to)}`,
        }),
        plot.ruleY(boxes, { x1: part(1), x2: part(5), y: "name", stroke }),
        plot.barX(boxes, {
          x1: part(2),
          x2: part(4),
          y: "name",
          insetTop: 4,
          insetBottom: 4,
          fill: ({ bad }: Box) => bad ? "var(--bad)" : "var(--busy)",
          title: ({ name, at }: Box) =>
            `${name}: half of the magnitudes between 2^${tidy(at[2])} and 2^${tidy(at[4])}`,
        }),
        plot.tickX(boxes, { x: part(3), y: "name", stroke: "var(--page)" }),
        plot.dot(boxes, {
          x: part(6),
          y: "name",
          r: 2.5,
          fill: stroke,
          title: ({ name, at }: Box) => `${name}: largest 2^${tidy(at[6])}`,
        }),
      ],
    });
  }

  /** Errors of fixed point, a tensor a row, in powers of two. */
  errors({ tensors }: NumbersView): string | null {
    const { plot } = this;
    const rows = tensors.flatMap(({ name, error, type }) =>
      error === null || error.most === 0 ? [] : [{
        name,
        most: Math.max(LEAST_EXPONENT, Math.log2(error.most)),
        rms: Math.max(LEAST_EXPONENT, Math.log2(error.rms)),
        step: Math.log2(type.step),
      }]
    );
    if (rows.length === 0) return null;
    return this.canvas.draw({
      height: MARGINS.top + MARGINS.bottom + 20 * rows.length,
      marginLeft: 190,
      x: { label: "log₂ of the error", grid: true },
      y: { label: null, domain: rows.map(({ name }) => name), tickFormat: short },
      marks: [
        plot.link(rows, { x1: "rms", x2: "most", y1: "name", y2: "name", stroke: "var(--muted)" }),
        plot.dot(rows, {
          x: "rms",
          y: "name",
          r: 4,
          fill: "var(--busy)",
          title: ({ name, rms }: typeof rows[number]) => `${name}: root mean square 2^${tidy(rms)}`,
        }),
        plot.dot(rows, {
          x: "most",
          y: "name",
          r: 4,
          fill: "var(--bad)",
          title: ({ name, most }: typeof rows[number]) => `${name}: largest 2^${tidy(most)}`,
        }),
        plot.tickX(rows, {
          x: "step",
          y: "name",
          stroke: "var(--text)",
          title: () => "one step of the type",
        }),
      ],
    });
  }

  /** Errors of an output over its values. */
  scatter(points: NumbersView["outputs"][number]["points"]): string {
    const { plot } = this;
    return this.canvas.draw({
      height: 280,
      marginTop: 2 * MARGINS.top,
      marginLeft: 70,
      x: { label: "float64", grid: true },
      y: { label: "fixed − float64", grid: true },
      marks: [
        plot.ruleY([0], { stroke: "var(--line)" }),
        plot.dot(points, { x: "float", y: "error", r: 2, fill: "var(--busy)", fillOpacity: 0.6 }),
      ],
    });
  }

  /** Resources of the stages, one behind the other, as shares of the part; null if the part is not known. */
  cost(stages: readonly StageView[], whole: Resources): string | null {
    const { plot } = this;
    const kinds = RESOURCE_KINDS.filter((kind) =>
      (whole[kind].available ?? 0) > 0 && (whole[kind].used ?? 0) > 0
    );
    if (kinds.length === 0) return null;
    const bars = kinds.flatMap((kind) => {
      const available = whole[kind].available!;
      let at = 0;
      // Neighbours differ in colour; those too narrow to be seen do not count.
      let index = 0;
      return stages.flatMap(({ name, resources }) => {
        const used = resources?.[kind].used ?? 0;
        if (used === 0) return [];
        const from = at;
        at += used / available * 100;
        if (at - from >= LEAST_SEEN) index++;
        return [{ kind, name, from, to: at, used, index }];
      });
    });
    const end = largest(bars.map(({ to }) => to), 100);
    const named = bars.flatMap(({ kind, name, from, to }) => {
      const letters = Math.floor((to - from) / end * COST_WIDTH / LETTER_WIDTH) - 1;
      return letters < LEAST_LETTERS ? [] : [{ kind, at: (from + to) / 2, text: shortened(name, letters) }];
    });
    return this.canvas.draw({
      height: MARGINS.top + MARGINS.bottom + 34 * kinds.length,
      marginLeft: 90,
      x: { label: "% of the part", domain: [0, end], grid: true },
      y: { label: null, domain: kinds },
      marks: [
        plot.barX(bars, {
          x1: "from",
          x2: "to",
          y: "kind",
          fill: ({ index }: typeof bars[number]) => index % 2 === 0 ? "var(--busy)" : "var(--room)",
          title: ({ name, kind, used }: typeof bars[number]) => `${name}: ${Math.round(used)} ${kind}`,
        }),
        plot.text(named, { x: "at", y: "kind", text: "text", fill: "var(--page)" }),
        plot.ruleX([100], { stroke: "var(--bad)" }),
      ],
    });
  }
}

function short(name: string): string {
  return shortened(name, LABEL_LETTERS);
}

function tidy(value: number): number {
  return Number(value.toFixed(1));
}
