import { printable } from "../../base/errors.ts";
import { LATE_PACKAGES, loadPackage } from "../../base/packages.ts";
import type { Markish, PlotOptions } from "npm:@observablehq/plot@0.6.17";
import { distinctLabels } from "../text.ts";

/** The library of charts. */
export type Plot = typeof import("npm:@observablehq/plot@0.6.17");

/** Width of a chart in CSS pixels, before a page scales it. */
const WIDTH = 1000;

/** Colours that a page has for what is told apart. */
export const COLOURS = 8;

/** Pixels above and below a chart: what stands there, captions and ticks, does not lie over one another. */
export const MARGINS = { top: 24, bottom: 46 } as const;

/** Pixels left of a chart, for names, and of a letter, on average no more. */
export const LABEL_WIDTH = 190;
export const LETTER_WIDTH = 7;

/** Letters of a name beside a chart. */
const LABEL_LETTERS = 26;

/** Names beside a chart, no two of which look alike. */
export function labelsOf(names: readonly string[]): (name: string) => string {
  return distinctLabels(names, LABEL_LETTERS);
}

/** Pixels of values along both axes. */
export interface ChartScales {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** Shapes that belong together, each of which the library would draw as many elements. */
export interface ChartShape {
  /** What a pointer is told. */
  readonly title: string;
  readonly opacity: number;
  /** `d` of SVG paths, and CSS colours. */
  readonly paths: readonly { readonly fill: string; readonly d: string }[];
}

/** Draws charts as SVG text; colours are variables of the page, so that it may be light or dark. */
export class Canvas {
  private constructor(
    /** Makes marks. */
    readonly plot: Plot,
    private readonly document: PlotOptions["document"],
  ) {}

  /** Loads the library. */
  static async load(): Promise<Canvas> {
    const [plot, { DOMParser }] = await Promise.all([
      loadPackage<Plot>(LATE_PACKAGES.plot),
      loadPackage<typeof import("npm:linkedom@0.18.12")>(LATE_PACKAGES.dom),
    ]);
    return new Canvas(plot, new DOMParser().parseFromString("<html><body></body></html>", "text/html"));
  }

  /** A mark of shapes between those of the library, which has to have marks along both axes, too. */
  shapes(shapesOf: (scales: ChartScales) => readonly ChartShape[]): Markish {
    return (_index, { x, y }, _values, _dimensions, { document }) => {
      const create = (name: string, attributes: Readonly<Record<string, string | number>>) => {
        const element = document.createElementNS("http://www.w3.org/2000/svg", name);
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
        return element;
      };
      const all = create("g", {});
      for (
        const { title, opacity, paths } of shapesOf({
          x: (value) => x!(value),
          y: (value) => y!(value),
        })
      ) {
        const group = create("g", { "fill-opacity": opacity });
        const text = create("title", {});
        text.textContent = title;
        group.append(text);
        for (const path of paths) group.append(create("path", { ...path }));
        all.append(group);
      }
      return all;
    };
  }

  /** A chart, as SVG; names in it may be any text. */
  draw(options: PlotOptions): string {
    const style = { background: "none", fontSize: "12px", overflow: "visible" };
    const chart = this.plot.plot({
      width: WIDTH,
      style,
      marginTop: MARGINS.top,
      marginBottom: MARGINS.bottom,
      ...options,
      // Below the ticks: beside them it would lie over the last one.
      x: { labelOffset: MARGINS.bottom - 6, ...options.x },
      document: this.document,
    });
    // The library escapes what would be HTML, not what turns the order of letters round; its styles have lines.
    return chart.outerHTML.split("\n").map(printable).join("\n");
  }
}
