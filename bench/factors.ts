/**
 * What choosing factors saves: `deno run -A bench/factors.ts MODEL [PART]` prints a table in Markdown. One valid factor of the
 * resource strategy for the whole network, moved to the nearest valid one in each layer, against factors that are chosen for
 * the interval that this gives. Estimates are of stages: FIFOs, whose depths take long to find, count as two beats.
 */
import { chooseFactors, type Design, estimateDesign, importModel, modelCosts } from "../mod.ts";
import { draftDesign, isMacStage, multipliersOf } from "../src/design/mod.ts";

/** Factors for the whole network. */
const UNIFORM = [1, 2, 4, 9, 16, 36, 72, 144];

const [path, part] = Deno.args;
const model = await importModel(path);
const useful = [...modelCosts(model).values()].reduce((sum, { macs }) => sum + macs, 0);

/** Multiplications of an image, those with padded elements included. */
function busy(design: Design): number {
  return design.stages.filter(isMacStage).reduce(
    (sum, { plan }) =>
      sum +
      (plan.kind === "dense"
        ? plan.inputs * plan.outputs
        : plan.walk.kind === "stream"
        ? plan.walk.multiplications
        : 0),
    0,
  );
}

function row(name: string, design: Design): void {
  const { interval, resources } = estimateDesign(design);
  const multipliers = design.stages.filter(isMacStage).reduce((sum, stage) => sum + multipliersOf(stage), 0);
  const cycles = interval.maxCycles!;
  const share = (work: number) => (work / (multipliers * cycles)).toFixed(3);
  const { DSP, BRAM_18K, LUT, FF } = resources;
  const cells = [
    name,
    cycles,
    multipliers,
    DSP.used,
    BRAM_18K.used,
    LUT.used,
    FF.used,
    share(busy(design)),
    share(useful),
  ];
  console.log(`| ${cells.join(" | ")} |`);
}

console.log(`${model.name}\n`);
console.log("| factor | interval | multipliers | DSP | BRAM | LUT | FF | busy | useful |");
console.log("|---|---|---|---|---|---|---|---|---|");
for (const reuseFactor of UNIFORM) {
  const uniform = draftDesign(model, { part, strategy: "resource", reuseFactor }).bare;
  row(`${reuseFactor} everywhere`, uniform);
  const start = performance.now();
  const choice = chooseFactors(model, { interval: estimateDesign(uniform).interval.maxCycles! }, { part });
  const milliseconds = Math.round(performance.now() - start);
  row(`chosen in ${milliseconds} ms`, draftDesign(model, choice.options).bare);
}
