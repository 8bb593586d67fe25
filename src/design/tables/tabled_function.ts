import {
  castReal,
  type FixedType,
  fractionBits,
  type Mantissa,
  mantissaRange,
  MAX_WIDTH,
  realOf,
} from "../../fixed/mod.ts";
import type { TablePrimitive } from "../../layers/mod.ts";
import { tableEntryType } from "./table_entries.ts";
import type { TabledPlaces } from "./table_segments.ts";

/** What a table is planned for. */
export interface TableTypes {
  readonly x: FixedType;
  readonly result: FixedType;
  /** Of the slope of a function that is linear above zero, where that is not 1. */
  readonly slope?: FixedType;
}

/**
 * What a table holds of a function: t of `planTable` over places, which count steps of the input type from the table's
 * first one.
 */
export class TabledFunction implements TabledPlaces {
  /** Mantissa or magnitude of place 0. */
  readonly first: bigint;
  /** Places up to where t changes no more. */
  readonly count: bigint;
  /** Of entries before they are narrowed: with the result's fraction bits, rounding to nearest. */
  readonly entryType: FixedType;
  /** Whether entries have the range of the result; else one of their own. */
  readonly keepsRange: boolean;
  readonly #primitive: TablePrimitive;
  readonly #unit: number;
  /** Least and largest mantissa or magnitude of an argument. */
  readonly #range: { readonly from: bigint; readonly to: bigint };
  /** The last one before t turns. */
  readonly #turn: bigint;
  readonly #bounds: { readonly least: number; readonly most: number };

  constructor(primitive: TablePrimitive, { x, result }: TableTypes) {
    const { min, max } = mantissaRange(x);
    const whole = primitive.symmetry === "none";
    this.#primitive = primitive;
    this.#unit = 2 ** -fractionBits(x);
    // Arguments above zero have no place in a table of what is linear there.
    const magnitude = -min > max || primitive.symmetry === "linear" ? -min : max;
    this.#range = { from: whole ? min : 0n, to: whole ? max : magnitude };
    this.#turn = BigInt(Math.floor((primitive.turn ?? 0) / this.#unit));
    this.keepsRange = primitive.symmetry === "none" || primitive.symmetry === "odd" ||
      primitive.symmetry === "complement" && holdsOne(result);
    this.entryType = this.keepsRange ? tableEntryType(result) : wide(result);
    const bounds = mantissaRange(this.entryType);
    const least = realOf(bounds.min, this.entryType);
    // Of 1 − t, what is beyond the result's range is all the same.
    const isFolded = primitive.symmetry === "complement";
    this.#bounds = {
      least: isFolded ? Math.max(least, 1 - realOf(mantissaRange(result).max, result)) : least,
      most: realOf(bounds.max, this.entryType),
    };

    const entryAt = (u: bigint) => castReal(this.#tabledAt(u), this.entryType);
    const end = lastChange({ ...this.#range, turn: this.#turn }, entryAt);
    this.first = whole ? -lastChange({ from: -end, to: -min, turn: -end }, (u) => entryAt(-u)) : 0n;
    this.count = end - this.first + 1n;
  }

  valueAt(place: bigint): number {
    return this.#tabledAt(this.first + place);
  }

  /** The least and the largest t over places, those beyond the ends of the table included at its first and last one. */
  spread(low: bigint, high: bigint): readonly [least: number, most: number] {
    const lowest = low === 0n ? this.#range.from : this.first + low;
    const highest = high === this.count - 1n ? this.#range.to : this.first + high;
    const first = this.#tabledAt(lowest);
    if (lowest === highest) return [first, first];
    // t is monotone but beside its turn.
    const last = this.#tabledAt(highest);
    let [least, most] = [Math.min(first, last), Math.max(first, last)];
    if (this.#primitive.turn === undefined) return [least, most];
    for (const u of [this.#turn, this.#turn + 1n]) {
      if (u <= lowest || u >= highest) continue;
      const value = this.#tabledAt(u);
      [least, most] = [Math.min(least, value), Math.max(most, value)];
    }
    return [least, most];
  }

  /** t of a mantissa or magnitude, in the range of an entry. */
  #tabledAt(u: bigint): number {
    const { symmetry, evaluate } = this.#primitive;
    const argument = Number(u) * this.#unit;
    const value = evaluate(symmetry === "rest" || symmetry === "linear" ? -argument : argument);
    if (Number.isNaN(value)) return 0;
    return Math.min(Math.max(value, this.#bounds.least), this.#bounds.most);
  }
}

function holdsOne(type: FixedType): boolean {
  return realOf(mantissaRange(type).max, type) >= 1;
}

/** As many integer bits as the widest type leaves, with the result's fraction bits. */
function wide(result: FixedType): FixedType {
  return {
    ...tableEntryType(result),
    width: MAX_WIDTH,
    integer: MAX_WIDTH - fractionBits(result),
    signed: true,
  };
}

/**
 * The least place from which on a function has the value that it has at the last place. The function is monotone up to
 * its turn, which is its only one, and from there on.
 */
function lastChange(
  range: { readonly from: bigint; readonly to: bigint; readonly turn: bigint },
  valueAt: (u: bigint) => Mantissa,
): bigint {
  const { from, to } = range;
  const final = valueAt(to);
  const turn = range.turn < from ? from : range.turn > to ? to : range.turn;
  const constant = valueAt(turn) === final;
  let low = constant ? from : turn;
  let high = constant ? turn : to;
  while (low < high) {
    const middle = (low + high) >> 1n;
    if (valueAt(middle) === final) high = middle;
    else low = middle + 1n;
  }
  return low;
}
