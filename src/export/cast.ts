import {
  type FixedType,
  fractionBits,
  type HardwareCast,
  type Interval,
  planCast,
  printFixedType,
} from "../fixed/mod.ts";
import type { Shape } from "../tensor/mod.ts";
import { ELEMENT, type GraphWriter, QONNX_DOMAIN } from "./graph.ts";
import { cannotExport, checkFloat32, dimsOf, type Site, type Value } from "./values.ts";

/** How a quantiser rounds. */
type Rounding = PlainRounding | TieRounding;

/** By a mode of QONNX that adds nothing to a number before it cuts it. */
interface PlainRounding {
  readonly kind: "plain";
  readonly mode: string;
}

/** To the nearest, by a half that is added: to the number or to its magnitude, for ties up or not. */
interface TieRounding {
  readonly kind: "tie";
  readonly ofMagnitude: boolean;
  readonly tiesUp: boolean;
  /** The mode of QONNX for exact numbers: with a half added beforehand where it is not of the magnitude. */
  readonly mode: string;
}

const ROUNDING: Readonly<Record<FixedType["quantization"], Rounding>> = {
  AP_TRN: { kind: "plain", mode: "FLOOR" },
  AP_TRN_ZERO: { kind: "plain", mode: "DOWN" },
  AP_RND_CONV: { kind: "plain", mode: "ROUND" },
  AP_RND: { kind: "tie", ofMagnitude: false, tiesUp: true, mode: "FLOOR" },
  AP_RND_MIN_INF: { kind: "tie", ofMagnitude: false, tiesUp: false, mode: "CEIL" },
  AP_RND_INF: { kind: "tie", ofMagnitude: true, tiesUp: true, mode: "HALF_UP" },
  AP_RND_ZERO: { kind: "tie", ofMagnitude: true, tiesUp: false, mode: "HALF_DOWN" },
};

/** Where a cast is written. */
export interface CastSite extends Pick<Site, "graph" | "stage"> {
  /** What the values are called after. */
  readonly label: string;
  /** Sizes of the value in the graph. */
  readonly dims: Shape;
}

/** Writes the cast of exact numbers to a type as a quantiser. */
export function castExact(
  name: string,
  from: Interval,
  to: FixedType,
  site: CastSite,
): Interval & { readonly name: string } {
  const cast = planCast(from, to);
  checkFloat32(from, site.stage, "an exact result");
  const { half, mode } = roundingOf(cast, site);
  const moved = half === 0n ? name : site.graph.node(`${site.label}.half`, {
    operator: "Add",
    inputs: [name, site.graph.number(`${site.label}.half_unit`, Number(half) * 2 ** -from.fraction)],
    dims: site.dims,
  });
  return { ...cast.result, name: quantiser(moved, cast, mode, site) };
}

/** Half a unit that is added before the quantiser, in units of the exact numbers, and how that rounds. */
function roundingOf(
  { quantization, dropped, from }: HardwareCast,
  { stage }: CastSite,
): { readonly half: bigint; readonly mode: string } {
  if (quantization === null) return { half: 0n, mode: "FLOOR" };
  const rounding = ROUNDING[quantization];
  if (rounding.kind === "plain") return { half: 0n, mode: rounding.mode };
  const unit = 1n << BigInt(dropped - 1);
  checkFloat32({ ...from, lo: from.lo - unit, hi: from.hi + unit }, stage, "a result and half a unit");
  return { half: rounding.ofMagnitude ? 0n : rounding.tiesUp ? unit : -unit, mode: rounding.mode };
}

/**
 * Writes the cast of numbers that are no multiples of a power of two, of which all ties are exact: samples from outside,
 * and quotients. Half a unit that is added to such a number could be rounded itself.
 *
 * @param from All of the numbers, rounded to a unit finer than the type's; null for any numbers.
 */
export function castInexact(
  name: string,
  from: Interval | null,
  to: FixedType,
  site: CastSite,
): Interval & { readonly name: string } {
  const { graph, label, dims } = site;
  const fraction = fractionBits(to);
  const cast = planCast(from ?? { lo: -(2n ** 200n), hi: 2n ** 200n, fraction: fraction + 2 }, to);
  const rounding = ROUNDING[to.quantization];
  if (rounding.kind === "plain") return { ...cast.result, name: quantiser(name, cast, rounding.mode, site) };
  // ⌊x⌋, and 1 more where the rest is beyond a half: a rest that is rounded to the next float32 stays on its side.
  const node = (part: string, operator: string, inputs: readonly string[], element: number = ELEMENT.float) =>
    graph.node(`${label}.${part}`, {
      operator,
      inputs,
      dims,
      element,
      ...operator === "Cast" ? { attributes: { to: ELEMENT.float } } : {},
    });
  const { ofMagnitude, tiesUp } = rounding;
  const units = node("units", "Mul", [name, graph.number(`${label}.per_unit`, 2 ** fraction)]);
  const rounded = ofMagnitude ? node("magnitude", "Abs", [units]) : units;
  const floor = node("floor", "Floor", [rounded]);
  const half = graph.number(`${label}.one_half`, 0.5);
  const rest = node("rest", "Sub", [rounded, floor]);
  const isBeyond = tiesUp
    ? node("is_beyond", "Not", [node("is_below", "Less", [rest, half], ELEMENT.bool)], ELEMENT.bool)
    : node("is_beyond", "Less", [half, rest], ELEMENT.bool);
  const step = node("step", "Cast", [isBeyond]);
  const up = node("up", "Add", [floor, step]);
  const signed = ofMagnitude ? node("signed", "Mul", [up, node("sign", "Sign", [units])]) : up;
  const scaled = node("rounded", "Mul", [signed, graph.number(`${label}.unit`, 2 ** -fraction)]);
  return { ...cast.result, name: quantiser(scaled, cast, "FLOOR", site) };
}

/** Writes a quantiser, which clips and then rounds. */
function quantiser(
  name: string,
  cast: HardwareCast,
  mode: string,
  { graph, stage, label, dims }: CastSite,
): string {
  const { to, overflow } = cast;
  checkFloat32(cast.result, stage, "its result");
  if (overflow === "AP_WRAP" || overflow === "AP_SAT_ZERO") {
    throw cannotExport(
      stage,
      `numbers can leave the range of ${printFixedType(to)}, and QONNX's quantisers saturate`,
      "Give it a type that saturates (AP_SAT), or more integer bits.",
    );
  }
  return writeQuantiser(graph, {
    label,
    stage,
    name,
    dims,
    to,
    mode,
    narrow: overflow === "AP_SAT_SYM" && to.signed,
  });
}

/** A quantiser that is to be written. */
interface QuantiserRequest {
  readonly label: string;
  readonly stage: string;
  readonly name: string;
  readonly dims: Shape;
  readonly to: FixedType;
  readonly mode: string;
  readonly narrow: boolean;
}

function writeQuantiser(
  graph: GraphWriter,
  { label, stage, name, dims, to, mode, narrow }: QuantiserRequest,
): string {
  if (to.signed && to.width === 1) {
    throw cannotExport(
      stage,
      `${printFixedType(to)} has the numbers -1 and 0, and QONNX's of one bit are -1 and 1`,
    );
  }
  return graph.node(label, {
    operator: "Quant",
    domain: QONNX_DOMAIN,
    inputs: [
      name,
      graph.number(`${label}.scale`, 2 ** -fractionBits(to)),
      graph.number(`${label}.zero_point`, 0),
      graph.number(`${label}.bits`, to.width),
    ],
    dims,
    attributes: { signed: to.signed ? 1 : 0, narrow: narrow ? 1 : 0, rounding_mode: mode },
  });
}

/** Stored numbers of a type, through a quantiser that says so and changes none of them. */
export function storedNumbers(
  values: { readonly data: ArrayLike<number>; readonly dims: Shape; readonly type: FixedType },
  { graph, stage, label }: Pick<CastSite, "graph" | "stage" | "label">,
): string {
  const { data, dims, type } = values;
  const name = graph.floats(`${label}.stored`, dims, data);
  // One bit with a sign is a type that quantisers have not; the numbers are right without.
  if (type.signed && type.width === 1) return name;
  return writeQuantiser(graph, { label, stage, name, dims, to: type, mode: "ROUND", narrow: false });
}

/** Brings an exact value to the type of the stage's output. */
export function castResult(exact: Value, to: FixedType, { graph, stage }: Site): Value {
  const { name, ...numbers } = castExact(exact.name, exact.numbers, to, {
    graph,
    stage,
    label: stage,
    dims: dimsOf(exact.shape),
  });
  return { name, shape: exact.shape, numbers };
}
