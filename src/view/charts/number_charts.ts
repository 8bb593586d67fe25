import { smallest } from "../../base/numbers/extremes.ts";
import { inThousands } from "../../base/text/thousands.ts";
import { type Canvas, LABEL_WIDTH, labelsOf, MARGINS, type Plot } from "./canvas.ts";
import type { Distribution, ErrorPoint } from "../distribution.ts";
import type { NumbersView } from "../numbers.ts";

/** Smallest error that a chart of powers of two shows. */
const LEAST_EXPONENT = -40;

/** Powers of two below the finest step of any type that magnitudes are shown for; what is less stands at the edge. */
const BELOW_STEPS = 6;

/** The charts of numbers. */
export class NumberCharts {
  private readonly plot: Plot;

  constructor(private readonly canvas: Canvas) {
    this.plot = canvas.plot;
  }

  /** Magnitudes in float64 against what the types hold, in powers of two. */
  ranges({ tensors, parameters }: NumbersView): string {
    const { plot } = this;
    const rows = [
      ...tensors.filter(({ float }) => float !== null).map(({ name, type, float, overflows }) => ({
        name,
        type,
        values: float!,
        bad: overflows > 0,
      })),
      ...parameters.map(({ stage, what, type, values }) => ({
        name: `${stage} ${what}`,
        type,
        values,
        bad: false,
      })),
    ];
    const names = rows.map(({ name }) => name);
    // What is far below the finest step is nothing to any type, and would press the rest together.
    const least = Math.log2(smallest(rows.map(({ type }) => type.step), 1)) - BELOW_STEPS;
    const exponent = (value: number) => Math.max(least, Math.log2(value));
    const bands = rows.map(({ name, type }) => ({
      name,
      from: exponent(type.step),
      to: exponent(Math.max(Math.abs(type.min), type.max)),
      text: type.text,
    }));
    const boxes = rows.flatMap(({ name, values, bad }) =>
      values.magnitudes === null
        ? []
        : [{ name, bad, at: values.magnitudes.map(exponent), of: chosenText(values) }]
    );
    type Box = typeof boxes[number];
    const part = (index: number) => ({ at }: Box) => at[index];
    const stroke = ({ bad }: Box) => bad ? "var(--bad)" : "var(--text)";
    return this.canvas.draw({
      height: MARGINS.top + MARGINS.bottom + 20 * rows.length,
      marginLeft: LABEL_WIDTH,
      x: { label: "log₂ of the magnitude", grid: true },
      y: { label: null, domain: names, tickFormat: labelsOf(names) },
      marks: [
        plot.barX(bands, {
          x1: "from",
          x2: "to",
          y: "name",
          fill: "var(--band)",
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
          title: ({ name, at, of }: Box) =>
            `${name}: half of the magnitudes between 2^${tidy(at[2])} and 2^${tidy(at[4])}${of}`,
        }),
        plot.text(boxes.filter(({ at }) => at[1] === least), {
          x: () => least,
          y: "name",
          text: () => "◀",
          dx: -7,
          fontSize: 9,
          fill: stroke,
          title: ({ name }: Box) => `${name}: some magnitudes are less than 2^${tidy(least)}`,
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
    const names = rows.map(({ name }) => name);
    return this.canvas.draw({
      height: MARGINS.top + MARGINS.bottom + 20 * rows.length,
      marginLeft: LABEL_WIDTH,
      x: { label: "log₂ of the error", grid: true },
      y: { label: null, domain: names, tickFormat: labelsOf(names) },
      marks: [
        plot.tickX(rows, {
          x: "step",
          y: "name",
          stroke: "var(--muted)",
          strokeWidth: 3,
          insetTop: 2,
          insetBottom: 2,
          title: () => "one step of the type",
        }),
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
      ],
    });
  }

  /** Errors of an output over its values. */
  scatter(points: readonly ErrorPoint[]): string {
    const { plot } = this;
    return this.canvas.draw({
      height: 280,
      inset: 6,
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
}

/** Of how many magnitudes quantiles are, where they are not of all. */
function chosenText({ count, zeros, chosen }: Distribution): string {
  const all = count - zeros;
  return chosen === all ? "" : ` (of ${inThousands(chosen)} of ${inThousands(all)} numbers that are not 0)`;
}

function tidy(value: number): number {
  return Number(value.toFixed(1));
}
