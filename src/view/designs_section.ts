import { exactPercent } from "../base/text/percent.ts";
import template from "../../templates/view/designs.html.eta" with { type: "text" };
import { printable } from "../base/mod.ts";
import { durationText } from "../base/text/duration.ts";
import { Canvas, COLOURS } from "./charts/canvas.ts";
import { type ComparedColumn, type ComparedRun, compareRuns, partShare, sampleTime } from "./comparison.ts";
import { designsChart } from "./charts/designs_chart.ts";
import { renderTemplate } from "./template.ts";

/** Settings beside figures; others are told below. */
const MOST_SETTINGS = 5;

/** Points that all have numbers. */
const MOST_NUMBERED = 24;

/** Settings of layers that are listed. */
const MOST_DIFFERENCES = 300;

/** Runs side by side: a chart of time against cost, a table of what differs and of figures, differences layer by layer. */
export async function renderDesignsSection(
  runs: readonly (ComparedRun & { readonly id: string })[],
): Promise<string> {
  const compared = compareRuns(runs);
  const { shared, layers } = compared;
  const settings = compared.columns.filter(({ kind }) => kind === "setting");
  const columns = [
    ...settings.slice(0, MOST_SETTINGS),
    ...compared.columns.filter(({ kind }) => kind !== "setting"),
  ];
  const colours = colouredBy(settings.slice(0, MOST_SETTINGS));
  const places = runs.flatMap(({ report, name, id }, index) => {
    const [time, share] = [sampleTime(report), partShare(report)];
    return time === null || share === null ? [] : [{ index, id, name, time, share }];
  });
  const beaten = new Set(
    places.filter((mine) =>
      places.some(({ time, share }) =>
        time <= mine.time && share <= mine.share && (time < mine.time || share < mine.share)
      )
    ),
  );
  // The points that nothing beats have numbers in any case, the others where they are few.
  const numbers = new Map(
    places.filter((place) => places.length <= MOST_NUMBERED || !beaten.has(place))
      .map(({ index }) => [index, index + 1]),
  );
  const points = places.map((place) => ({
    id: place.id,
    name: printable(place.name),
    number: numbers.get(place.index) ?? null,
    title: `${printable(place.name)}: a sample every ${durationText(place.time)}, ${
      exactPercent(place.share)
    } of the part`,
    x: 100 * place.share,
    y: place.time,
    colour: `var(--c${colours.of(place.index)})`,
    isMember: !beaten.has(place),
  }));
  return await renderTemplate(template, {
    chart: points.length < 2 ? null : designsChart(await Canvas.load(), points, {
      x: { label: "% of the part, all kinds summed" },
      y: { label: "from sample to sample", tickText: durationText },
    }),
    named: places.filter(({ index }) => numbers.has(index)).map(({ index, id, name }) => ({
      number: numbers.get(index)!,
      id,
      name: printable(name),
    })),
    others: places.length - numbers.size,
    missing: runs.length - points.length,
    legend: colours.legend,
    heads: columns.map(({ head, kind }) => ({ text: printable(head), kind })),
    rows: runs.map(({ name, id }, row) => ({
      name: printable(name),
      number: numbers.get(row) ?? null,
      id,
      cells: columns.map(({ kind, cells }) => ({
        kind,
        text: printable(cells[row].text),
        value: cells[row].value === null ? "" : printable(String(cells[row].value)),
        rank: cells[row].rank,
      })),
    })),
    shared: shared.map(printable).join(", "),
    sources: compared.sources.join(", "),
    differ: settings.length > 0
      ? "Settings that differ, then figures"
      : "No setting is known to differ; figures",
    names: runs.map(({ name }) => printable(name)),
    differences: [
      ...settings.slice(MOST_SETTINGS).map(({ head, cells }) => ({
        layer: "",
        key: head,
        values: cells.map(({ text }) => text),
      })),
      ...layers.slice(0, MOST_DIFFERENCES),
    ].map(({ layer, key, values }) => ({
      layer: printable(layer),
      key: printable(key),
      values: values.map(printable),
    })),
    more: Math.max(0, layers.length - MOST_DIFFERENCES),
  });
}

/** The first setting with few enough values to tell them apart, and the colour of every run. */
function colouredBy(settings: readonly ComparedColumn[]): {
  readonly of: (run: number) => number;
  readonly legend: readonly { readonly colour: number; readonly text: string }[];
} {
  const distinct = (column: ComparedColumn) => [...new Set(column.cells.map(({ text }) => text))];
  const isKnown = ({ cells }: ComparedColumn) => cells.every(({ text }) => text !== "");
  const column = settings.find((each) => isKnown(each) && distinct(each).length <= COLOURS);
  if (column === undefined) return { of: () => 0, legend: [] };
  const values = distinct(column);
  return {
    of: (run) => values.indexOf(column.cells[run].text),
    legend: values.map((text, colour) => ({
      colour,
      text: printable(`${column.head} ${text}`),
    })),
  };
}
