import { type FixedType, fractionBits } from "../../fixed/mod.ts";
import type { TablePrimitive } from "../../layers/mod.ts";
import { MAX_SEGMENTS, planTable } from "./table.ts";
import { canCover, type Stretch, stretchesOf } from "./table_segments.ts";
import { TabledFunction, type TableTypes } from "./tabled_function.ts";

/** Most entries that a table may be given: larger ones do not fit a device. */
export const MAX_TABLE_SIZE = 2 ** 16;

/** In units of a result's last bit: a table may be off by so much before the user hears of it. */
export const TOLERATED = 4;

/** Only a table whose estimated error is within this factor of what is tolerated is built, to see. */
const DOUBTFUL = 1.5;

/** A table that may be too coarse. All errors are in units of the result's last bit. */
export interface TableAccuracy {
  /** Subject and verb of the sentence: `table of tanh is`. */
  readonly what: string;
  readonly result: FixedType;
  /** The most that the result is off by. */
  readonly worst: number;
  readonly tolerated: number;
  /** The table's most entries, as they were set. */
  readonly size: number;
  /** Whether the result would be off by no more than is tolerated with so many entries. */
  readonly wouldDo: (size: number, tolerated: number) => boolean;
}

/** What a user should know of a table that is off by more than is tolerated, and which size would do; else null. */
export function tableWarning(
  { what, result, worst, tolerated, size, wouldDo }: TableAccuracy,
): string | null {
  if (worst <= tolerated) return null;
  // The largest first: mostly it says that none will do.
  let enough = wouldDo(MAX_TABLE_SIZE, tolerated) ? 2 ** Math.floor(Math.log2(size) + 1) : Infinity;
  while (enough < MAX_TABLE_SIZE && !wouldDo(enough, tolerated)) enough *= 2;
  const advice = enough <= MAX_TABLE_SIZE
    ? `TableSize ${enough} would do`
    : `no TableSize up to ${MAX_TABLE_SIZE} would do; a coarser result or a smaller range of its input may`;
  const error = (worst * 2 ** -fractionBits(result)).toPrecision(2);
  return `with TableSize ${size} its ${what} off by up to ${error}, ${
    Math.ceil(worst)
  } units in the last place of ` +
    `its result: ${advice}`;
}

/**
 * Whether a function's table of a size is off by no more than is tolerated, in units of the result's last bit. Where the
 * segments that its slopes ask for leave no doubt, no table is built.
 */
export function functionWouldDo(primitive: TablePrimitive, types: TableTypes): TableAccuracy["wouldDo"] {
  let stretches: readonly Stretch[] | undefined;
  const unit = 2 ** -fractionBits(types.result);
  return (size, tolerated) => {
    const known = stretches ??= stretchesOf(new TabledFunction(primitive, types));
    // Rounding an entry is off by half a unit itself.
    const reaches = (units: number) =>
      canCover(known, { error: (units - 0.5) * unit, entries: size, segments: MAX_SEGMENTS });
    if (!reaches(DOUBTFUL * tolerated)) return false;
    return reaches(tolerated / DOUBTFUL) || planTable(primitive, types, size).worstError <= tolerated;
  };
}
