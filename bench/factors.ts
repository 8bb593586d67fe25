/**
 * What choosing factors saves: `deno run -A bench/factors.ts [MODEL [PART]]` prints tables in Markdown, without a model of the
 * example and of five networks of `../shared/data`.
 *
 * For every network, one valid factor of the resource strategy for all layers, moved to the nearest valid one in each, against
 * factors that are chosen for the interval that this gives, and against those that are chosen for its DSPs. Then the Pareto set
 * of interval and cost: every design that none of as short an interval is cheaper than. Estimates are of stages, without FIFOs,
 * whose depths take long to find.
 */
import { basename } from "node:path";
import { chooseFactors, type Design, estimateDesign, type Goal, importModel, modelCosts } from "../mod.ts";
import { type DesignOptions, draftDesign, isMacStage, multipliersOf } from "../src/design/mod.ts";
import { countsOf, type ResourceCounts, sum } from "../src/estimate/counts.ts";
import { foldingsOf } from "../src/explore/fold_design.ts";
import { leastDesign } from "../src/explore/open_settings.ts";
import { cheapest, leastCycles } from "../src/explore/select.ts";
import type { Model } from "../src/model/mod.ts";

/** Factors for the whole network. */
const UNIFORM = [1, 4, 16, 72];

/** Members of a Pareto set of which a table has no more, evenly spaced by rank; all of them with a model that was named. */
const MOST_MEMBERS = 12;

const DATA = "../shared/data/";
const NETWORKS = [
  "examples/autoencoder/autoencoder.onnx",
  `${DATA}models/sedgen-unet/unet.onnx`,
  `${DATA}models/qonnx/bsd300x3-espcn/nn_resize/float_model.onnx`,
  `${DATA}models/qonnx/mnist-conv/model.onnx`,
  `${DATA}models/qonnx/residual_block_clean.onnx`,
  `${DATA}cases/07-hls4ml-config-dumped-as-is/ae.keras`,
];

/** What a row says of a design. */
interface Figures {
  readonly cycles: number;
  readonly multipliers: number;
  readonly resources: ResourceCounts;
}

/** Multiplications of an image: those that are useful, and all that a multiplier is busy with, with padded elements too. */
interface Work {
  readonly useful: number;
  readonly busy: number;
}

function workOf(model: Model, design: Design): Work {
  const busy = design.stages.filter(isMacStage).reduce(
    (sum, { plan }) =>
      sum +
      (plan.kind === "dense"
        ? plan.inputs * plan.outputs
        : plan.walk.kind === "stream"
        ? plan.walk.multiplications
        : 0),
    0,
  );
  return { useful: [...modelCosts(model).values()].reduce((sum, { macs }) => sum + macs, 0), busy };
}

function figuresOf(design: Design): Figures {
  const { interval, resources } = estimateDesign(design);
  return {
    cycles: interval.maxCycles!,
    multipliers: design.stages.filter(isMacStage).reduce((sum, stage) => sum + multipliersOf(stage), 0),
    resources: countsOf((kind) => resources[kind].used!),
  };
}

const HEAD =
  "| design | interval | multipliers | DSP | BRAM | LUT | FF | busy | useful |\n|---|---|---|---|---|---|---|---|---|";

function printRow(name: string, { cycles, multipliers, resources }: Figures, work: Work): void {
  const { DSP, BRAM_18K, LUT, FF } = resources;
  const share = (done: number) => `${(100 * done / (multipliers * cycles)).toFixed(1)} %`;
  const counts = [cycles, multipliers, DSP, BRAM_18K, LUT, FF].map((count) =>
    Math.round(count).toLocaleString("en")
  );
  console.log(`| ${[name, ...counts, share(work.busy), share(work.useful)].join(" | ")} |`);
}

/** The chosen design for a goal, and how long it took to choose. */
function chosenFor(model: Model, goal: Goal, options: DesignOptions) {
  const start = performance.now();
  const { interval, multipliers, resources } = chooseFactors(model, goal, options);
  const seconds = ((performance.now() - start) / 1000).toFixed(2);
  return { figures: { cycles: interval, multipliers, resources }, seconds };
}

/** Designs by ascending interval, each cheaper than all before it. */
function paretoOf(model: Model, options: DesignOptions): readonly (Figures & { readonly cost: number })[] {
  const { stages } = foldingsOf({ ...draftDesign(model, leastDesign(options)).bare, options });
  const least = leastCycles(stages);
  const intervals = new Set(
    stages.flatMap(({ choices }) => choices.map(({ cycles }) => Math.max(least, cycles))),
  );
  const members: (Figures & { readonly cost: number })[] = [];
  for (const interval of [...intervals].toSorted((a, b) => a - b)) {
    const chosen = cheapest(stages, interval);
    const cost = chosen.reduce((sum, choice) => sum + choice.cost, 0);
    if (cost >= (members.at(-1)?.cost ?? Infinity)) continue;
    members.push({
      cost,
      cycles: chosen.reduce((most, { cycles }) => Math.max(most, cycles), 1),
      multipliers: chosen.reduce((sum, { multipliers }) => sum + multipliers, 0),
      resources: sum(chosen.map(({ counts }) => counts)),
    });
  }
  return members;
}

async function printNetwork(path: string, part: string | undefined, mostMembers: number): Promise<void> {
  const model = await importModel(path);
  const options: DesignOptions = { part, strategy: "resource" };
  const work = workOf(model, draftDesign(model, options).bare);
  console.log(`\n## ${model.name} (${basename(path)})\n\n${HEAD}`);
  for (const reuseFactor of UNIFORM) {
    const uniform = figuresOf(draftDesign(model, { ...options, reuseFactor }).bare);
    printRow(`factor ${reuseFactor} everywhere`, uniform, work);
    const same = chosenFor(model, { interval: uniform.cycles }, { part });
    printRow(`chosen for the same interval, in ${same.seconds} s`, same.figures, work);
    const within = chosenFor(model, { dsp: uniform.resources.DSP }, { part });
    printRow(`chosen for as many DSP, in ${within.seconds} s`, within.figures, work);
  }
  const members = paretoOf(model, { part });
  const shareOf = ({ cycles, multipliers }: Figures) => work.busy / (cycles * multipliers);
  const best = members.reduce((best, each) => shareOf(each) > shareOf(best) ? each : best);
  console.log(
    `\nPareto set of interval and cost: ${members.length} designs; the best busy share is ${
      (100 * shareOf(best)).toFixed(1)
    } %, at ${best.cycles.toLocaleString("en")} cycles with ${
      best.multipliers.toLocaleString("en")
    } multipliers.\n\n${HEAD}`,
  );
  const step = Math.max(1, (members.length - 1) / (mostMembers - 1));
  const isShown = (rank: number) =>
    rank === members.length - 1 || Math.floor(rank / step) > Math.floor((rank - 1) / step);
  members.forEach((member, rank) => {
    if (isShown(rank)) printRow(`${(100 * member.cost).toFixed(2)} % of the part`, member, work);
  });
}

const [path, part] = Deno.args;
if (path !== undefined) await printNetwork(path, part, Infinity);
else for (const network of NETWORKS) await printNetwork(network, undefined, MOST_MEMBERS);
