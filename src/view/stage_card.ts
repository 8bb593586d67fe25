import { describeStage } from "../backends/describe_stage.ts";
import { printable } from "../base/mod.ts";
import { percent } from "../base/text/percent.ts";
import { shortNumber } from "../base/text/short_number.ts";
import { inThousands } from "../base/text/thousands.ts";
import type { Stage } from "../design/mod.ts";
import { RESOURCE_KINDS, type Resources } from "../reports/mod.ts";
import { errorChart } from "./charts/layer_chart.ts";
import { type DesignView, stageAnchor, type StageView } from "./design_view.ts";
import type { TensorNumbers } from "./numbers.ts";
import { shapeLabel } from "./text.ts";
import { writersOf } from "./writers.ts";

/** Something that is known of a stage. */
interface Fact {
  readonly name: string;
  readonly text: string;
}

/** All of a stage, fit to be shown. */
export interface StageCard {
  readonly name: string;
  readonly id: string;
  readonly facts: readonly Fact[];
  /** SVG; null where there are no errors. */
  readonly errors: string | null;
  /** Of how many numbers its dots are. */
  readonly dots: string;
  /** Tensors that it reads, with the stage that makes each. */
  readonly inputs: readonly { readonly name: string; readonly id: string | null }[];
}

/** All of every stage, in the order of the data. */
export function stageCards(view: DesignView): readonly StageCard[] {
  const plans = new Map(view.design.stages.map((stage) => [stage.name, stage]));
  const writers = writersOf(view.design.stages);
  const anchorOf = (tensor: string) => {
    const writer = writers.get(tensor);
    return writer === undefined ? null : stageAnchor(writer.id);
  };
  return view.stages.map((stage) => {
    const { facts, errors } = cardOf(stage, plans.get(stage.name)!, view);
    return {
      name: printable(stage.name),
      id: stage.id,
      facts: facts.map(({ name, text }) => ({ name, text: printable(text) })),
      errors,
      dots: dotsText(view.numbers?.tensors.find(({ name }) => name === stage.name) ?? null),
      inputs: stage.inputs.map((name) => ({ name: printable(name), id: anchorOf(name) })),
    };
  });
}

function cardOf(
  stage: StageView,
  built: Stage,
  view: DesignView,
): { readonly facts: readonly Fact[]; readonly errors: string | null } {
  const numbers = view.numbers?.tensors.find(({ name }) => name === stage.name);
  const scheduled = view.design.schedule?.stages.find(({ name }) => name === stage.name);
  const facts: Fact[] = [];
  const add = (name: string, text: string) => facts.push({ name, text });
  add("kind", stage.kind);
  add("output", `${shapeLabel(stage.shape)}, ${stage.type}`);
  // The first line says what stands here already.
  for (const line of describeStage(view.design, built).slice(1)) add("built as", line);
  if (stage.multipliers !== null) {
    add("lanes", `${stage.lanes ?? "?"}, inputs and outputs that are multiplied at once`);
    add("useful share", stage.useful === null ? "not known" : percent(stage.useful));
  }
  for (const memory of stage.memories) add("memory", memory);
  if (stage.cycles !== null) add("cycles an image", inThousands(stage.cycles));
  if (stage.busy !== null) add("busy", percent(stage.busy));
  if (scheduled !== undefined) {
    const { input, output, slack } = scheduled.stalls;
    add("first output", `cycle ${inThousands(scheduled.firstOutputCycles)}`);
    add(
      "in an interval",
      `waits ${inThousands(input)} cycles for input, ${inThousands(output)} for room; ${
        inThousands(slack)
      } to spare`,
    );
  }
  if (numbers?.float) {
    add("float64", `${shortNumber(numbers.float.least)} … ${shortNumber(numbers.float.most)}`);
    add("outside its type", `${inThousands(numbers.overflows)} of ${inThousands(numbers.float.count)}`);
    add("largest error", shortNumber(numbers.error!.most));
  }
  if (stage.resources !== null) add("estimated", usedText(stage.resources));
  const measured = view.cost.layers.find(({ name }) => name === stage.name)?.measured ?? null;
  if (measured !== null) add(view.cost.tool ?? "the tool", usedText(measured.resources));
  return { facts, errors: numbers === undefined ? null : errorChart(numbers) };
}

/** Of how many numbers dots are. */
function dotsText(numbers: TensorNumbers | null): string {
  const [points, count] = [numbers?.error?.points.length ?? 0, numbers?.float?.count ?? 0];
  return points === count
    ? ""
    : ` Dots are ${inThousands(points)} of ${inThousands(count)} numbers, evenly chosen.`;
}

function usedText(resources: Resources): string {
  const used = RESOURCE_KINDS.filter((kind) => (resources[kind].used ?? 0) > 0)
    .map((kind) => `${inThousands(Math.round(resources[kind].used!))} ${kind}`);
  return used.length === 0 ? "nothing" : used.join(", ");
}
