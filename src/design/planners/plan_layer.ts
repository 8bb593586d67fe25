import { exhaustive, InterlaceError } from "../../base/mod.ts";
import type { FixedType } from "../../fixed/mod.ts";
import type { Layer } from "../../layers/mod.ts";
import { type Model, primitiveOf } from "../../model/mod.ts";
import type { DspSize, Target } from "../../target/mod.ts";
import { planConvolution, planDense } from "./convolution.ts";
import { derivedSum, derivedTable, derivedTolerance } from "../types/derived.ts";
import { type ExactParameters, exactResult } from "../types/exact.ts";
import type { PlanDraft } from "../draft.ts";
import { GLOBAL_POOLS } from "./global_pools.ts";
import { planInterpolate } from "./interpolate.ts";
import { type JoinSource, type JoinStages, planConcatenate, planMerge, repeatsAny } from "./joins.ts";
import {
  affineMap,
  affineParameters,
  castMap,
  clipMap,
  formulaMap,
  hardSigmoidMap,
  type MapEnds,
  rectifierMap,
  reluMap,
  tableMap,
} from "./map.ts";
import { planPermute, planShuffle } from "./moves.ts";
import type { IoType } from "../options/options.ts";
import {
  checkAskedResult,
  type Note,
  parameterSettings,
  quantisedAffineParameters,
} from "../types/parameters.ts";
import type { LayerSettings } from "../plans/plan.ts";
import type { TensorPlan } from "../plans/tensor_plan.ts";
import { AUTO_WIDTH, quantise, resolveType } from "../types/quantise.ts";
import { type ResultRule, sameType } from "../types/quantisers.ts";
import {
  askedResult,
  inputType,
  PARAMETERISED,
  resultType,
  ruledSettings,
  toleratedError,
} from "../types/results.ts";
import { planSelect } from "./selections.ts";
import type { ResolvedSettings } from "../options/settings.ts";
import { planSoftmax, SHARE_TOLERANCE, SHARE_TYPE, softmaxErrorAt } from "./softmax.ts";
import { checkTableSum, planTable } from "../tables/table.ts";
import { functionWouldDo, type TableAccuracy, tableWarning } from "../tables/table_size.ts";
import { planGlobalPool, planPool, planUpsample } from "./windows.ts";

/** What a layer becomes: its stages, their result and what the beats of a stream must be. */
export interface PlannedLayer {
  readonly plan: PlanDraft;
  readonly result: FixedType;
  /** In stream mode its input must come a pixel a beat. */
  readonly needsPixels?: boolean;
  /** In stream mode it writes a beat as wide as the one that it read. */
  readonly keepsBeats?: boolean;
  readonly settings?: LayerSettings;
  /** Stages in front of the layer's own, which `reads` some of them. */
  readonly before?: JoinStages;
  /** Default: the inputs of the layer. */
  readonly reads?: readonly JoinSource[];
}

/** A layer, its inputs and what was asked of it. */
export interface LayerRequest {
  readonly layer: Layer;
  readonly model: Model;
  readonly inputs: readonly TensorPlan[];
  readonly asked: ResolvedSettings;
  readonly target: Target;
  /** What a DSP of the part multiplies. */
  readonly dsp: DspSize;
  readonly io: IoType;
  /** Null in a model that is not quantised. */
  readonly rule: ResultRule | null;
  readonly note: Note;
}

/** The plan of a layer, or null for one that only looks at its input under another shape. */
export function planLayer(request: LayerRequest): PlannedLayer | null {
  const { layer, model, inputs, target, dsp, io, rule, note } = request;
  const primitive = primitiveOf(model, layer);
  if (rule !== null) checkAskedResult({ layer, asked: request.asked, rule, note });
  const results = { layer, inputs: inputs.map(({ type }) => type), asked: request.asked, rule, note };
  if (inputs.length === 0) return { plan: { kind: "input" }, result: inputType(results) };
  const x = inputs[0].type;
  const given = rule === null
    ? request.asked
    : parameterSettings({ layer, primitive, asked: request.asked, note });
  const withResult = (parameters: ExactParameters) =>
    ruledSettings({ ...results, asked: given }, primitive, parameters);
  const asked = PARAMETERISED.includes(primitive.kind) ? given : withResult({});
  const noteTable = (accuracy: Omit<TableAccuracy, "tolerated">, least = 0) => {
    const tolerated = Math.max(least, toleratedError(results, accuracy.result));
    const warning = tableWarning({ ...accuracy, tolerated });
    if (warning !== null) note(`layer "${layer.name}": ${warning}`);
  };
  const mac = { layer: layer.name, typeName: asked.typeName, x, target, dsp, io, settings: asked, note };
  switch (primitive.kind) {
    case "dense": {
      const { plan, settings } = planDense({ ...mac, primitive });
      return {
        plan,
        settings,
        result: resultType(withResult(plan), derivedSum(plan.accumulator, asked.modelResult)),
      };
    }
    case "convolution": {
      const { plan, settings } = planConvolution({ ...mac, primitive });
      return {
        plan,
        settings,
        result: resultType(withResult(plan), derivedSum(plan.accumulator, asked.modelResult)),
        needsPixels: true,
      };
    }
    case "affine": {
      const parameters = rule === null
        ? affineParameters(primitive, asked)
        : quantisedAffineParameters({ primitive, x, asked, rule, target });
      const exact = exactResult(primitive, [x], parameters);
      const derived = exact === null ? x : derivedSum(exact, asked.modelResult);
      const result = resultType(withResult(parameters), derived);
      return {
        plan: affineMap(parameters, { x, y: result }),
        result,
        needsPixels: primitive.scale.length > 1,
        keepsBeats: true,
      };
    }
    case "relu":
      return mapped(asked, x, reluMap);
    case "rectifier": {
      const { slopes: values } = primitive;
      const slopes = quantise(values, [values.length], resolveType(asked.weight, values, AUTO_WIDTH));
      return {
        ...mapped(withResult({ slopes }), x, (ends) => rectifierMap(slopes, ends)),
        needsPixels: values.length > 1,
      };
    }
    case "clip":
      return mapped(asked, x, (ends) => clipMap(primitive, ends));
    case "table": {
      const result = resultType(asked, derivedTable(primitive, x));
      const slope = resolveType(asked.weight, Float64Array.of(primitive.slope ?? 1), AUTO_WIDTH);
      const types = { x, result, slope };
      const size = asked.tableSize;
      const table = planTable(primitive, types, size);
      checkTableSum(table, x, target.limits);
      const accuracy = {
        what: `table of ${primitive.function} is`,
        result,
        worst: table.worstError,
        size,
        wouldDo: functionWouldDo(primitive, types),
      };
      noteTable(accuracy, asked.result === "auto" ? derivedTolerance(result, asked.modelResult) : 0);
      return { plan: tableMap(table, { x, y: result }), result, keepsBeats: true };
    }
    case "view":
      if (!asked.ownResult) return null;
      return mapped(asked, x, castMap);
    case "quantize": {
      const result = asked.ownResult ? resultType(asked, x) : primitive.type;
      return sameType(result, x) ? null : mappedTo(result, x, castMap);
    }
    case "permute":
      checkPermutation(layer, primitive, target);
      return {
        plan: planPermute(primitive),
        result: asked.ownResult ? resultType(asked, x) : x,
      };
    case "merge": {
      const types = inputs.map(({ type }) => type);
      const repeats = repeatsAny(primitive);
      const stages = planMerge({ layer: layer.name, primitive, types, result: askedResult(asked), target });
      return { ...ofStages(stages), needsPixels: repeats, keepsBeats: !repeats };
    }
    case "concatenate": {
      const types = inputs.map(({ type }) => type);
      const alike = types.every((type) => sameType(type, x));
      const result = alike && !asked.ownResult ? x : askedResult(asked);
      return {
        ...ofStages(planConcatenate({ layer: layer.name, primitive, types, result, target })),
        needsPixels: true,
      };
    }
    case "select": {
      const result = asked.ownResult ? resultType(asked, x) : x;
      return { plan: planSelect(primitive, result, io), result, needsPixels: true };
    }
    case "shuffle":
      return {
        plan: planShuffle(primitive),
        result: asked.ownResult ? resultType(asked, x) : x,
        needsPixels: true,
      };
    case "pool": {
      const result = primitive.function === "average" || asked.ownResult ? resultType(asked, x) : x;
      return {
        plan: planPool({ layer: layer.name, primitive, x, result, io, target }),
        result,
        needsPixels: true,
      };
    }
    case "global_pool": {
      const own = GLOBAL_POOLS[primitive.function].ownType(primitive, x);
      const result = own === null || asked.ownResult ? resultType(asked, own ?? x) : own;
      return {
        plan: planGlobalPool({ layer: layer.name, primitive, x, result, io, target }),
        result,
        needsPixels: true,
      };
    }
    case "interpolate":
      return {
        plan: planInterpolate(primitive, { io, target }),
        result: resultType(asked, x),
        needsPixels: true,
      };
    case "upsample":
      return {
        plan: planUpsample(primitive, { io, target }),
        result: asked.ownResult ? resultType(asked, x) : x,
        needsPixels: true,
      };
    case "hard_sigmoid":
      return mapped(asked, x, (ends) => hardSigmoidMap(primitive, asked, ends));
    case "softmax": {
      const result = resultType(asked, SHARE_TYPE);
      const size = asked.tableSize;
      const plan = planSoftmax(primitive, { x, result }, size);
      const accuracy = {
        what: "tables of exp and 1/x are",
        result,
        worst: plan.worstErrors.result,
        size,
        wouldDo: (size: number, tolerated: number) =>
          softmaxErrorAt(primitive, { x, result }, size) <= tolerated,
      };
      noteTable(accuracy, asked.result === "auto" ? SHARE_TOLERANCE : 0);
      return { plan, result, needsPixels: true };
    }
    case "formula":
      return mapped(asked, x, (ends) => formulaMap(primitive, ends));
    default:
      return exhaustive(primitive);
  }
}

function checkPermutation(
  { name }: Layer,
  { shape }: { readonly shape: readonly number[] },
  { name: target, limits: { permutedAxes } }: Target,
): void {
  if (shape.length <= permutedAxes) return;
  throw new InterlaceError(
    `Cannot build layer "${name}": it permutes ${shape.length} axes, for ${target} at most ${permutedAxes} are supported`,
    {
      code: "limit-exceeded",
      place: { layer: name },
      hint: "Join axes that stay side by side, by a reshape in front.",
    },
  );
}

/** A layer that computes every element by itself, with the result type that was asked for, or that of its input. */
function mapped(asked: ResolvedSettings, x: FixedType, plan: (ends: MapEnds) => PlanDraft): PlannedLayer {
  return mappedTo(resultType(asked, x), x, plan);
}

function mappedTo(y: FixedType, x: FixedType, plan: (ends: MapEnds) => PlanDraft): PlannedLayer {
  return { plan: plan({ x, y }), result: y, keepsBeats: true };
}

/** A layer of several inputs: its last stage is its own. */
function ofStages(stages: JoinStages): Pick<PlannedLayer, "plan" | "result" | "before" | "reads"> {
  const last = stages[stages.length - 1];
  return { plan: last.plan, result: last.type, before: stages.slice(0, -1), reads: last.reads };
}
