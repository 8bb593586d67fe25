import type { Canvas } from "./canvas.ts";

/** A design in a chart. */
export interface ExplorationPoint {
  /** Of the place on the page that tells of it. */
  readonly id: string;
  /** What a reader of screens is told: letters, digits, `.` and `-`. */
  readonly name: string;
  /** What a pointer is told. */
  readonly title: string;
  /** In percent. */
  readonly cost: number;
  readonly metric: number;
  /** CSS. */
  readonly colour: string;
  /** Whether no other one beats it. */
  readonly isMember: boolean;
}

/** Metrics of designs against their cost; each point is a link. */
export function explorationChart(
  canvas: Canvas,
  points: readonly ExplorationPoint[],
  metric: string,
): string {
  const { plot } = canvas;
  return canvas.draw({
    height: 520,
    marginLeft: 70,
    marginRight: 30,
    inset: 12,
    x: { label: "cost, % of the part", grid: true },
    y: { label: metric, grid: true },
    marks: [
      plot.dot(points, {
        x: "cost",
        y: "metric",
        r: ({ isMember }: ExplorationPoint) => isMember ? 8 : 5,
        symbol: "circle",
        fill: "colour",
        fillOpacity: ({ isMember }: ExplorationPoint) => isMember ? 1 : 0.25,
        stroke: "colour",
        strokeWidth: 1.5,
        title: "title",
        ariaLabel: "name",
        href: ({ id }: ExplorationPoint) => `#${id}`,
      }),
    ],
    r: { type: "identity" },
    color: { type: "identity" },
  });
}
