import { largest } from "../../base/numbers/extremes.ts";
import { inThousands } from "../../base/text/thousands.ts";
import { RESOURCE_KINDS, type ResourceKind } from "../../reports/mod.ts";
import { type Canvas, LETTER_WIDTH, MARGINS } from "./canvas.ts";
import type { DesignCost, LayerCost } from "../layers.ts";
import { shortenedInside } from "../text.ts";

/** Layers that have a colour of their own, the largest; others share one. */
const COLOURED = 7;

/** Pixels of the longest bar, of a bar's row and beside it. */
const BARS_WIDTH = 830;
const ROW = 30;
const LABEL_WIDTH = 150;
const RIGHT = 20;
/** Beside bars that go on beyond the chart. */
const CUT_RIGHT = 84;

/** Fewest letters of a name that say anything. */
const LEAST_LETTERS = 12;

/** Percent of the part at which a chart ends: what goes on ends in its figure, so that the part's own end is seen. */
const END = 400;

/** A layer in a legend. */
export interface CostKey {
  /** CSS. */
  readonly colour: string;
  readonly text: string;
  /** Id of the stage; null for what is several layers or none. */
  readonly id: string | null;
}

/** Resources of layers, one behind the other, as shares of the part. */
export interface CostChart {
  readonly svg: string;
  /** The largest layers first. */
  readonly legend: readonly CostKey[];
}

interface Segment {
  readonly row: string;
  readonly name: string;
  readonly colour: string;
  /** In percent of the part. */
  readonly from: number;
  readonly to: number;
  readonly title: string;
}

/** Draws what layers take, the estimate above what a tool reports; null where nothing is known of the part. */
export function costChart(canvas: Canvas, cost: DesignCost): CostChart | null {
  const bars = barsOf(cost);
  if (bars.length === 0) return null;
  const colours = coloursOf(cost, bars);
  const segments = bars.flatMap((bar) => segmentsOf(bar, colours));
  const longest = largest(segments.map(({ to }) => to), 100);
  const end = Math.min(longest, END);
  const drawn = segments.filter(({ from }) => from < end).map((segment) => ({
    ...segment,
    to: Math.min(segment.to, end),
  }));
  const cut = bars.flatMap(({ row }) => {
    const to = largest(segments.filter((segment) => segment.row === row).map((segment) => segment.to), 0);
    return to > end ? [{ row, text: `${inThousands(Math.round(to))} % ▶` }] : [];
  });
  const named = drawn.flatMap(({ row, name, from, to }) => {
    const letters = Math.floor((to - from) / end * BARS_WIDTH / LETTER_WIDTH) - 1;
    const fits = letters >= Math.min(LEAST_LETTERS, name.length);
    return fits ? [{ row, at: (from + to) / 2, text: shortenedInside(name, letters) }] : [];
  });
  const { plot } = canvas;
  const svg = canvas.draw({
    height: MARGINS.top + MARGINS.bottom + ROW * bars.length,
    marginLeft: LABEL_WIDTH,
    marginRight: cut.length === 0 ? RIGHT : CUT_RIGHT,
    x: { label: "% of the part", domain: [0, end], grid: true },
    y: { label: null, domain: bars.map(({ row }) => row), padding: 0.18 },
    marks: [
      plot.barX(drawn, {
        x1: "from",
        x2: "to",
        y: "row",
        fill: "colour",
        stroke: "var(--page)",
        strokeWidth: 0.7,
        title: "title",
      }),
      plot.text(named, { x: "at", y: "row", text: "text", fill: "var(--page)" }),
      plot.text(cut, {
        y: "row",
        text: "text",
        frameAnchor: "right",
        dx: 6,
        textAnchor: "start",
        fill: "var(--bad)",
      }),
      plot.ruleX([100], { stroke: "var(--bad)", strokeWidth: 2 }),
    ],
    color: { type: "identity" },
  });
  return { svg, legend: legendOf(cost, bars, colours) };
}

/** A bar: one kind of resource, as one source tells it. */
interface Bar {
  readonly row: string;
  readonly kind: ResourceKind;
  readonly available: number;
  readonly parts: readonly { readonly name: string; readonly used: number }[];
}

/** What is of no layer, in a bar. */
const AROUND = "around the layers";

function barsOf({ layers, estimated, totals, around }: DesignCost): readonly Bar[] {
  const [total] = totals;
  return RESOURCE_KINDS.flatMap((kind): Bar[] => {
    const available = total?.figures.resources[kind].available ?? estimated.resources[kind].available;
    if (!available) return [];
    const bar = (
      source: string,
      parts: Bar["parts"],
    ): Bar[] => [{ row: `${kind}${source}`, kind, available, parts: parts.filter(({ used }) => used > 0) }];
    const guessed = layers.map(({ name, estimated }) => ({
      name,
      used: estimated.resources[kind].used ?? 0,
    }));
    const found = layers.map(({ name, measured }) => ({ name, used: measured?.resources[kind].used ?? 0 }));
    const other = { name: AROUND, used: (around ?? total?.figures)?.resources[kind].used ?? 0 };
    const both = total === undefined
      ? bar("", guessed)
      : [...bar(" estimated", guessed), ...bar(` ${total.name}`, [...found, other])];
    return both.some(({ parts }) => parts.length > 0) ? both : [];
  });
}

/** Largest share of the part that each layer takes in any bar. */
function sharesOf(bars: readonly Bar[]): ReadonlyMap<string, { readonly share: number; readonly bar: Bar }> {
  const found = new Map<string, { readonly share: number; readonly bar: Bar }>();
  for (const bar of bars) {
    for (const { name, used } of bar.parts) {
      const share = used / bar.available;
      if (share > (found.get(name)?.share ?? 0)) found.set(name, { share, bar });
    }
  }
  return found;
}

function coloursOf({ layers }: DesignCost, bars: readonly Bar[]): (name: string) => string {
  const shares = sharesOf(bars);
  const share = ({ name }: LayerCost) => shares.get(name)?.share ?? 0;
  const most = layers.toSorted((a, b) => share(b) - share(a)).slice(0, COLOURED).map(({ name }) => name);
  return (name) => {
    const index = most.indexOf(name);
    return name === AROUND ? "var(--around)" : index < 0 ? "var(--others)" : `var(--c${index})`;
  };
}

function segmentsOf({ row, kind, available, parts }: Bar, colourOf: (name: string) => string): Segment[] {
  let at = 0;
  return parts.map(({ name, used }) => {
    const from = at;
    at += 100 * used / available;
    const title = `${name}: ${inThousands(Math.round(used))} ${kind}, ${
      shareText(used / available)
    } of the part`;
    return { row, name, colour: colourOf(name), from, to: at, title };
  });
}

function legendOf(
  { layers }: DesignCost,
  bars: readonly Bar[],
  colourOf: (name: string) => string,
): readonly CostKey[] {
  const shares = sharesOf(bars);
  const key = ({ name, id }: { readonly name: string; readonly id: string | null }): CostKey[] => {
    const found = shares.get(name);
    return found === undefined ? [] : [{
      colour: colourOf(name),
      id,
      text: `${name}: up to ${shareText(found.share)} (${found.bar.row})`,
    }];
  };
  const share = ({ name }: LayerCost) => shares.get(name)?.share ?? 0;
  const own = layers.filter(({ name }) => colourOf(name) !== "var(--others)")
    .toSorted((a, b) => share(b) - share(a));
  const others = layers.filter((layer) => share(layer) > 0 && !own.includes(layer)).length;
  return [
    ...own.flatMap(key),
    ...others === 0 ? [] : [{
      colour: "var(--others)",
      id: null,
      text: others === 1 ? "one smaller layer" : `${others} smaller layers`,
    }],
    ...key({ name: AROUND, id: null }),
  ];
}

/** A share of the part: what is large rounded, what is small not gone. */
function shareText(share: number): string {
  const percent = 100 * share;
  return percent >= 10 ? `${Math.round(percent)} %` : percent >= 0.1 ? `${percent.toFixed(1)} %` : "< 0.1 %";
}
