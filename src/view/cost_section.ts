import template from "../../templates/view/cost.html.eta" with { type: "text" };
import { printable } from "../base/mod.ts";
import { inThousands } from "../base/text/thousands.ts";
import { type Figure, RESOURCE_KINDS, type ResourceKind } from "../reports/mod.ts";
import { Canvas } from "./charts/canvas.ts";
import { costChart } from "./charts/cost_chart.ts";
import type { CostFigures, DesignCost, LayerCost } from "./layers.ts";
import { renderTemplate } from "./template.ts";

/** Shares of a layer that only its design tells. */
export interface LayerShares {
  /** Of the interval in which it works. */
  readonly busy: string;
  /** Of what its multipliers could do in an interval. */
  readonly useful: string;
}

/** How a section of cost stands on a page. */
export interface CostSectionOptions {
  /** Id of the place that tells all of a stage; null where the page has none. */
  readonly idOf: (layer: Pick<LayerCost, "id">) => string | null;
  /** Null where the page does not tell them. */
  readonly sharesOf: ((layer: LayerCost) => LayerShares) | null;
}

/** Chart and table of what layers take: the estimate, and beside it what a tool reports. */
export async function renderCostSection(
  cost: DesignCost,
  { idOf, sharesOf }: CostSectionOptions,
): Promise<string> {
  const { layers, estimated, totals, around, others, tool } = cost;
  const [total, ...later] = totals;
  const chart = costChart(await Canvas.load(), cost);
  const all = [estimated, ...totals.map(({ figures }) => figures), ...layers.map((layer) => layer.estimated)];
  const kinds = RESOURCE_KINDS.filter((kind) => all.some(({ resources }) => (resources[kind].used ?? 0) > 0));
  const cells = (guessed: CostFigures | null, found: CostFigures | null) =>
    columns(kinds).flatMap((pick) => {
      const cell = (figures: CostFigures | null) => figures === null ? "" : countText(pick(figures));
      return total === undefined
        ? [{ text: cell(guessed), isTools: false }]
        : [{ text: cell(guessed), isTools: false }, { text: cell(found), isTools: true }];
    });
  const tied = layers.filter(({ measured }) => measured !== null).length;
  return await renderTemplate(template, {
    chart: chart?.svg ?? null,
    legend: chart?.legend.map(({ colour, text, id }) => ({
      colour,
      text: printable(text),
      id: id === null ? null : idOf({ id }),
    })),
    said: total === undefined
      ? "Estimated before any tool has run."
      : `Estimated before any tool has run, and as ${printable(tool ?? "a tool")} reports it; ${
        tied === 0
          ? "none of its functions is of a layer of this design."
          : `its functions are tied to ${tied} of ${layers.length} layers.`
      }`,
    tool: total?.name ?? null,
    kinds,
    sources: total === undefined ? 1 : 2,
    hasShares: sharesOf !== null,
    rows: layers.map((layer) => ({
      name: printable(layer.name),
      id: idOf(layer),
      shares: sharesOf === null ? [] : Object.values(sharesOf(layer)),
      counts: cells(layer.estimated, layer.measured),
    })),
    around: around === null ? null : cells(null, around),
    functions: total === undefined ? [] : [
      ...layers.map(({ name, functions }) => ({ name, functions })),
      { name: "around the layers", functions: others },
    ].map(({ name, functions }) => ({ name: printable(name), functions: functions.map(printable) })),
    totals: [
      { name: "all", counts: cells(estimated, total?.figures ?? null) },
      ...later.map(({ name, figures }) => ({ name: `all, ${name}`, counts: cells(null, figures) })),
    ],
    available: kinds.map((kind) =>
      countText(
        (total?.figures ?? estimated).resources[kind].available ?? estimated.resources[kind].available,
      )
    ),
  });
}

/** Cycles, then every kind of resource. */
function columns(kinds: readonly ResourceKind[]): readonly ((figures: CostFigures) => Figure)[] {
  return [
    ({ cycles }) => cycles,
    ...kinds.map((kind) => ({ resources }: CostFigures) => resources[kind].used),
  ];
}

function countText(count: Figure): string {
  return count === null ? "?" : inThousands(Math.round(count));
}
