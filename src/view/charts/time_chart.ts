import { px } from "./pixels.ts";
import { largest } from "../../base/numbers/extremes.ts";
import { percent } from "../../base/text/percent.ts";
import { inThousands } from "../../base/text/thousands.ts";
import {
  type FifoTrace,
  LEAST_DEPTH,
  type NetworkTrace,
  type ProcessTrace,
  type TraceSpan,
} from "../../dataflow/mod.ts";
import { type Canvas, LABEL_WIDTH, labelsOf, LETTER_WIDTH, MARGINS } from "./canvas.ts";

/** FIFOs whose fill is drawn: the deepest. */
const FIFOS_SHOWN = 12;

/** Pixels of a row of stages and of FIFOs, and beside a label. */
const STAGE_ROW = 22;
const FIFO_ROW = 46;
const LABEL_GAP = 6;

/** Letters for which there is room at the right: the last tick is centred on its line. */
const LEAST_RIGHT = 3;

/** Of the height of a row, what is free above its bar and below. */
const BAR_GAP = 0.1;

/** Parts of a bar's height that are told apart. */
const BUSY_STEPS = 16;

/** What waits, in the order of a legend, by the colours of the page. */
const WAITS = { input: "var(--wait)", room: "var(--room)", slack: "var(--band)" } as const;

/** What every stage does over time: a bar is split by height, what waits stands on what works. */
export function timeChart(
  canvas: Canvas,
  trace: NetworkTrace,
  slowest: string | null,
): string {
  const { plot } = canvas;
  const { processes, cycles } = trace;
  const label = labelsOf(processes.map(({ name }) => name));
  return canvas.draw({
    height: MARGINS.top + MARGINS.bottom + STAGE_ROW * processes.length,
    ...marginsOf(trace),
    x: { label: "cycles", domain: [0, cycles], tickFormat: inThousands },
    y: {
      label: null,
      domain: [0, processes.length],
      reverse: true,
      ticks: processes.map((_, row) => row + 0.5),
      tickFormat: (at: number) => {
        const { name } = processes[Math.floor(at)];
        return `${name === slowest ? "▶ " : ""}${label(name)}`;
      },
    },
    marks: [
      plot.ruleX([0], { stroke: "var(--line)" }),
      plot.ruleY([processes.length], { stroke: "none" }),
      canvas.shapes(({ x, y }) =>
        processes.flatMap((process, row) =>
          imagesOf(process).map(({ image, spans }) => ({
            title: `${process.name}, image ${image + 1}: ${doesText(spans)}`,
            opacity: image % 2 === 0 ? 1 : 0.65,
            paths: barPaths(spans, { x, top: y(row + BAR_GAP), bottom: y(row + 1 - BAR_GAP) }),
          }))
        )
      ),
    ],
  });
}

interface ImageSpans {
  readonly image: number;
  readonly spans: readonly TraceSpan[];
}

function imagesOf({ spans }: ProcessTrace): readonly ImageSpans[] {
  return [...Map.groupBy(spans, ({ image }) => image)].map(([image, own]) => ({ image, spans: merged(own) }));
}

/** Spans that look alike as one. */
function merged(spans: readonly TraceSpan[]): readonly TraceSpan[] {
  const found: TraceSpan[] = [];
  for (const span of spans) {
    const last = found.at(-1);
    const busy = Math.round(span.busy * BUSY_STEPS) / BUSY_STEPS;
    if (last !== undefined && last.to === span.from && last.idle === span.idle && last.busy === busy) {
      found[found.length - 1] = { ...last, to: span.to };
    } else found.push({ ...span, busy });
  }
  return found;
}

/** What a stage does in some spans, in words. */
function doesText(spans: readonly TraceSpan[]): string {
  const [first, last] = [spans[0], spans[spans.length - 1]];
  const all = spans.reduce((sum, { from, to }) => sum + to - from, 0);
  const share = (pick: (span: TraceSpan) => number) =>
    percent(spans.reduce((sum, span) => sum + (span.to - span.from) * pick(span), 0) / all);
  const waits = (idle: TraceSpan["idle"]) => share((span) => span.idle === idle ? 1 - span.busy : 0);
  return `cycles ${inThousands(first.from)} to ${inThousands(last.to)}; works ${
    share(({ busy }) => busy)
  }, ` +
    `waits for input ${waits("input")}, for room ${waits("room")}, is ahead ${waits("slack")}`;
}

interface BarPlace {
  /** Pixel of a cycle. */
  readonly x: (cycle: number) => number;
  readonly top: number;
  readonly bottom: number;
}

function barPaths(spans: readonly TraceSpan[], { x, top, bottom }: BarPlace) {
  const idle = Object.entries(WAITS).map(([state, fill]) => ({
    fill,
    d: spans.filter((span) => span.idle === state)
      .map(({ from, to }) => `M${px(x(from))} ${px(top)}H${px(x(to))}V${px(bottom)}H${px(x(from))}z`).join(
        "",
      ),
  }));
  const busy = spans.filter((span) => span.busy > 0).map(({ from, to, busy }) =>
    `M${px(x(from))} ${px(bottom)}V${px(bottom - (bottom - top) * busy)}H${px(x(to))}V${px(bottom)}z`
  );
  return [...idle, { fill: "var(--busy)", d: busy.join("") }].filter(({ d }) => d !== "");
}

/** The FIFOs whose fill is drawn. */
function shownFifos({ fifos }: NetworkTrace): readonly FifoTrace[] {
  const sorted = fifos.toSorted((a, b) => b.depth - a.depth);
  const deep = sorted.filter(({ depth }) => depth > LEAST_DEPTH);
  return (deep.length > 0 ? deep : sorted.slice(0, 1)).slice(0, FIFOS_SHOWN);
}

/** The most beats that a FIFO holds, of those that it has room for. */
function fillText({ fills, depth }: FifoTrace): string {
  return `${inThousands(largest(fills, 0))} of ${inThousands(depth)}`;
}

/** Both charts of time have the same, so that a cycle stands above itself; nothing of the longest text is cut. */
function marginsOf(trace: NetworkTrace): { readonly marginLeft: number; readonly marginRight: number } {
  const letters = largest(shownFifos(trace).map((fifo) => fillText(fifo).length), 0);
  return {
    marginLeft: LABEL_WIDTH,
    marginRight: 2 * LABEL_GAP + LETTER_WIDTH * Math.max(letters, LEAST_RIGHT),
  };
}

/**
 * How full the deepest FIFOs are over time; null if there is none.
 *
 * @param titleOf What a FIFO is called; default as its tensor.
 */
export function fifoChart(
  canvas: Canvas,
  trace: NetworkTrace,
  titleOf: (name: string) => string = (name) => name,
): string | null {
  const { plot } = canvas;
  const { cycles, columnCycles } = trace;
  const shown = shownFifos(trace);
  if (shown.length === 0) return null;
  const label = labelsOf(shown.map(({ name }) => titleOf(name)));
  return canvas.draw({
    height: MARGINS.top + MARGINS.bottom + FIFO_ROW * shown.length,
    ...marginsOf(trace),
    x: { label: "cycles", domain: [0, cycles], tickFormat: inThousands },
    y: {
      label: null,
      domain: [0, shown.length],
      reverse: true,
      ticks: shown.map((_, row) => row + 0.5),
      tickFormat: (at: number) => label(titleOf(shown[Math.floor(at)].name)),
    },
    marks: [
      plot.ruleX([0], { stroke: "var(--line)" }),
      plot.ruleY(shown.map((_, row) => row + 0.2), { stroke: "var(--line)" }),
      plot.text(shown.map((fifo, row) => ({ at: row + 0.6, text: fillText(fifo) })), {
        y: "at",
        text: "text",
        frameAnchor: "right",
        dx: LABEL_GAP,
        textAnchor: "start",
      }),
      canvas.shapes(({ x, y }) =>
        shown.map((fifo, row) => {
          const level = (fill: number) => y(row + 1 - 0.8 * fill / fifo.depth);
          return {
            title: `${titleOf(fifo.name)}: ${fillText(fifo)} beats at most`,
            opacity: 0.75,
            paths: [{
              fill: "var(--busy)",
              d: levelPath(fifo.fills, { x: (at) => x(at * columnCycles), level }),
            }],
          };
        })
      ),
    ],
  });
}

/** The outline of levels, a column each, on a line of none. */
function levelPath(
  fills: readonly number[],
  { x, level }: { readonly x: (column: number) => number; readonly level: (fill: number) => number },
): string {
  const steps: string[] = [];
  fills.forEach((fill, column) => {
    if (column > 0 && fill === fills[column - 1]) return;
    steps.push(`H${px(x(column))}V${px(level(fill))}`);
  });
  return `M${px(x(0))} ${px(level(0))}${steps.join("")}H${px(x(fills.length))}V${px(level(0))}z`;
}
