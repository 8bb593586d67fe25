import { largest, smallest } from "../base/numbers/extremes.ts";
import { exactPercent } from "../base/text/percent.ts";
import { countedResources, type Figure, knownClock, type Report, RESOURCE_KINDS } from "../reports/mod.ts";
import { inThousands } from "../base/text/thousands.ts";
import { shortNumber } from "../base/text/short_number.ts";
import type { DesignSettings } from "./settings.ts";

/** A run of a tool among others. */
export interface ComparedRun {
  /** Unique among them. */
  readonly name: string;
  /** What the tool said. */
  readonly report: Report;
  /** What its design decided; null where no project tells. */
  readonly settings: DesignSettings | null;
}

/** A cell of a comparison. */
export interface ComparedCell {
  readonly text: string;
  /** What it is sorted by; null is sorted behind all others. */
  readonly value: number | string | null;
  /** Among the runs; null in between, where all are alike, and where nothing is better. */
  readonly rank: "best" | "worst" | null;
}

/** A column of a comparison. */
export interface ComparedColumn {
  readonly head: string;
  readonly kind: "setting" | "source" | "figure";
  /** One a run, in their order. */
  readonly cells: readonly ComparedCell[];
}

/** What runs have in common, and in what they differ. */
export interface Comparison {
  /** Settings that differ, then figures, behind the steps that these are from where runs differ in them. */
  readonly columns: readonly ComparedColumn[];
  /** What the figures of all runs are from, where that is the same, as `resources: routed`. */
  readonly sources: readonly string[];
  /** Settings that all of them share, as `key value`. */
  readonly shared: readonly string[];
  /** Settings of layers that differ, one line a setting of a layer. */
  readonly layers: readonly {
    readonly layer: string;
    readonly key: string;
    readonly values: readonly string[];
  }[];
}

/** Below so many a second, parts of one count. */
const FEW = 100;

/** Different values of a cell that are written out. */
const VALUES_SHOWN = 3;

/** Puts runs side by side. */
export function compareRuns(runs: readonly ComparedRun[]): Comparison {
  const settings = settingsOf(runs);
  const differing = [...settings].filter(([, values]) => new Set(values).size > 1);
  // What has the same values in every run is one setting with several names.
  const alike = Map.groupBy(differing, ([, values]) => JSON.stringify(values));
  const sources = sourcesOf(runs);
  const isShared = ({ cells: [first, ...others] }: ComparedColumn) =>
    others.every(({ text }) => text === first.text);
  return {
    columns: [
      ...[...alike.values()].map((same) =>
        wordsColumn(same.map(([key]) => key).join(", "), "setting", same[0][1])
      ),
      ...sources.filter((column) => !isShared(column)),
      ...figureColumns(runs),
    ],
    sources: sources.filter(isShared).flatMap(({ head, cells: [{ text }] }) =>
      text === "" ? [] : [`${head}: ${text}`]
    ),
    shared: [...settings].flatMap(([key, [value, ...others]]) =>
      value !== "" && others.every((other) => other === value) ? [`${key} ${value}`] : []
    ),
    layers: layerDifferences(runs),
  };
}

/** Cycles from one sample to the next, as a tool reported or measured them. */
function intervalCycles({ interval, cosim }: Report): Figure {
  return interval.maxCycles ?? cosim?.interval.maxCycles ?? null;
}

/** Nanoseconds from one sample to the next, at the clock that is known best. */
export function sampleTime(report: Report): Figure {
  const cycles = intervalCycles(report);
  const { periodNs } = knownClock(report);
  return cycles === null || periodNs === null ? null : cycles * periodNs;
}

/** Shares of the part of all kinds of resources, summed; null where the part or what is used is not known. */
export function partShare(report: Report): Figure {
  const shares = Object.values(countedResources(report).resources).flatMap(({ used, available }) =>
    used === null || !available ? [] : [used / available]
  );
  return shares.length === 0 ? null : shares.reduce((a, b) => a + b);
}

/** Values of every setting, one a run; nothing where a run has none. */
function settingsOf(runs: readonly ComparedRun[]): ReadonlyMap<string, readonly string[]> {
  const byRun = runs.map(({ report, settings }) => {
    const own = new Map<string, string>();
    const add = (key: string, value: string | null) => value !== null && own.set(key, value);
    add("top", report.top);
    add("tool", report.tool);
    add("version", report.version);
    if (settings === null) {
      add("Part", report.part);
      add("ClockPeriod", report.clock.targetNs === null ? null : String(report.clock.targetNs));
      return own;
    }
    for (const [key, value] of settings.whole) if (key !== "ProjectName") own.set(key, value);
    for (const [key, values] of layerValues(settings)) own.set(key, valuesText(values));
    return own;
  });
  const keys = new Set(byRun.flatMap((own) => [...own.keys()]));
  return new Map([...keys].map((key) => [key, byRun.map((own) => own.get(key) ?? "")]));
}

/** Values that a setting has in any layer. */
function layerValues({ layers }: DesignSettings): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const settings of layers.values()) {
    for (const [key, value] of settings) found.set(key, (found.get(key) ?? new Set()).add(value));
  }
  return found;
}

function valuesText(values: ReadonlySet<string>): string {
  const sorted = [...values].toSorted(byValue);
  return sorted.length <= VALUES_SHOWN
    ? sorted.join(", ")
    : `${sorted[0]} … ${sorted.at(-1)} (${sorted.length} values)`;
}

/** Numbers by their value, before words. */
function byValue(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  return Number.isNaN(x) || Number.isNaN(y) ? (a < b ? -1 : a > b ? 1 : 0) : x - y;
}

function layerDifferences(runs: readonly ComparedRun[]): Comparison["layers"] {
  const keys = new Map<string, { readonly layer: string; readonly key: string }>();
  for (const { settings } of runs) {
    for (const [layer, own] of settings?.layers ?? []) {
      for (const key of own.keys()) keys.set(JSON.stringify([layer, key]), { layer, key });
    }
  }
  return [...keys.values()].flatMap(({ layer, key }) => {
    const values = runs.map(({ settings }) => settings?.layers.get(layer)?.get(key) ?? "");
    return new Set(values).size > 1 ? [{ layer, key, values }] : [];
  });
}

/** The steps that clocks and resources are from. */
function sourcesOf(runs: readonly ComparedRun[]): readonly ComparedColumn[] {
  return [
    wordsColumn("clock", "source", runs.map(({ report }) => knownClock(report).step ?? "")),
    wordsColumn("resources", "source", runs.map(({ report }) => countedResources(report).step ?? "")),
  ];
}

function wordsColumn(
  head: string,
  kind: "setting" | "source",
  values: readonly string[],
): ComparedColumn {
  return {
    head,
    kind,
    cells: values.map((text) => {
      const number = Number(text);
      return { text, value: text === "" ? null : Number.isNaN(number) ? text : number, rank: null };
    }),
  };
}

/** Figures of which any run knows something. */
function figureColumns(runs: readonly ComparedRun[]): readonly ComparedColumn[] {
  const reports = runs.map(({ report }) => report);
  const whole = (value: number) => inThousands(Math.round(value));
  const column = (
    head: string,
    pick: (report: Report) => Figure,
    { text = whole, better = "less" }: {
      readonly text?: (value: number) => string;
      readonly better?: "less" | "more";
    } = {},
  ): ComparedColumn[] => {
    const values = reports.map(pick);
    const known = values.filter((value) => value !== null);
    if (known.length === 0) return [];
    const [least, most] = [smallest(known), largest(known)];
    const [best, worst] = better === "less" ? [least, most] : [most, least];
    const rank = (value: number): ComparedCell["rank"] =>
      least === most ? null : value === best ? "best" : value === worst ? "worst" : null;
    const cells = values.map((value): ComparedCell =>
      value === null ? { text: "?", value, rank: null } : { text: text(value), value, rank: rank(value) }
    );
    return [{ head, kind: "figure", cells }];
  };
  const time = (report: Report) => {
    const nanoseconds = sampleTime(report);
    return nanoseconds === null ? null : 1e9 / nanoseconds;
  };
  return [
    ...column("interval (cycles)", intervalCycles),
    ...column(
      "latency (cycles)",
      ({ latency, cosim }) => latency.maxCycles ?? cosim?.latency.maxCycles ?? null,
    ),
    ...column("clock (ns)", (report) => knownClock(report).periodNs, { text: shortNumber }),
    ...column("samples a second", time, {
      better: "more",
      text: (rate) => rate < FEW ? shortNumber(rate) : whole(rate),
    }),
    ...RESOURCE_KINDS.flatMap((kind) => {
      const columns = column(kind, (report) => countedResources(report).resources[kind].used);
      return columns.filter(({ cells }) => cells.some(({ value }) => value !== null && value !== 0));
    }),
    ...column("part", partShare, { text: exactPercent }),
  ];
}
