import type { DesignFigures } from "./design_figures.ts";
import type { Metric } from "./precision/metrics.ts";
import { RESOURCE_KINDS } from "../reports/report.ts";

/** How much worse figures may be without being worse: shares of what they were, of the metric an amount. */
export interface AllowedLoss {
  readonly cycles: number;
  readonly resources: number;
  readonly metric: number;
}

/** A figure as it was kept and as it is. */
export interface ComparedFigure {
  readonly name: string;
  readonly kept: number | null;
  readonly now: number | null;
  /** `worse` by more than is allowed, `better` at all, else `same`. */
  readonly verdict: "worse" | "better" | "same";
}

/** Compares the figures of a design with those that were kept of it; a figure that nobody knows any more is worse. */
export function compareFigures(
  kept: DesignFigures,
  now: DesignFigures,
  { allowed, metric }: { readonly allowed: AllowedLoss; readonly metric: Metric | null },
): readonly ComparedFigure[] {
  const less = (name: string, [was, is]: readonly [number | null, number | null], share: number) =>
    compared(name, [was, is], (was, is) => is - was - share * was, (was, is) => is < was);
  const worse = (from: number, to: number) => metric?.better === "lower" ? to - from : from - to;
  return [
    less("interval", [kept.interval, now.interval], allowed.cycles),
    less("latency", [kept.latency, now.latency], allowed.cycles),
    ...RESOURCE_KINDS.map((kind) =>
      less(kind, [kept.resources[kind], now.resources[kind]], allowed.resources)
    ),
    less("cost", [kept.cost, now.cost], allowed.resources),
    ...metric === null ? [] : [
      compared(
        metric.name,
        [kept.metric, now.metric],
        (was, is) => worse(was, is) - allowed.metric,
        (was, is) => worse(was, is) < 0,
      ),
    ],
  ];
}

function compared(
  name: string,
  [kept, now]: readonly [number | null, number | null],
  excess: (was: number, is: number) => number,
  isBetter: (was: number, is: number) => boolean,
): ComparedFigure {
  const verdict = kept === null || kept === now
    ? "same"
    : now === null || Number.isNaN(now) || excess(kept, now) > 0
    ? "worse"
    : isBetter(kept, now)
    ? "better"
    : "same";
  return { name, kept, now, verdict };
}
