import { inThousands } from "../../base/text/thousands.ts";
import { shortNumber } from "../../base/text/short_number.ts";
import { type Canvas, MARGINS } from "./canvas.ts";

/** A design in a chart. */
export interface DesignPoint {
  /** Of the place on the page that tells of it. */
  readonly id: string;
  /** What a reader of screens is told. */
  readonly name: string;
  /** What a pointer is told. */
  readonly title: string;
  /** What stands in the point; null for nothing. */
  readonly number: number | null;
  readonly x: number;
  readonly y: number;
  /** CSS. */
  readonly colour: string;
  /** Whether no other one beats it. */
  readonly isMember: boolean;
}

/** What is along an axis. */
export interface DesignAxis {
  readonly label: string;
  /** Of a tick; default a number with at most four digits. */
  readonly tickText?: (value: number) => string;
}

/** How far apart values lie, largest to least, where they are drawn by their logarithms. */
const WIDE = 20;

/** Ticks of an axis of logarithms, and decades of it below which there are ticks between the powers of ten. */
const MOST_TICKS = 7;
const FEW_DECADES = 3;

/** Sizes in CSS pixels: of a wide window, and of one of a telephone, where nothing is to be scrolled. */
const WIDE_SIZE = { width: 1000, height: 520, marginRight: 30 } as const;
const NARROW_SIZE = { width: 370, height: 420, marginRight: 14 } as const;

/** Radius of points with a number in them, of others that nothing beats, and of others. */
const RADIUS = { numbered: 10, member: 8, other: 5 } as const;

/** A chart in two sizes, of which a page shows the one that it has room for. */
export interface DesignsChart {
  readonly wide: string;
  readonly narrow: string;
}

/** Designs by two of their figures; each point is a link. */
export function designsChart(
  canvas: Canvas,
  points: readonly DesignPoint[],
  axes: { readonly x: DesignAxis; readonly y: DesignAxis },
): DesignsChart {
  const draw = (size: typeof WIDE_SIZE | typeof NARROW_SIZE) => drawDesigns(canvas, { points, axes, size });
  return { wide: draw(WIDE_SIZE), narrow: draw(NARROW_SIZE) };
}

function drawDesigns(canvas: Canvas, { points, axes, size }: {
  readonly points: readonly DesignPoint[];
  readonly axes: { readonly x: DesignAxis; readonly y: DesignAxis };
  readonly size: typeof WIDE_SIZE | typeof NARROW_SIZE;
}): string {
  const { plot } = canvas;
  const scale = ({ label, tickText = tickOf }: DesignAxis, all: readonly number[]) => {
    const values = all.toSorted((a, b) => a - b);
    const [least, most] = [values[0], values.at(-1)!];
    return {
      label,
      grid: true,
      tickFormat: tickText,
      ...least > 0 && most > WIDE * least
        ? { type: "log" as const, ticks: logTicks(least, most) }
        : { type: "linear" as const, ticks: size === NARROW_SIZE ? 4 : 8 },
    };
  };
  const numbered = points.filter(({ number }) => number !== null);
  return canvas.draw({
    ...size,
    // Names of axes stand above the upper one and below the lower one.
    marginTop: MARGINS.top + 8,
    marginLeft: 66,
    inset: 14,
    x: scale(axes.x, points.map(({ x }) => x)),
    y: scale(axes.y, points.map(({ y }) => y)),
    marks: [
      plot.dot(points, {
        x: "x",
        y: "y",
        r: ({ number, isMember }: DesignPoint) =>
          number !== null ? RADIUS.numbered : isMember ? RADIUS.member : RADIUS.other,
        symbol: "circle",
        fill: "colour",
        fillOpacity: ({ isMember }: DesignPoint) => isMember ? 1 : 0.25,
        stroke: "colour",
        strokeWidth: 1.5,
        title: "title",
        ariaLabel: "name",
        href: ({ id }: DesignPoint) => `#${id}`,
      }),
      plot.text(numbered, {
        x: "x",
        y: "y",
        text: ({ number }: DesignPoint) => String(number),
        fill: ({ isMember }: DesignPoint) => isMember ? "var(--page)" : "var(--text)",
        fontSize: 11,
        fontWeight: 600,
        pointerEvents: "none",
        ariaHidden: "true",
      }),
    ],
    r: { type: "identity" },
    color: { type: "identity" },
  });
}

/** Powers of ten, as many of them as do not stand in each other's way; between few of them twice and five times as much. */
function logTicks(least: number, most: number): readonly number[] {
  const [from, to] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))];
  const factors = to - from <= FEW_DECADES ? [1, 2, 5] : [1];
  const step = Math.ceil((to - from) / MOST_TICKS);
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
    .filter((exponent) => exponent % step === 0)
    .flatMap((exponent) => factors.map((factor) => Number(`${factor}e${exponent}`)))
    .filter((value) => value >= least && value <= most);
}

function tickOf(value: number): string {
  return Number.isInteger(value) && value >= 0 ? inThousands(value) : shortNumber(value);
}
