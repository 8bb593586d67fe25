import { largest } from "../../base/numbers/extremes.ts";
import { type FixedType, fractionBits } from "../../fixed/mod.ts";
import {
  absolute,
  type AffinePrimitive,
  between,
  castTo,
  type ClipPrimitive,
  constant,
  constantType,
  type Expression,
  type FormulaPrimitive,
  type HardSigmoidPrimitive,
  inputOf,
  literal,
  lookup,
  operate,
  realConstant,
  select,
} from "../../layers/mod.ts";
import type { FixedTensor } from "../../tensor/mod.ts";
import type { Draft } from "../draft.ts";
import type { MapPlan } from "../plans/map_plan.ts";
import { AUTO_WIDTH, quantise, resolveType } from "../types/quantise.ts";
import type { Precision } from "../types/precision_choice.ts";
import type { ResolvedSettings } from "../options/settings.ts";
import type { FunctionTable } from "../tables/table.ts";
import { tableEntryType } from "../tables/table_entries.ts";

/** Types of what a stage reads and writes. */
export interface MapEnds {
  readonly x: FixedType;
  readonly y: FixedType;
}

/** Types that were asked for parameters. */
export type ParameterTypes = Pick<ResolvedSettings, "weight" | "bias">;

/** Scales and shifts of an affine layer, as many of each. */
export interface AffineParameters {
  readonly scale: FixedTensor;
  readonly shift: FixedTensor;
}

/** Scales and shifts of the types that were asked for. */
export function affineParameters(
  { scale, shift }: AffinePrimitive,
  { weight, bias }: ParameterTypes,
): AffineParameters {
  return {
    scale: quantise(scale, [scale.length], resolveType(weight, scale, AUTO_WIDTH)),
    shift: quantise(shift, [shift.length], resolveType(bias, shift, AUTO_WIDTH)),
  };
}

/** y = scale·x + shift */
export function affineMap({ scale, shift }: AffineParameters, { x, y }: MapEnds): Draft<MapPlan> {
  const product = operate("multiply", constant("scale", scale, "weight"), inputOf(x));
  return map("affine", castTo(y, operate("add", product, constant("offset", shift, "bias"))));
}

/** y = x in another type. */
export function castMap({ x, y }: MapEnds): Draft<MapPlan> {
  return map("cast", castTo(y, inputOf(x)));
}

/** y = max(x, 0) */
export function reluMap({ x, y }: MapEnds): Draft<MapPlan> {
  return map("relu", castTo(y, operate("max", inputOf(x), literal(0n))));
}

/** y = x for x ≥ 0, slope·x below; either is cast by itself. */
export function rectifierMap(slopes: FixedTensor, { x, y }: MapEnds): Draft<MapPlan> {
  const input = inputOf(x);
  const product = operate("multiply", constant("slope", slopes, "weight"), between(input, { hi: 0n }));
  return map(
    "rectifier",
    select({
      less: [input, literal(0n)],
      then: castTo(y, product),
      otherwise: castTo(y, between(input, { lo: 0n })),
    }),
  );
}

/**
 * y = min(max(x, min), max), compared as exact numbers; an infinite end is none. Bounds have the result's fraction bits,
 * rounded to nearest, in a type wide enough for both.
 */
export function clipMap({ min, max }: ClipPrimitive, { x, y }: MapEnds): Draft<MapPlan> {
  const magnitudes = [min, max].filter(Number.isFinite).map(Math.abs);
  const fraction = fractionBits(y);
  const type = constantType(fraction, largest(magnitudes, 2 ** -fraction));
  const raised = Number.isFinite(min)
    ? operate("max", inputOf(x), realConstant("min", { value: min, type }))
    : inputOf(x);
  const lowered = Number.isFinite(max)
    ? operate("min", raised, realConstant("max", { value: max, type }))
    : raised;
  return map("clip", castTo(y, lowered));
}

/** y = min(max(slope·x + offset, 0), 1) */
export function hardSigmoidMap(
  { slope, offset }: HardSigmoidPrimitive,
  { weight, bias }: ParameterTypes,
  { x, y }: MapEnds,
): Draft<MapPlan> {
  const number = (value: number, precision: Precision) =>
    quantise(Float64Array.of(value), [1], resolveType(precision, Float64Array.of(value), AUTO_WIDTH));
  const product = operate("multiply", constant("slope", number(slope, weight), "weight"), inputOf(x));
  const sum = operate("add", product, constant("offset", number(offset, bias), "bias"));
  const clipped = operate("min", operate("max", sum, literal(0n)), literal(1n));
  return map("hard_sigmoid", castTo(y, clipped));
}

/** y = the formula of a layer. */
export function formulaMap(primitive: FormulaPrimitive, { x, y }: MapEnds): Draft<MapPlan> {
  return map(primitive.function, castTo(y, primitive.express(inputOf(x), y)));
}

/**
 * y = t(|x|) for a table of magnitudes, and what follows from it: see {@linkcode FunctionTable}; y = t(x) for one of all
 * arguments. Entries of a function that keeps its range are rounded and saturated as entries are, sums as results.
 */
export function tableMap(table: FunctionTable, { x, y }: MapEnds): Draft<MapPlan> {
  const { first, segments, entries } = table;
  const input = inputOf(x);
  const zero = literal(0n);
  const entry = lookup(table.symmetry === "none" ? input : absolute(input), { first, segments, entries });
  const folded = (below: Expression) => {
    const type = tableEntryType(y);
    return select({ less: [input, zero], then: castTo(type, below), otherwise: castTo(type, entry) });
  };
  const expression = () => {
    switch (table.symmetry) {
      case "none":
        return castTo(y, entry);
      case "odd":
        return folded(operate("subtract", zero, entry));
      case "complement":
        return folded(operate("subtract", literal(1n), entry));
      case "rest": {
        const above = operate("add", between(input, { lo: 0n }), entry);
        return select({ less: [zero, input], then: castTo(y, above), otherwise: castTo(y, entry) });
      }
      case "linear": {
        const product = operate("multiply", slopeNode(table), between(input, { lo: 0n }));
        return select({ less: [input, zero], then: castTo(y, entry), otherwise: castTo(y, product) });
      }
    }
  };
  return { ...map(table.function, expression()), worstError: table.worstError };
}

/** A slope of 1 has a type of one bit, whatever was asked for. */
function slopeNode({ slope, function: name }: FunctionTable): Expression {
  if (slope === null) throw new TypeError(`The table of ${name} has no slope`);
  return constant("slope", slope, slope.type.width === 1 ? null : "weight");
}

function map(name: string, expression: Expression): Draft<MapPlan> {
  return { kind: "map", function: name, expression, repeats: [COVERS], worstError: null };
}

/** A tensor of the output's shape. */
const COVERS = { pixels: false, channels: false } as const;
