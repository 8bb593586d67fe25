import type { RtlProject } from "../../src/backends/rtl/mod.ts";

/** Something that may run, and what of Verilog it shows. */
export interface Candidate {
  readonly features: ReadonlySet<string>;
  /** What it takes, in any unit. */
  readonly cost: number;
}

/**
 * What a project in Verilog shows: kinds of stages, modules, and the modes of these: each value of a choice, whether a
 * number is above 1 (turns, phases, groups, divisors) and whether any bit is set (empty phases, shifts); and in which of both
 * directions multipliers are shared, with and without phases and groups that are shared too.
 */
export function featuresOf({ stages }: RtlProject): ReadonlySet<string> {
  return new Set(stages.flatMap(({ stage, module: { module, parameters } }) => [
    `kind ${stage.plan.kind}`,
    `module ${module}`,
    ...sharingOf(module, new Map(parameters)),
    ...parameters.flatMap(([name, value]) => {
      if (typeof value === "string") return [];
      const mode =
        typeof value === "boolean" || /^(OPERATION|FORM|DIVIDES)$|_(QUANTIZATION|OVERFLOW)$/.test(name)
          ? value
          : typeof value === "number"
          ? value > 1
          : value.bits !== 0n;
      return [`${module}.${name} ${mode}`];
    }),
  ]));
}

function sharingOf(module: string, parameters: ReadonlyMap<string, unknown>): readonly string[] {
  const isShared = (name: string) => Number(parameters.get(name) ?? 1) > 1;
  if (!isShared("TURNS") || !isShared("OUTPUT_TURNS") || !isShared("INPUT_LANES")) return [];
  return ["PHASES", "GROUPS"].map((beside) => `${module} in both directions, ${beside} ${isShared(beside)}`);
}

/**
 * Few of some candidates that show together what all of them do: the most that is new for its cost, again and again; without
 * those, the dearest first, of which others that came later show everything.
 */
export function cover<Each extends Candidate>(candidates: readonly Each[]): readonly Each[] {
  const missing = new Set(candidates.flatMap(({ features }) => [...features]));
  const chosen: Each[] = [];
  const worth = ({ features, cost }: Each) => features.intersection(missing).size / cost;
  while (missing.size > 0) {
    const best = candidates.reduce((most, each) => worth(each) > worth(most) ? each : most);
    best.features.forEach((feature) => missing.delete(feature));
    chosen.push(best);
  }
  return withoutSpare(chosen);
}

function withoutSpare<Each extends Candidate>(chosen: readonly Each[]): readonly Each[] {
  const showing = new Map<string, number>();
  const count = ({ features }: Each, by: number) =>
    features.forEach((feature) => showing.set(feature, (showing.get(feature) ?? 0) + by));
  chosen.forEach((each) => count(each, 1));
  const spare = new Set<Each>();
  for (const each of chosen.toSorted((a, b) => b.cost - a.cost)) {
    if ([...each.features].some((feature) => showing.get(feature) === 1)) continue;
    count(each, -1);
    spare.add(each);
  }
  return chosen.filter((each) => !spare.has(each));
}
