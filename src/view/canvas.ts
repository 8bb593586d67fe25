import { LATE_PACKAGES, loadPackage } from "../base/packages.ts";
import type { PlotOptions } from "npm:@observablehq/plot@0.6.17";

/** The library of charts. */
export type Plot = typeof import("npm:@observablehq/plot@0.6.17");

/** Width of a chart in CSS pixels, before a page scales it. */
const WIDTH = 1000;

/** Pixels above and below a chart: what stands there, captions and ticks, does not lie over one another. */
export const MARGINS = { top: 24, bottom: 46 } as const;

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

  /** A chart, as SVG. */
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
    return chart.outerHTML;
  }
}
