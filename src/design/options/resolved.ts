import { exhaustive } from "../../base/exhaustive.ts";
import { type FixedType, printFixedType } from "../../fixed/mod.ts";
import { parameterTypes } from "../../layers/mod.ts";
import { namedSettings } from "./layer_names.ts";
import { unusualLanes } from "../plans/mac_schedule.ts";
import type { DesignOptions, LayerOptions, PrecisionOptions } from "./options.ts";
import type { Design, Stage } from "../plans/plan.ts";
import { settingsReader } from "./settings.ts";
import { tensorOf } from "../stage_tensors.ts";
import { fifoOrigins } from "../streams/streams.ts";
import { hasParameters, hasTables } from "../stage_facts.ts";

/**
 * Everything that a design decided, as settings of its layers by name: a design that is made of the same model with them
 * is the same, whatever defaults hold then. A layer that became no stage has no settings. A FIFO has a depth only if that
 * was set: the schedule follows from the rest.
 *
 * @example
 * ```ts
 * import { buildModel } from "../../model/mod.ts";
 * import { createDesign } from "../create.ts";
 * import { resolvedOptions } from "./resolved.ts";
 *
 * const design = createDesign(buildModel("tiny", (b) => b.tanh(b.input({ features: 4 }), { name: "y" })));
 * resolvedOptions(design).layers?.y.tableSize; // 1024
 * ```
 */
export function resolvedOptions(design: Design): DesignOptions {
  const { name, target, io, part, clockPeriod, clockUncertainty, simplified, model, options } = design;
  const asked = settingsReader(model, { ...options, layers: namedSettings(model, options).layers });
  const stages = new Map(design.stages.map((stage) => [stage.name, stage]));
  const factors = new Map(design.settings.map((entry) => [entry.layer, entry]));
  const layers = new Map<string, LayerOptions>();
  const fifos = new Set(io === "io_stream" ? fifoOrigins(design) : []);
  for (const layer of simplified.layers) {
    const stage = stages.get(layer.name);
    const { strategy = null, reuseFactor = null, parallelizationFactor = null } = factors.get(layer.name) ??
      {};
    const settings = asked(layer);
    // The first layer with a depth decides on the FIFO of a tensor that others share as views.
    const setsDepth = settings.fifoDepth !== null && fifos.delete(design.storage.get(layer.name)!);
    const depth = setsDepth ? { fifoDepth: settings.fifoDepth! } : {};
    if (stage === undefined) {
      // A view shares the tensor of what it looks at; all that can be set for it is the depth of that.
      if (setsDepth) layers.set(layer.name, depth);
      continue;
    }
    const { plan } = stage;
    const hasTable = hasTables(plan) && (plan.kind !== "map" || plan.worstError !== null);
    const { ownResult, ownWeight, ownBias, ownAccum } = settings;
    const keepsOthers = !settings.fold && (ownResult || ownWeight || ownBias || ownAccum);
    layers.set(layer.name, {
      precision: typesOf(stage, tensorOf(design, layer.name).type),
      ...(strategy === null ? {} : { strategy }),
      ...(reuseFactor === null ? {} : { reuseFactor: reuseFactor.used }),
      ...lanesOf(stage),
      ...(parallelizationFactor === null ? {} : { parallelizationFactor: parallelizationFactor.used }),
      ...(hasTable ? { tableSize: settings.tableSize } : {}),
      ...depth,
      ...(settings.memoryKind === "auto" ? {} : { memoryKind: settings.memoryKind }),
      ...boundMultiplier(stage),
      ...(keepsOthers ? {} : { fold: true }),
    });
  }
  return {
    target,
    projectName: name,
    part,
    clockPeriod,
    ...(clockUncertainty === null ? {} : { clockUncertainty }),
    io,
    layers: Object.fromEntries(layers),
  };
}

/** What its multipliers became: a setting of the whole model may not hold of every layer. */
function boundMultiplier({ plan }: Stage): Pick<LayerOptions, "multiplier"> {
  return "multiplier" in plan && plan.multiplier !== "auto" ? { multiplier: plan.multiplier } : {};
}

/** Lanes that its reuse factor does not say. */
function lanesOf({ plan }: Stage): Pick<LayerOptions, "lanes"> {
  const lanes = "schedule" in plan ? unusualLanes(plan.schedule) : null;
  return lanes === null ? {} : { lanes };
}

/** Types of a stage's parameters and of its result, as text. */
function typesOf({ plan }: Stage, result: FixedType): PrecisionOptions {
  const types = (
    own: { readonly weight?: FixedType; readonly bias?: FixedType; readonly accum?: FixedType },
  ) =>
    Object.fromEntries(
      Object.entries({ ...own, result }).map(([field, type]) => [field, printFixedType(type)]),
    );
  if (!hasParameters(plan)) return types({});
  switch (plan.kind) {
    case "dense":
    case "convolution":
      return types({ weight: plan.weights.type, bias: plan.bias.type, accum: plan.accumulator });
    case "map":
      return types(parameterTypes(plan.expression));
    default:
      return exhaustive(plan);
  }
}
