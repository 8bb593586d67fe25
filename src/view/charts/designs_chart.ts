import type { Canvas } from "./canvas.ts";

/** A design in a chart. */
export interface DesignPoint {
  /** Of the place on the page that tells of it. */
  readonly id: string;
  /** What a reader of screens is told. */
  readonly name: string;
  /** What a pointer is told. */
  readonly title: string;
  readonly x: number;
  readonly y: number;
  /** CSS. */
  readonly colour: string;
  /** Whether no other one beats it. */
  readonly isMember: boolean;
}

/** How far apart values lie, largest to least, where they are drawn by their logarithms. */
const WIDE = 20;

/** Designs by two of their figures; each point is a link. */
export function designsChart(
  canvas: Canvas,
  points: readonly DesignPoint[],
  labels: { readonly x: string; readonly y: string },
): string {
  const { plot } = canvas;
  const scale = (pick: (point: DesignPoint) => number) => {
    const values = points.map(pick).toSorted((a, b) => a - b);
    return values[0] > 0 && values.at(-1)! > WIDE * values[0]
      ? { type: "log", tickFormat: "~g" } as const
      : { type: "linear" } as const;
  };
  return canvas.draw({
    height: 520,
    marginLeft: 80,
    marginRight: 30,
    inset: 12,
    x: { label: labels.x, grid: true, ...scale(({ x }) => x) },
    y: { label: labels.y, grid: true, ...scale(({ y }) => y) },
    marks: [
      plot.dot(points, {
        x: "x",
        y: "y",
        r: ({ isMember }: DesignPoint) => isMember ? 8 : 5,
        symbol: "circle",
        fill: "colour",
        fillOpacity: ({ isMember }: DesignPoint) => isMember ? 1 : 0.25,
        stroke: "colour",
        strokeWidth: 1.5,
        title: "title",
        ariaLabel: "name",
        href: ({ id }: DesignPoint) => `#${id}`,
      }),
    ],
    r: { type: "identity" },
    color: { type: "identity" },
  });
}
