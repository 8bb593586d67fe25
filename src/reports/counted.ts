import { type Figure, type Report, type Resources, resourcesOf } from "./report.ts";

/** The step of the tools that a figure is from, as what it did to the design. */
export type Step = "estimated by HLS" | "synthesised" | "routed";

/** Resources, and who counted them. */
export interface CountedResources {
  /** How many of each kind. */
  readonly resources: Resources;
  /** Null where nobody did. */
  readonly step: Step | null;
}

/** A clock, and what it is. */
export interface KnownClock {
  /** Null where nothing is known of it. */
  readonly periodNs: Figure;
  /** Whether it was reached, only asked for or guessed; null where nothing is known of it. */
  readonly step: "routed" | "asked for" | "estimated by HLS" | null;
}

/**
 * What is known best of a design's resources: what is there once it was routed, else what the netlist has, else what HLS
 * says, which is often several times as much or as little. All kinds are of one step.
 */
export function countedResources({ resources, implementation }: Report): CountedResources {
  const steps = [
    { step: "routed", found: implementation?.route?.resources },
    { step: "synthesised", found: implementation?.synthesis?.resources },
    { step: "estimated by HLS", found: resources },
  ] as const;
  for (const { step, found } of steps) {
    if (found === undefined || found.LUT.used === null) continue;
    // What a part has is the same for all steps; not every file says it.
    const available = (kind: keyof Resources) => found[kind].available ?? resources[kind].available;
    return {
      step,
      resources: resourcesOf((kind) => ({ used: found[kind].used, available: available(kind) })),
    };
  }
  return {
    step: Object.values(resources).some(({ used }) => used !== null) ? "estimated by HLS" : null,
    resources,
  };
}

/**
 * What is known best of a design's clock: what it reached once it was routed, else the one that was asked for, unless HLS
 * does not expect to reach it.
 */
export function knownClock({ clock, implementation }: Report): KnownClock {
  const routed = implementation?.route?.timing.achievedNs ?? null;
  if (routed !== null) return { periodNs: routed, step: "routed" };
  const { targetNs, estimatedNs } = clock;
  if (targetNs !== null && targetNs >= (estimatedNs ?? 0)) return { periodNs: targetNs, step: "asked for" };
  return { periodNs: estimatedNs, step: estimatedNs === null ? null : "estimated by HLS" };
}
