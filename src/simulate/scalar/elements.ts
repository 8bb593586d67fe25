import { castEntry, foldEntry, type TablePlan } from "../../design/mod.ts";
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

/** A function of an element and of its place. */
export function mapElements(x: FixedTensor, f: (value: Mantissa, index: number) => bigint): Mantissas {
  const y = new BigInt64Array(x.data.length) as Mantissas;
  for (let i = 0; i < y.length; i++) y[i] = laneOf(f(mantissaAt(x.data, i, x.type), i) as Mantissa);
  return y;
}

/** A function of an element alone, computed once for each value where a tensor has more elements than values. */
export function mapMantissas(x: FixedTensor, f: (value: Mantissa) => bigint): Mantissas {
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
