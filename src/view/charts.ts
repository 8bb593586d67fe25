import { largest } from "../base/extremes.ts";
import type { Resources } from "../reports/mod.ts";
import { RESOURCE_KINDS } from "../reports/mod.ts";
import type { NetworkTrace } from "../schedule/mod.ts";
import type { Canvas, Plot } from "./canvas.ts";
import type { StageView } from "./design_view.ts";
import type { NumbersView } from "./numbers.ts";
import { shortened } from "./text.ts";

/** Letters of a name beside a chart. */
const LABEL_LETTERS = 26;

/** FIFOs whose fill is drawn: the deepest. */
const FIFOS_SHOWN = 12;

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
    const spans = trace.processes.flatMap(({ name, spans }) => spans.map((span) => ({ name, ...span })));
    const colour = { busy: "var(--busy)", input: "var(--wait)", room: "var(--room)", slack: "var(--track)" };
    const said = { busy: "works", input: "waits for input", room: "waits for room", slack: "is ahead" };
    return this.canvas.draw({
      height: 40 + 22 * trace.processes.length,
      marginLeft: 190,
      x: { label: "cycles", domain: [0, trace.cycles], tickFormat: "~s" },
      y: {
        label: null,
        domain: trace.processes.map(({ name }) => name),
        tickFormat: (name: string) => `${name === slowest ? "▶ " : ""}${short(name)}`,
      },
      marks: [
        plot.barX(spans, {
          x1: "from",
          x2: "to",
          y: "name",
          insetTop: 2,
          insetBottom: 2,
          fill: ({ state }: typeof spans[number]) => colour[state],
          fillOpacity: ({ image }: typeof spans[number]) => image % 2 === 0 ? 1 : 0.65,
          title: ({ name, state, image, from, to }: typeof spans[number]) =>
            `${name}, image ${image + 1}: ${said[state]}, cycles ${from} to ${to}`,
        }),
      ],
    });
  }

  /** How full the deepest FIFOs are over time; null if there is none. */
  fifos({ fifos, cycles, columnCycles }: NetworkTrace): string | null {
    const { plot } = this;
    const shown = fifos.toSorted((a, b) => b.depth - a.depth).slice(0, FIFOS_SHOWN);
    if (shown.length === 0) return null;
    const points = shown.flatMap(({ name, depth, fills }) =>
      fills.map((fill, column) => ({ name, at: column * columnCycles, share: fill / depth, fill, depth }))
    );
    return this.canvas.draw({
      height: 40 + 46 * shown.length,
      marginLeft: 190,
      marginRight: 70,
      x: { label: "cycles", domain: [0, cycles], tickFormat: "~s" },
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
          text: ({ depth }: typeof shown[number]) => `${depth} beats`,
          frameAnchor: "right",
          dx: 64,
          textAnchor: "end",
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
      height: 50 + 20 * rows.length,
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
      height: 50 + 20 * rows.length,
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
      height: 260,
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
      return stages.flatMap(({ name, resources }, index) => {
        const used = resources?.[kind].used ?? 0;
        if (used === 0) return [];
        const from = at;
        at += used / available * 100;
        return [{ kind, name, from, to: at, used, index }];
      });
    });
    return this.canvas.draw({
      height: 50 + 34 * kinds.length,
      marginLeft: 90,
      x: { label: "% of the part", domain: [0, largest(bars.map(({ to }) => to), 100)], grid: true },
      y: { label: null, domain: kinds },
      marks: [
        plot.barX(bars, {
          x1: "from",
          x2: "to",
          y: "kind",
          fill: ({ index }: typeof bars[number]) => index % 2 === 0 ? "var(--busy)" : "var(--room)",
          title: ({ name, kind, used }: typeof bars[number]) => `${name}: ${Math.round(used)} ${kind}`,
        }),
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
