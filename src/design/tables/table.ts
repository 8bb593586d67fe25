import { InterlaceError } from "../../base/mod.ts";
import {
  castReal,
  type FixedType,
  fractionBits,
  laneOf,
  type Mantissa,
  narrowestType,
  realOf,
} from "../../fixed/mod.ts";
import type { LookupTable, TablePrimitive, TableSegment, TableSymmetry } from "../../layers/mod.ts";
import type { TargetLimits } from "../../target/mod.ts";
import type { FixedTensor, Mantissas } from "../../tensor/mod.ts";
import { quantise } from "../types/quantise.ts";
import { tableEntryType } from "./table_entries.ts";
import { bentSegments, singleSegment, stretchesOf } from "./table_segments.ts";
import { TabledFunction, type TableTypes } from "./tabled_function.ts";

/** Most entries of a table that nobody set otherwise. */
export const DEFAULT_TABLE_SIZE = 1024;

/** Most segments of a table: more of them hardly make it better. */
export const MAX_SEGMENTS = 4;

/** In units of the result's last bit: a table that is off by no more keeps the segments that it has. */
const GOOD = 2;

/** A further segment, which costs a comparison and a selection, must make the worst error at most this share of it. */
const WORTHWHILE = 0.8;

/** A factor of one. */
const ONE: FixedType = { width: 1, integer: 1, signed: false, quantization: "AP_TRN", overflow: "AP_WRAP" };

/** A non-linear function as a table of its values, in the result type or in one of their own that holds what that cannot. */
export interface FunctionTable extends LookupTable {
  /** Its name for messages and generated names. */
  readonly function: string;
  /** What is tabled, and what else there is: see {@linkcode TableSymmetry}. */
  readonly symmetry: TableSymmetry;
  /** One factor for arguments above zero; null but for `linear`. */
  readonly slope: FixedTensor | null;
  /** Largest |entry − t| over all arguments, in units of the result type's last bit. */
  readonly worstError: number;
}

/**
 * Builds the table of a function.
 *
 * What is tabled, t: the function itself over non-negative arguments where those below zero follow from them (`odd`,
 * `complement`); over the magnitude of negative ones where the rest is linear (`rest`: f(x) = max(x, 0) + t(|x|);
 * `linear`: f(x) = slope·x above zero, t(|x|) below); over all arguments otherwise (`none`). It is brought into the range
 * of the result type before anything else, save for `rest` and `linear`; where it has no value it is 0.
 *
 * An argument's mantissa m gives the place u = max(|m| − first, 0), or max(m − first, 0) for `none`; `first` is 0 but for
 * `none`. Its segment is the last one with from ≤ u, its entry min(base + ((u − from) >> shift), entries − 1). The table
 * begins and ends where t changes no more in the result type, or at the last argument.
 *
 * An entry is the middle between the least and the largest t of the arguments that share it, rounded to nearest (half to
 * even). A negative argument gives −entry (`odd`) or 1 − entry (`complement`), saturated.
 *
 * A table is one segment of the narrowest cells that the entries allow, unless that is off by more than two units in the
 * last place: then there are up to four, narrow where the function bends.
 */
export function planTable(primitive: TablePrimitive, types: TableTypes, maxEntries: number): FunctionTable {
  const { result } = types;
  const tabled = new TabledFunction(primitive, types);
  let best = fill(tabled, singleSegment(tabled.count, maxEntries), Infinity);
  const unit = 2 ** -fractionBits(result);
  const stretches = best.worst > GOOD * unit ? stretchesOf(tabled) : [];
  for (let segments = 2; segments <= MAX_SEGMENTS && best.worst > GOOD * unit; segments++) {
    const asked = WORTHWHILE * best.worst;
    const bent = fill(tabled, bentSegments(stretches, { entries: maxEntries, segments }).segments, asked);
    if (bent.worst <= asked) best = bent;
  }
  const { segments, entries, worst } = best;
  const type = tabled.keepsRange ? tableEntryType(result) : narrow(entries, result);
  const data = BigInt64Array.from(entries, laneOf) as Mantissas;
  return {
    function: primitive.function,
    symmetry: primitive.symmetry,
    first: tabled.first,
    segments,
    entries: { shape: [data.length], type, data },
    slope: slopeOf(primitive, types),
    worstError: worst / unit,
  };
}

/** Segments with their entries. */
interface FilledTable {
  readonly segments: readonly TableSegment[];
  readonly entries: readonly Mantissa[];
  /** Largest |entry − t| over all arguments. */
  readonly worst: number;
}

/** Segments with their entries, up to the first one that is off by more than `most`: the rest is of no use then. */
function fill(tabled: TabledFunction, segments: readonly TableSegment[], most: number): FilledTable {
  const entries: Mantissa[] = [];
  let worst = 0;
  for (const [i, { from, shift }] of segments.entries()) {
    const end = segments[i + 1]?.from ?? tabled.count;
    const cell = 1n << BigInt(shift);
    for (let low = from; low < end; low += cell) {
      const next = low + cell;
      const [least, largest] = tabled.spread(low, (next < end ? next : end) - 1n);
      const entry = castReal((least + largest) / 2, tabled.entryType);
      const real = realOf(entry, tabled.entryType);
      worst = Math.max(worst, Math.abs(real - least), Math.abs(real - largest));
      entries.push(entry);
      if (worst > most) return { segments, entries, worst };
    }
  }
  return { segments, entries, worst };
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

/**
 * Sees to it that max(x, 0) + t can be added exactly where a table holds the rest of a function.
 * @throws {InterlaceError} if it cannot.
 */
export function checkTableSum(plan: FunctionTable, x: FixedType, { intermediateBits }: TargetLimits): void {
  if (plan.symmetry !== "rest") return;
  const { type: entry } = plan.entries;
  const bits = Math.max(x.integer, entry.integer) + 2 + Math.max(fractionBits(x), fractionBits(entry));
  if (bits <= intermediateBits) return;
  throw new InterlaceError(
    `Cannot build the table of ${plan.function}: the sum of its input and an entry needs ${bits} bits, at most ` +
      `${intermediateBits} are supported`,
    {
      code: "limit-exceeded",
      hint: "Bring the binary points of its input and of its result closer together.",
    },
  );
}

function slopeOf(primitive: TablePrimitive, types: TableTypes): FixedTensor | null {
  if (primitive.symmetry !== "linear") return null;
  const { slope = 1 } = primitive;
  return quantise(Float64Array.of(slope), [1], slope === 1 || types.slope === undefined ? ONE : types.slope);
}
