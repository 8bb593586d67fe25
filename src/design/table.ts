import { InterlaceError } from "../base/mod.ts";
import { largest } from "../base/extremes.ts";
import {
  castMantissa,
  castReal,
  type FixedType,
  fractionBits,
  laneOf,
  type Mantissa,
  mantissaRange,
  narrowestType,
  realOf,
} from "../fixed/mod.ts";
import type { TableKernel } from "../layers/mod.ts";
import type { FixedTensor, Mantissas } from "../tensor/mod.ts";
import type { TablePlan } from "./plan.ts";
import { quantise } from "./quantise.ts";

/** Most entries of a table that nobody set otherwise. */
export const DEFAULT_TABLE_SIZE = 1024;

/** Bits of the widest intermediate. */
const MAX_BITS = 128;

/** A factor of one. */
const ONE: FixedType = { width: 1, integer: 1, signed: false, quantization: "AP_TRN", overflow: "AP_WRAP" };

/** What a table is planned for. */
export interface TableTypes {
  readonly x: FixedType;
  readonly result: FixedType;
  /** Of the slope of a function that is linear above zero, where that is not 1. */
  readonly slope?: FixedType;
}

/**
 * Builds the table of a function.
 *
 * What is tabled, t: the function itself over non-negative arguments where those below zero follow from them (`odd`,
 * `complement`); over the magnitude of negative ones where the rest is linear (`rest`: f(x) = max(x, 0) + t(|x|);
 * `linear`: f(x) = slope·x above zero, t(|x|) below); over all arguments otherwise (`none`).
 *
 * An argument's mantissa m gives the place u = |m|, or m itself for `none`. Its entry is
 * min(max(u − first, 0) >> shift, entries − 1), with `first` 0 but for `none`; shift is the least that keeps the table
 * within `maxEntries` entries. Entry i is t at the middle of the arguments that share it, rounded to nearest
 * (half to even) and saturated; where t has no value it is 0. The table begins and ends where t changes no more in the
 * result type, or at the last argument. A negative argument gives −entry (`odd`) or 1 − entry (`complement`),
 * saturated.
 *
 * @throws {InterlaceError} if max(x, 0) + t cannot be added exactly.
 */
export function planTable(kernel: TableKernel, types: TableTypes, maxEntries: number): TablePlan {
  const { x, result } = types;
  const cells = cellsOf(kernel, types, maxEntries);
  const entries = cells.map((cell) => cell.entry);
  const type = kernel.symmetry === "rest" || kernel.symmetry === "linear" ? narrow(entries, result) : result;
  if (kernel.symmetry === "rest") checkSum(kernel, { x, entry: type });
  const data = BigInt64Array.from(entries, laneOf) as Mantissas;
  const errors = cells.flatMap(({ entry, places }) =>
    places.map((u) => Math.abs(realOf(entry, result) - tabledAt(kernel, x, 2n * u)))
  );
  return {
    kind: "table",
    function: kernel.function,
    symmetry: kernel.symmetry,
    shift: cells[0].shift,
    first: cells[0].first,
    entries: { shape: [data.length], type, data },
    slope: slopeOf(kernel, types),
    // Where t has no value or is infinite, no number is right.
    worstError: largest(errors.filter(Number.isFinite), 0) * 2 ** fractionBits(result),
  };
}

/** The result type with the rounding and saturation of table entries. */
export function tableEntryType(result: FixedType): FixedType {
  return { ...result, quantization: "AP_RND_CONV", overflow: "AP_SAT" };
}

/** Entry for a negative argument: −entry or 1 − entry, saturated to the result type. */
export function foldEntry(entry: bigint, symmetry: "odd" | "complement", result: FixedType): bigint {
  const fraction = fractionBits(result);
  if (symmetry === "odd") return castMantissa(-entry, fraction, tableEntryType(result));
  const common = Math.max(fraction, 0);
  const one = 1n << BigInt(common);
  return castMantissa(one - (entry << BigInt(common - fraction)), common, tableEntryType(result));
}

/** Some neighbouring places of arguments that share an entry. */
interface Cell {
  readonly entry: Mantissa;
  /** Where the entry may be furthest off: the outermost places, and those beside a turn. */
  readonly places: readonly bigint[];
  /** The same in all cells of a table. */
  readonly shift: number;
  readonly first: bigint;
}

function cellsOf(kernel: TableKernel, { x, result }: TableTypes, maxEntries: number): Cell[] {
  const { min, max } = mantissaRange(x);
  const whole = kernel.symmetry === "none";
  const range = { from: whole ? min as bigint : 0n, to: !whole && -min > max ? -min : max as bigint };
  const fitting = kernel.symmetry === "rest" || kernel.symmetry === "linear"
    ? wide(result)
    : tableEntryType(result);
  const entryAt = (twiceU: bigint) => castSaturating(tabledAt(kernel, x, twiceU), fitting);

  const turn = BigInt(Math.floor((kernel.turn ?? 0) * 2 ** fractionBits(x)));
  const end = lastChange({ ...range, turn }, (u) => entryAt(2n * u));
  const first = whole ? -lastChange({ from: -end, to: -min, turn: -end }, (u) => entryAt(-2n * u)) : 0n;
  let shift = 0;
  while ((end - first) >> BigInt(shift) >= BigInt(maxEntries)) shift++;
  const count = Number((end - first) >> BigInt(shift)) + 1;
  return Array.from({ length: count }, (_, i): Cell => {
    const low = first + (BigInt(i) << BigInt(shift));
    const next = low + (1n << BigInt(shift));
    const lowest = i === 0 ? range.from : low;
    const last = i === count - 1 || next > range.to ? range.to : next - 1n;
    const turns = kernel.turn === undefined ? [] : [turn, turn + 1n].filter((u) => u > lowest && u < last);
    return { entry: entryAt(low + next - 1n), places: [lowest, ...turns, last], shift, first };
  });
}

/** t at half of `twiceU` steps of the input type. */
function tabledAt(kernel: TableKernel, x: FixedType, twiceU: bigint): number {
  const place = Number(twiceU) * 2 ** (-fractionBits(x) - 1);
  return kernel.evaluate(kernel.symmetry === "rest" || kernel.symmetry === "linear" ? -place : place);
}

/** A cast of any float64: what is no number becomes 0, the infinities saturate. */
function castSaturating(value: number, type: FixedType): Mantissa {
  if (Number.isNaN(value)) return castReal(0, type);
  if (Number.isFinite(value)) return castReal(value, type);
  const { min, max } = mantissaRange(type);
  return value > 0 ? max : min;
}

/** As many integer bits as 64 bits leave, with the result's fraction bits. */
function wide(result: FixedType): FixedType {
  return { ...tableEntryType(result), width: 64, integer: 64 - fractionBits(result), signed: true };
}

/** The least signed type with the result's fraction bits that holds all entries. */
function narrow(entries: readonly Mantissa[], result: FixedType): FixedType {
  const [lo, hi] = entries.reduce(([a, b], entry) => [entry < a ? entry : a, entry > b ? entry : b], [
    0n,
    0n,
  ]);
  const { width, integer } = narrowestType({ lo, hi, fraction: fractionBits(result) }, { signed: true });
  return { ...tableEntryType(result), width, integer, signed: true };
}

function checkSum(
  kernel: TableKernel,
  { x, entry }: { readonly x: FixedType; readonly entry: FixedType },
): void {
  const bits = Math.max(x.integer, entry.integer) + 2 + Math.max(fractionBits(x), fractionBits(entry));
  if (bits <= MAX_BITS) return;
  throw new InterlaceError(
    `Cannot build the table of ${kernel.function}: the sum of its input and an entry needs ${bits} bits, at most ` +
      `${MAX_BITS} are supported`,
    { hint: "Bring the binary points of its input and of its result closer together." },
  );
}

function slopeOf(kernel: TableKernel, types: TableTypes): FixedTensor | null {
  if (kernel.symmetry !== "linear") return null;
  const { slope = 1 } = kernel;
  return quantise(Float64Array.of(slope), [1], slope === 1 || types.slope === undefined ? ONE : types.slope);
}

/**
 * The least place from which on a function has the value that it has at the last place. The function is monotone up to
 * its turn, which is its only one, and from there on.
 */
function lastChange(
  range: { readonly from: bigint; readonly to: bigint; readonly turn: bigint },
  valueAt: (u: bigint) => bigint,
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
