import { exhaustive } from "../base/mod.ts";
import {
  type ConvolutionPlan,
  type DensePlan,
  type Design,
  type MapPlan,
  outputsOf,
  sharingText,
  type Stage,
  stageTitle,
  STRATEGY_OF,
  tensorOf,
  type TensorPlan,
} from "../design/mod.ts";
import { GLOBAL_POOLS } from "../design/planners/global_pools.ts";
import { printFixedType } from "../fixed/mod.ts";
import { lookupsOf } from "../layers/mod.ts";

/**
 * What a stage is, for comments of generated code and for pages, a line each: layer, shapes and types; what it computes
 * and with how many multipliers; types inside. Identifiers, numbers and words of our own only: names of the model stay outside.
 */
export function describeStage(design: Design, stage: Stage): readonly string[] {
  const settings = design.settings.find(({ layer }) => layer === stage.name);
  const title = settings?.typeName ?? stageTitle(stage.plan);
  const inputs = stage.inputs.map((name) => tensorText(tensorOf(design, name))).join(" and ");
  const [output] = outputsOf(stage).map((name) => tensorText(tensorOf(design, name)));
  return [`${stage.id} (${title}): ${inputs} -> ${output}`, ...detailsOf(stage)];
}

/** Shape and type of a tensor: `12x16x8 of ap_fixed<16,6>`. */
export function tensorText({ shape, type }: TensorPlan): string {
  return `${shape.join("x")} of ${printFixedType(type)}`;
}

/** What decides the hardware of a stage, apart from the shapes and types of its tensors. */
function detailsOf({ plan }: Stage): readonly string[] {
  switch (plan.kind) {
    case "convolution": {
      const { geometry, groups } = plan;
      const window = [
        sizes("kernel", geometry.map(({ kernel }) => kernel)),
        sizes("stride", geometry.map(({ stride }) => stride)),
        ...geometry.some(({ dilation }) => dilation > 1)
          ? [sizes("dilation", geometry.map(({ dilation }) => dilation))]
          : [],
        ...groups > 1 ? [`${groups} groups`] : [],
      ];
      return macDetails(plan, window.join(", "));
    }
    case "dense":
      return macDetails(plan, "");
    case "map":
      return mapDetails(plan);
    case "softmax":
      return [`tables of ${plan.exponentials.data.length} and ${plan.inverses.data.length} entries`];
    case "pool":
      return [`${plan.function} of ${plan.geometry.map(({ kernel }) => kernel).join("x")}`];
    case "global_pool":
      return [GLOBAL_POOLS[plan.function].title(plan)];
    case "input":
    case "permute":
    case "concatenate":
    case "select":
    case "shuffle":
    case "upsample":
    case "interpolate":
    case "repack":
    case "clone":
      return [];
    default:
      return exhaustive(plan);
  }
}

function mapDetails({ expression, function: name, repeats }: MapPlan): readonly string[] {
  const tables = lookupsOf(expression).map(({ table }) => `a table of ${table.entries.data.length} entries`);
  // What reads one tensor and no table is told by its formula.
  return tables.length === 0 && repeats.length === 1 ? [] : [[name, ...tables].join(", ")];
}

function macDetails(plan: DensePlan | ConvolutionPlan, window: string): readonly string[] {
  const { weights, bias, accumulator, schedule, multiplier } = plan;
  const parallel = plan.kind === "convolution" && plan.walk.kind === "parallel" ? plan.walk : null;
  const parts = [
    `${STRATEGY_OF[schedule.kind]}, ${sharingText(schedule)}`,
    ...parallel && parallel.windows > 1 ? [`${parallel.windows} windows at once`] : [],
    `${(parallel ?? schedule).multipliers} multipliers${multiplier === "packed" ? " of two products" : ""}`,
  ];
  const types = Object.entries({ weights: weights.type, bias: bias.type, sums: accumulator });
  const hardware = [...window === "" ? [] : [window], parts.join(", ")];
  return [hardware.join("; "), types.map(([name, type]) => `${name} ${printFixedType(type)}`).join(", ")];
}

function sizes(what: string, values: readonly number[]): string {
  return `${what} ${values.join("x")}`;
}
