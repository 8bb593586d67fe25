import { InterlaceError } from "../../base/mod.ts";
import {
  addIntervals,
  type FixedFormat,
  type FixedType,
  fractionBits,
  type Interval,
  intervalOf,
  MAX_WIDTH,
  multiplyIntervals,
  narrowestType,
  storableInterval,
  unionIntervals,
} from "../../fixed/mod.ts";
import {
  between,
  castTo,
  type ConcatenatePrimitive,
  type Expression,
  inputOf,
  type MergeOperation,
  type MergePrimitive,
  operate,
  type Operator,
  type OperatorNode,
  quotient,
  shift,
} from "../../layers/mod.ts";
import { type Shape, sizeOf } from "../../tensor/mod.ts";
import type { Target, TargetLimits } from "../../target/mod.ts";
import { planDivision } from "./dividend.ts";
import type { Draft } from "../draft.ts";
import type { ConcatenatePlan } from "../plans/graph_plans.ts";
import type { MapPlan, MapRepeat } from "../plans/map_plan.ts";

/** One of the stages that a layer of several inputs becomes; each reads two tensors. */
export interface JoinStage {
  readonly reads: readonly [JoinSource, JoinSource];
  readonly plan: Draft<MapPlan | ConcatenatePlan>;
  readonly shape: Shape;
  readonly type: FixedType;
}

/** An input of the layer by its index, or the output of an earlier one of its stages. */
export type JoinSource = { readonly input: number } | { readonly stage: number };

/** The stages of a join; the last one makes the layer's own tensor. */
export type JoinStages = readonly JoinStage[];

/** What a join is planned from. */
export interface JoinRequest<Primitive> {
  /** For messages. */
  readonly layer: string;
  readonly primitive: Primitive;
  /** Of the inputs. */
  readonly types: readonly FixedType[];
  /** The type asked for; null is to be derived. */
  readonly result: FixedType | null;
  readonly target: Target;
}

/**
 * The stages of a merge: neighbours meet in pairs until one is left. Whatever stands between keeps every bit, so that
 * the order does not matter.
 *
 * @throws {InterlaceError} if an exact partial result needs more bits than a number can have.
 */
export function planMerge(request: JoinRequest<MergePrimitive>): JoinStages {
  const { layer, primitive, types, target: { limits } } = request;
  const operation = primitive.operation === "average" ? "add" : primitive.operation;
  const leaves = types.map((type, input): Operand<Met> => ({
    source: { input },
    shape: primitive.shapes[input],
    value: { given: intervalOf(type), stored: storableInterval(type) },
    type,
  }));
  return pairUp(leaves, ([a, b], isLast) => {
    const shape = a.shape.map((size, axis) => Math.max(size, b.shape[axis]));
    const given = exactInterval(operation, [a.value.given, b.value.given]);
    const exact = narrowestType(given);
    checkWidth(layer, { operation, types: [a.type, b.type], exact, stored: !isLast, limits });
    const result = isLast ? request.result ?? derivedResult(request, exact) : exactType(exact);
    const [x, y] = [a, b].map(({ type, value: { stored } }, i) => between(inputOf(type, i), stored));
    const met = operate(OPERATOR_OF[operation], x, y);
    const divides = isLast && primitive.operation === "average";
    const value = divides ? averaged({ layer, met, count: types.length, limits }, result) : met;
    return {
      shape,
      value: { given, stored: exactInterval(operation, [a.value.stored, b.value.stored]) },
      type: result,
      plan: {
        kind: "map",
        function: divides ? primitive.operation : operation,
        expression: castTo(result, value),
        repeats: [repeatOf(a.shape, shape), repeatOf(b.shape, shape)],
        worstError: null,
      },
    };
  });
}

/** Bits of the exact result of a merge; for an average those of the sum, which is divided by the number of inputs. */
export function exactMergeFormat({ operation }: MergePrimitive, types: readonly FixedType[]): FixedFormat {
  const step = operation === "average" ? "add" : operation;
  return narrowestType(types.map(intervalOf).reduce((a, b) => exactInterval(step, [a, b])));
}

/** Whether an input of a merge repeats, so that its beats are fewer than the output's. */
export function repeatsAny({ shapes }: MergePrimitive): boolean {
  return shapes.some((shape) => shape.some((size, axis) => size !== shapes[0][axis]));
}

/** The stages of a concatenation; every element is cast by the first one that it passes, and by no other. */
export function planConcatenate({ primitive, types, result }: JoinRequest<ConcatenatePrimitive>): JoinStages {
  const { axis, shapes } = primitive;
  const type = result ?? unionType(types);
  const leaves = shapes.map((shape, input): Operand<null> => ({
    source: { input },
    shape,
    value: null,
    type: types[input],
  }));
  return pairUp(leaves, ([a, b]) => ({
    shape: a.shape.with(axis, a.shape[axis] + b.shape[axis]),
    value: null,
    type,
    plan: {
      kind: "concatenate",
      joinsPixels: axis === a.shape.length - 1,
      blocks: sizeOf(a.shape.slice(0, axis)),
      sizes: [sizeOf(a.shape.slice(axis)), sizeOf(b.shape.slice(axis))],
    },
  }));
}

/** The narrowest type that holds every number of all types. */
export function unionType(types: readonly FixedType[]): FixedType {
  const format = narrowestType(types.map(intervalOf).reduce(unionIntervals));
  return exactType({ ...format, width: Math.min(format.width, MAX_WIDTH) });
}

/** What can meet in a merge. */
interface Met {
  /** All numbers that casts to the types of the inputs give, and the merges before this one of them. */
  readonly given: Interval;
  /** The same of all numbers that words of these types hold. */
  readonly stored: Interval;
}

/** What a merge makes of two elements; an average is a sum that is divided. */
type MetOperation = Exclude<MergeOperation, "average">;

const OPERATOR_OF: Readonly<Record<MetOperation, Operator>> = {
  add: "add",
  subtract: "subtract",
  multiply: "multiply",
  maximum: "max",
  minimum: "min",
};

interface Operand<Value> {
  readonly source: JoinSource;
  readonly shape: Shape;
  readonly value: Value;
  readonly type: FixedType;
}

/** Joins neighbours in pairs, and the results again, until one is left. */
function pairUp<Value>(
  leaves: readonly Operand<Value>[],
  join: (
    pair: readonly [Operand<Value>, Operand<Value>],
    isLast: boolean,
  ) => Omit<JoinStage, "reads"> & { readonly value: Value },
): JoinStages {
  const stages: JoinStage[] = [];
  let level = leaves;
  while (level.length > 1) {
    const next: Operand<Value>[] = [];
    for (let i = 0; i < level.length; i += 2) {
      if (i + 1 === level.length) {
        next.push(level[i]);
        continue;
      }
      const [a, b] = [level[i], level[i + 1]];
      const { shape, value, type, plan } = join([a, b], level.length === 2);
      next.push({ source: { stage: stages.length }, shape, value, type });
      stages.push({ reads: [a.source, b.source], plan, shape, type });
    }
    level = next;
  }
  return stages;
}

/** All exact results of an operation on numbers of two intervals. */
function exactInterval(
  operation: MetOperation,
  [a, b]: readonly [Interval, Interval],
): Interval {
  switch (operation) {
    case "add":
      return addIntervals(a, b);
    case "subtract":
      return addIntervals(a, { lo: -b.hi, hi: -b.lo, fraction: b.fraction });
    case "multiply":
      return multiplyIntervals(a, b);
    case "maximum":
    case "minimum":
      return unionIntervals(a, b);
  }
}

/** The widest intermediate is that of C++'s own arithmetic, which knows types and not ranges. */
function checkWidth(
  layer: string,
  step: {
    readonly operation: MetOperation;
    readonly types: readonly [FixedType, FixedType];
    readonly exact: FixedFormat;
    /** Whether the exact result is a tensor of its own. */
    readonly stored: boolean;
    readonly limits: TargetLimits;
  },
): void {
  const { operation, types: [a, b], exact, stored, limits } = step;
  const sum = Math.max(a.integer, b.integer) + Math.max(fractionBits(a), fractionBits(b)) + 2;
  const intermediate = operation === "multiply" ? a.width + b.width : sum;
  const [bits, most] = stored && exact.width > MAX_WIDTH
    ? [exact.width, MAX_WIDTH]
    : [Math.max(exact.width, intermediate), limits.intermediateBits];
  if (bits <= most) return;
  throw new InterlaceError(
    `Cannot build layer "${layer}": an exact ${operation} of its inputs needs ${bits} bits, supported are ${most}`,
    {
      code: "limit-exceeded",
      place: { layer },
      hint: "Give what it reads narrower types, or merge two tensors at a time.",
    },
  );
}

/** The type of a result that nobody gave a type: the exact one, for an average one that holds the inputs. */
function derivedResult(
  { layer, primitive, types }: JoinRequest<MergePrimitive>,
  exact: FixedFormat,
): FixedType {
  if (primitive.operation === "average") return { ...unionType(types), quantization: "AP_RND_CONV" };
  if (exact.width <= MAX_WIDTH) return exactType(exact);
  throw new InterlaceError(
    `Cannot derive the type of layer "${layer}": its exact result needs ${exact.width} bits, supported are ${MAX_WIDTH}`,
    { code: "limit-exceeded", place: { layer, field: "Precision.result" }, hint: "Give its result a type." },
  );
}

function exactType(format: FixedFormat): FixedType {
  return { ...format, quantization: "AP_TRN", overflow: "AP_WRAP" };
}

function repeatOf(shape: Shape, whole: Shape): MapRepeat {
  const last = shape.length - 1;
  return {
    pixels: shape.some((size, axis) => axis < last && size !== whole[axis]),
    channels: shape[last] !== whole[last],
  };
}

/** The exact sum of an average, divided by the number of its inputs. */
function averaged(
  { layer, met, count, limits }: {
    readonly layer: string;
    readonly met: OperatorNode;
    readonly count: number;
    readonly limits: TargetLimits;
  },
  result: FixedType,
): Expression {
  const halvings = Math.log2(count);
  if (Number.isInteger(halvings)) return shift(met, -halvings);
  const { exact } = met;
  if (exact.width > MAX_WIDTH) {
    throw new InterlaceError(
      `Cannot average layer "${layer}" exactly: its sum needs ${exact.width} bits, at most ${MAX_WIDTH} are supported`,
      { code: "limit-exceeded", place: { layer, field: "Precision.result" }, hint: "Use narrower types." },
    );
  }
  const sum = { bits: exact.width + (exact.signed ? 0 : 1), fraction: exact.fraction };
  const { raise } = planDivision({ layer, sum, count, result, limits });
  return quotient(met, { divisor: count, raise });
}
