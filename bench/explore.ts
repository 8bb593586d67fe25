/**
 * How many types a search judges, and how many designs an exploration estimates, in a second of one core: with everything made
 * anew, with modules kept, and with outputs of stages in front of what changed kept, too. Prints a table in Markdown.
 *
 * ```sh
 * deno run -A bench/explore.ts
 * ```
 */
import { threadCpuUsage } from "node:process";
import { generateEvents } from "../examples/dataset.ts";
import { draftDesign } from "../src/design/mod.ts";
import { METRICS } from "../src/explore/mod.ts";
import { costModel } from "../src/explore/precision/cost_model.ts";
import { Judge } from "../src/explore/precision/judge.ts";
import type { Widths } from "../src/explore/precision/knobs.ts";
import { precisionProblem } from "../src/explore/precision/problem.ts";
import { Workbench } from "../src/explore/precision/workbench.ts";
import { importModel } from "../src/frontends/mod.ts";
import { StagedSimulator } from "../src/simulate/mod.ts";

/** So many, of which three quarters are searched with, as `tune` does. */
const SAMPLES = 512;

/** Seed of events that neither training nor test has. */
const SEED = 4711;

/** Candidates that are measured; as many before them are not. */
const CANDIDATES = 50;

const model = await importModel("examples/autoencoder/autoencoder.onnx");
const { inputs, targets } = generateEvents({ count: Math.ceil(SAMPLES * 4 / 3), seed: SEED });
const count = Math.ceil(SAMPLES * 4 / 3);
const problem = precisionProblem(
  model,
  new Map([["", { shape: [count, 2, 16, 24], data: Float64Array.from(inputs) }]]),
  { metric: METRICS.auc, labels: { shape: [count, 1, 16, 24], data: Float64Array.from(targets) } },
);

/** Types as a search tries them: of all but one of the earlier ones a bit less each. */
function* candidates(): Generator<Widths> {
  const widths = problem.knobs.map(() => 14);
  for (let i = 0;; i = (i + 7) % widths.length) {
    yield widths.map((width, knob) => knob === i ? width - 1 : width);
    if (i % 3 === 0) widths[i]--;
  }
}

/** What a second of CPU time of this thread does of something. */
function perSecond(action: (widths: Widths) => void): string {
  const next = candidates();
  const run = () => {
    for (let i = 0; i < CANDIDATES; i++) action(next.next().value!);
  };
  run();
  const before = threadCpuUsage();
  run();
  const { user, system } = threadCpuUsage(before);
  return (CANDIDATES / ((user + system) / 1e6)).toFixed(0);
}

const judgeWith = (bench: Workbench, goal: number | null = null) =>
  new Judge({
    problem,
    knobs: problem.knobs,
    samples: problem.searched,
    cost: costModel(problem.options, goal === null ? null : { interval: goal }, bench.choices),
    bench,
  });
const judgeBoth = (judge: Judge, widths: Widths) => {
  judge.cost(widths);
  judge.measure(widths);
};
const kept = judgeWith(new Workbench());
const modules = judgeWith(new Workbench(new StagedSimulator(0)));
const estimates = judgeWith(new Workbench());
const folded = judgeWith(new Workbench(), 1550);

const rows: readonly (readonly [string, string])[] = [
  [
    `types on ${SAMPLES} samples, nothing kept`,
    perSecond((widths) => judgeBoth(judgeWith(new Workbench(new StagedSimulator(0, 0))), widths)),
  ],
  ["with plans and modules kept", perSecond((widths) => judgeBoth(modules, widths))],
  ["with outputs of stages kept, too", perSecond((widths) => judgeBoth(kept, widths))],
  [
    "estimates, nothing kept",
    perSecond((widths) => {
      costModel({}, null).of(draftDesign(model, estimates.options(widths)).bare);
    }),
  ],
  ["with plans kept", perSecond((widths) => void estimates.cost(widths))],
  ["with factors chosen for 1,550 cycles", perSecond((widths) => void folded.cost(widths))],
];
console.log("| a second of one core | |");
console.log("|---|---|");
for (const [name, figure] of rows) console.log(`| ${name} | ${figure} |`);
