import {
  type AffinePlan,
  castEntry,
  type ClipPlan,
  foldEntry,
  type HardSigmoidPlan,
  type RectifierPlan,
  type TablePlan,
  type ThresholdPlan,
} from "../../design/mod.ts";
import {
  castMantissa,
  type FixedType,
  fractionBits,
  laneOf,
  type Mantissa,
  mantissaAt,
} from "../../fixed/mod.ts";
import type { FixedTensor, Mantissas } from "../../tensor/mod.ts";

/** y = x in another type. */
export function castElements(x: FixedTensor, to: FixedType): Mantissas {
  const fraction = fractionBits(x.type);
  return mapMantissas(x, (value) => castMantissa(value, fraction, to));
}

/** y = cast(scale·x + shift); the parameters repeat. */
export function runAffine(
  { scale, shift }: Omit<AffinePlan, "numbers">,
  x: FixedTensor,
  to: FixedType,
): Mantissas {
  const fractions = {
    product: fractionBits(scale.type) + fractionBits(x.type),
    shift: fractionBits(shift.type),
  };
  const fraction = Math.max(fractions.product, fractions.shift);
  const lift = { product: BigInt(fraction - fractions.product), shift: BigInt(fraction - fractions.shift) };
  const period = scale.data.length;
  return mapElements(x, (value, index) => {
    const product = mantissaAt(scale.data, index % period, scale.type) * value;
    const term = mantissaAt(shift.data, index % period, shift.type);
    return castMantissa((product << lift.product) + (term << lift.shift), fraction, to);
  });
}

/** y = cast(max(x, 0)) */
export function runRelu(x: FixedTensor, to: FixedType): Mantissas {
  const fraction = fractionBits(x.type);
  return mapMantissas(x, (value) => castMantissa(value > 0n ? value : 0n, fraction, to));
}

/** y = cast(x) for x ≥ 0, cast(slope·x) below; the slopes repeat. */
export function runRectifier(
  { slopes }: Omit<RectifierPlan, "numbers">,
  x: FixedTensor,
  to: FixedType,
): Mantissas {
  const fraction = fractionBits(x.type);
  const fractionOfProduct = fraction + fractionBits(slopes.type);
  const period = slopes.data.length;
  const rectified = (value: Mantissa, index: number) =>
    value >= 0n
      ? castMantissa(value, fraction, to)
      : castMantissa(mantissaAt(slopes.data, index % period, slopes.type) * value, fractionOfProduct, to);
  return period === 1 ? mapMantissas(x, (value) => rectified(value, 0)) : mapElements(x, rectified);
}

/** y = cast(min(max(x, min), max)), compared as exact numbers. */
export function runClip(plan: Omit<ClipPlan, "numbers">, x: FixedTensor, to: FixedType): Mantissas {
  const fractions = { x: fractionBits(x.type), bound: fractionBits(plan.type) };
  const fraction = Math.max(fractions.x, fractions.bound);
  const lift = { x: BigInt(fraction - fractions.x), bound: BigInt(fraction - fractions.bound) };
  const min = plan.min === null ? null : plan.min << lift.bound;
  const max = plan.max === null ? null : plan.max << lift.bound;
  return mapMantissas(x, (mantissa) => {
    const value = mantissa << lift.x;
    const raised = min !== null && value < min ? min : value;
    return castMantissa(max !== null && raised > max ? max : raised, fraction, to);
  });
}

/** y from the table entry of |x| or of x; the index rule and what the entry means are in the design's `table.ts`. */
export function runTable(plan: TablePlan, x: FixedTensor, to: FixedType): Mantissas {
  const { symmetry, entries, first, slope } = plan;
  const types = { entry: entries.type, result: to };
  const fractions = { x: fractionBits(x.type), entry: fractionBits(entries.type) };
  const common = Math.max(fractions.x, fractions.entry);
  const lift = { x: BigInt(common - fractions.x), entry: BigInt(common - fractions.entry) };
  return mapMantissas(x, (value) => {
    const magnitude = symmetry === "none" || value >= 0n ? value : -value;
    const entry = entryAt(plan, magnitude < first ? 0n : magnitude - first);
    switch (symmetry) {
      case "none":
        return entry;
      case "rest":
        return castMantissa(((value > 0n ? value : 0n) << lift.x) + (entry << lift.entry), common, to);
      case "linear":
        if (value < 0n || slope === null) return castMantissa(entry, fractions.entry, to);
        return castMantissa(
          mantissaAt(slope.data, 0, slope.type) * value,
          fractions.x + fractionBits(slope.type),
          to,
        );
      default:
        return value < 0n ? foldEntry(entry, symmetry, types) : castEntry(entry, types);
    }
  });
}

function entryAt({ segments, entries }: TablePlan, place: bigint): Mantissa {
  const { from, shift, base } = segments.findLast((segment) => segment.from <= place)!;
  const index = base + Number((place - from) >> BigInt(shift));
  return mantissaAt(entries.data, Math.min(index, entries.data.length - 1), entries.type);
}

/** y = cast(min(max(slope·x + offset, 0), 1)) */
export function runHardSigmoid(
  { slope, offset }: Omit<HardSigmoidPlan, "numbers">,
  x: FixedTensor,
  to: FixedType,
): Mantissas {
  const fractions = {
    product: fractionBits(slope.type) + fractionBits(x.type),
    offset: fractionBits(offset.type),
  };
  const fraction = Math.max(fractions.product, fractions.offset, 0);
  const factor = mantissaAt(slope.data, 0, slope.type) << BigInt(fraction - fractions.product);
  const summand = mantissaAt(offset.data, 0, offset.type) << BigInt(fraction - fractions.offset);
  const one = 1n << BigInt(fraction);
  return mapMantissas(x, (value) => {
    const sum = factor * value + summand;
    return castMantissa(sum < 0n ? 0n : sum > one ? one : sum, fraction, to);
  });
}

/** y = cast(x) for x beyond the threshold, else 0 */
export function runThreshold(plan: Omit<ThresholdPlan, "numbers">, x: FixedTensor, to: FixedType): Mantissas {
  const fraction = fractionBits(x.type);
  const last = mantissaAt(plan.last.data, 0, plan.last.type);
  return mapMantissas(x, (value) => castMantissa(value > last ? value : 0n, fraction, to));
}

/** A function of an element and of its place. */
function mapElements(x: FixedTensor, f: (value: Mantissa, index: number) => bigint): Mantissas {
  const y = new BigInt64Array(x.data.length) as Mantissas;
  for (let i = 0; i < y.length; i++) y[i] = laneOf(f(mantissaAt(x.data, i, x.type), i) as Mantissa);
  return y;
}

/** A function of an element alone, computed once for each value where a tensor has more elements than values. */
function mapMantissas(x: FixedTensor, f: (value: Mantissa) => bigint): Mantissas {
  const values = 2 ** x.type.width;
  if (x.data.length < values) return mapElements(x, f);
  const known = new BigInt64Array(values);
  const isKnown = new Uint8Array(values);
  const y = new BigInt64Array(x.data.length) as Mantissas;
  for (let i = 0; i < y.length; i++) {
    const bits = Number(x.data[i]) & (values - 1);
    if (isKnown[bits] === 0) {
      isKnown[bits] = 1;
      known[bits] = laneOf(f(mantissaAt(x.data, i, x.type)) as Mantissa);
    }
    y[i] = known[bits];
  }
  return y;
}
