import { type Report, RESOURCE_KINDS, type Resources, type StageReport } from "./report.ts";

/**
 * What a reader of a report must not overlook, one sentence each: a synthesis that was cut off, violated timing, a failed
 * co-simulation, an overfull part.
 */
export function findings(report: Report): readonly string[] {
  return findingsOf(report).map(({ text }) => text);
}

/** As {@linkcode findings}, without those of an overfull part, for whoever says how much fits. */
export function findingsBesideFit(report: Report): readonly string[] {
  return findingsOf(report).flatMap(({ text, isFit }) => isFit ? [] : [text]);
}

interface Finding {
  readonly text: string;
  /** Whether it says that the part is overfull. */
  readonly isFit: boolean;
}

function findingsOf(report: Report): readonly Finding[] {
  const { clock, cosim, implementation } = report;
  const found: string[] = [];
  if (report.unfinished.length > 0) {
    found.push(`the synthesis did not end: ${report.unfinished.join(", ")} did not run`);
  }
  if (cosim?.passed === false) found.push(`co-simulation failed (${cosim.rtl})`);
  const { targetNs, estimatedNs, uncertaintyNs } = clock;
  if (targetNs !== null && estimatedNs !== null) {
    const slack = targetNs - (uncertaintyNs ?? 0) - estimatedNs;
    // Target and uncertainty are rounded to a hundredth of a nanosecond in reports.
    if (slack < -0.01) {
      const reserve = uncertaintyNs === null ? "" : ` and ${uncertaintyNs} ns of uncertainty`;
      found.push(
        `timing violated: ${estimatedNs} ns estimated${reserve} exceed the target of ${targetNs} ns`,
      );
    }
  }
  return [
    ...found.map((text) => ({ text, isFit: false })),
    ...overfull(report.resources, "HLS estimate"),
    ...stageFindings(implementation?.synthesis ?? null, "after synthesis"),
    ...stageFindings(implementation?.route ?? null, "after routing"),
  ];
}

function stageFindings(stage: StageReport | null, when: string): Finding[] {
  if (stage === null) return [];
  const { met, wnsNs, whsNs, failingEndpoints } = stage.timing;
  const slacks = [
    wnsNs === null ? [] : [`worst slack ${wnsNs} ns`],
    whsNs === null || whsNs >= 0 ? [] : [`worst hold slack ${whsNs} ns`],
    failingEndpoints ? [`${failingEndpoints} failing endpoints`] : [],
  ].flat();
  const timing = met === false
    ? [{ text: `timing violated ${when}${slacks.length > 0 ? `: ${slacks.join(", ")}` : ""}`, isFit: false }]
    : [];
  return [...timing, ...overfull(stage.resources, when)];
}

function overfull(resources: Resources, when: string): Finding[] {
  return RESOURCE_KINDS.flatMap((kind) => {
    const { used, available } = resources[kind];
    return used !== null && available !== null && used > available
      ? [{ text: `the part is overfull (${when}): ${used} ${kind} of ${available}`, isFit: true }]
      : [];
  });
}
