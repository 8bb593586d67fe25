import { InterlaceError } from "../../base/errors.ts";
import { draftDesign } from "../../design/mod.ts";
import { Budget } from "./budget.ts";
import { type CostModel, costModel } from "./cost_model.ts";
import { Judge } from "./judge.ts";
import { type Knob, LEAST_WIDTH, MOST_WIDTH, typeText, type Widths, withWidths } from "./knobs.ts";
import { deviation, type Measured } from "./measure.ts";
import { overflowsOf } from "./overflows.ts";
import type { PrecisionProblem } from "./problem.ts";
import { refine } from "./refine.ts";
import { type Found, narrowestUniform, type SearchRules, walk } from "./search.ts";
import type { PrecisionChoice, TunedFigure, TuneOptions } from "./tune_options.ts";
import type { Workbench } from "./workbench.ts";

/** What types are looked for with. */
export interface TypeSearch extends Pick<TuneOptions, "goal" | "signal" | "progress"> {
  readonly budget: number;
  readonly bench: Workbench;
}

/** What a search ended with. */
export interface FoundTypes {
  readonly found: Found;
  readonly cost: CostModel;
  readonly budget: Budget;
  /** Searches on, by the same rules. */
  readonly judgeOf: (knobs: readonly Knob[]) => Judge;
  readonly rules: SearchRules;
  /** Types that were tried. */
  readonly candidates: number;
}

/**
 * Looks for the types that cost least and keep a budget.
 * @throws {InterlaceError} of kind `"failure"` where there are none: for the goal, if it is that, else for the budget.
 */
export async function findTypes(problem: PrecisionProblem, search: TypeSearch): Promise<FoundTypes> {
  const { metric, knobs, searched, options, model } = problem;
  const { signal, bench } = search;
  const cost = costModel(options, search.goal ?? null, bench.choices);
  // What options cannot be built with is told; of candidates it is only not taken.
  draftDesign(model, cost.options, bench.memo);
  const budget = new Budget(metric, searched.reference, search.budget);
  const isAborted = () => signal?.aborted ?? false;
  let spent = 0;
  const rules: SearchRules = {
    budget,
    async goOn(best) {
      search.progress?.({ candidates: ++spent, cost: best?.cost ?? null });
      await new Promise((resolve) => setTimeout(resolve));
      return !isAborted();
    },
  };
  const judgeOf = (knobs: readonly Knob[]) => new Judge({ problem, knobs, samples: searched, cost, bench });
  const judge = judgeOf(knobs);
  const start = await narrowestUniform(judge, rules);
  if (start === null) {
    // What not even the narrowest types reach is not for the budget to mend.
    if (!isAborted()) judge.checkGoal(knobs.map(() => LEAST_WIDTH));
    throw unreachable(budget, knobs, isAborted());
  }
  const walked = await walk(judge, start, rules);
  const found = isAborted() ? walked : await refine(judge, walked, rules);
  return { found, cost, budget, judgeOf, rules, candidates: judge.candidates };
}

/**
 * Looks for types that keep a budget, and for what there is to say of them.
 * @throws {InterlaceError} of kind `"failure"` where there are none.
 */
export async function searchTypes(problem: PrecisionProblem, search: TypeSearch): Promise<PrecisionChoice> {
  const { metric, knobs, searched, options, layers } = problem;
  const { bench } = search;
  const { found, cost, budget, judgeOf, rules, candidates } = await findTypes(problem, search);
  const isComplete = !(search.signal?.aborted ?? false);
  const singles = singleType(knobs);
  const singleJudge = judgeOf(singles);
  const single = isComplete ? await narrowestUniform(singleJudge, rules) : null;
  const report = new Figures({ problem, cost, bench, budget: search.budget });
  const overflows = overflowsOf(problem.simplifiedModel, problem.heldOutInputs, knobs);
  return {
    options: withWidths(options, { layers, knobs, widths: found.widths }),
    tensors: knobs.map((knob, i) => ({
      layer: knob.layer,
      field: knob.field,
      type: typeText(knob, found.widths[i]),
      width: found.widths[i],
      profile: knob.profile,
      overflows: knob.field === "result" ? overflows.get(knob.layer) ?? 0 : 0,
    })),
    metric: metric.name,
    float: { searched: searched.reference.value, heldOut: problem.heldOut.reference.value },
    limit: budget.limit,
    budget: budget.most,
    tuned: report.ofFound(knobs, found),
    single: single === null
      ? null
      : { ...report.ofFound(singles, single), type: typeText(singles[0], single.widths[0]) },
    given: report.ofGiven(),
    candidates: candidates + singleJudge.candidates,
    isComplete,
  };
}

/** Figures of types on all samples. */
export class Figures {
  readonly #budget: Budget;

  constructor(
    readonly request: {
      readonly problem: PrecisionProblem;
      readonly cost: CostModel;
      readonly bench: Workbench;
      readonly budget: number;
    },
  ) {
    const { problem: { metric, heldOut }, budget } = request;
    this.#budget = new Budget(metric, heldOut.reference, budget);
  }

  /** Of types that were found. */
  ofFound(knobs: readonly Knob[], { widths, measured, cost }: Found): TunedFigure {
    const heldOut = this.#judge("heldOut", knobs).measure(widths);
    return { ...this.#figure(measured.value, heldOut, cost), averageBits: averageBits(knobs, widths) };
  }

  /** Of the types that the options ask for; null where no design can be made of them. */
  ofGiven(): Omit<TunedFigure, "averageBits"> | null {
    const { problem: { model }, cost, bench } = this.request;
    try {
      const design = draftDesign(model, cost.options, bench.memo).bare;
      const price = cost.of(design);
      if (price === null) return null;
      const [searched, heldOut] = (["searched", "heldOut"] as const).map((samples) =>
        this.#judge(samples, []).measureDesign(design)
      );
      return this.#figure(searched.value, heldOut, price);
    } catch (error) {
      if (error instanceof InterlaceError) return null;
      throw error;
    }
  }

  #judge(samples: "searched" | "heldOut", knobs: readonly Knob[]): Judge {
    const { problem, cost, bench } = this.request;
    return new Judge({ problem, knobs, cost, bench, samples: problem[samples] });
  }

  #figure(searched: number, heldOut: Measured, cost: number): Omit<TunedFigure, "averageBits"> {
    const { value: loss, error: lossError } = this.#budget.loss(heldOut);
    return { searched, heldOut: heldOut.value, spread: deviation(heldOut.parts), loss, lossError, cost };
  }
}

/** Bits of the types over all numbers that have one. */
export function averageBits(knobs: readonly Knob[], widths: Widths): number {
  const numbers = knobs.reduce((sum, { profile }) => sum + profile.count, 0);
  return knobs.reduce((sum, { profile }, i) => sum + profile.count * widths[i], 0) / numbers;
}

/** The knobs with one type for all: with the sign and as many bits before the binary point as any of them needs. */
export function singleType(knobs: readonly Knob[]): readonly Knob[] {
  const signed = knobs.some((knob) => knob.signed);
  const most = (bitsOf: (knob: Knob) => number) =>
    knobs.reduce(
      (most, knob) => Math.max(most, bitsOf(knob) + (signed && !knob.signed ? 1 : 0)),
      -Infinity,
    );
  const integer = most((knob) => knob.integer);
  const headroom = integer - most((knob) => knob.integer - knob.headroom);
  return knobs.map((knob) => ({ ...knob, signed, integer, headroom }));
}

function unreachable(budget: Budget, knobs: readonly Knob[], aborted: boolean): InterlaceError {
  if (aborted) {
    return new InterlaceError("Cannot say which types to use: the search ended before it found any", {
      kind: "failure",
      code: "interrupted",
    });
  }
  const { metric: { name }, limit } = budget;
  const widest = knobs.reduce((most, knob) => knob.headroom > most.headroom ? knob : most);
  const [beside, hint] = widest.headroom === 0 ? ["", "Allow a larger budget."] : [
    " beside those that safe ranges take more than samples do",
    `Allow a larger budget. The safe range of ${widest.layer} takes ${widest.integer} bits, ` +
    `${widest.headroom} more than samples do: without "safe" they are not spent.`,
  ];
  return new InterlaceError(
    `Cannot keep the budget: with no types of at most ${MOST_WIDTH} bits${beside} ` +
      `is ${name} ${Number(limit.toPrecision(6))} or better`,
    { kind: "failure", code: "goal-unreachable", hint },
  );
}
