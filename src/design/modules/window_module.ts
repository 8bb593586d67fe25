import { largest } from "../../base/numbers/extremes.ts";
import { type PackedField, packedFields } from "../../base/numbers/packed.ts";
import { indexBits } from "../../walk/mod.ts";
import { type ConstantMemory, constantMemory } from "../memories/constant_memory.ts";
import type { WindowTap } from "../plans/convolution_plans.ts";
import type { ElasticTiming } from "../../target/mod.ts";
import type { WindowModule } from "../plans/module_plans.ts";
import type { WindowSteps } from "../plans/walk_plans.ts";

/** Words up to which no tool takes block RAM for them: two of the memories that look-up tables are. */
const SHORT_LINE = 32;

/**
 * Plans the control of a window that moves step by step: two memories of entries, and the bits of their fields.
 *
 * @param lineWords Words of a memory of its rows. Default: the pixels of a row.
 */
export function planWindowModule(
  steps: WindowSteps,
  { lineAfter }: ElasticTiming,
  lineWords: number = steps.columns,
): WindowModule {
  const { rows: height, columns, memories, window, sweeps, positions } = steps;
  const widths = {
    column: indexBits(columns),
    count: indexBits(columns) + 1,
    row: indexBits(memories),
    need: indexBits(3 * height + memories + 1) + 2,
    credit: indexBits(memories + height + 1) + 1,
    phase: indexBits(steps.phases),
  };
  return {
    steps,
    // Whatever is shorter becomes look-up tables, which need no register behind them.
    lineAfter: lineWords > SHORT_LINE ? lineAfter : 0,
    widths,
    sweeps: entries(sweeps, ({ position, phase, need, nextNeed, laterNeed, advance, gives }, k) => [
      { value: need, width: widths.need },
      { value: nextNeed, width: widths.need },
      { value: laterNeed, width: widths.need },
      { value: mask(window.rows, (row) => isIn(position - row, height)), width: window.rows },
      { value: phase, width: widths.phase },
      { value: advance, width: widths.row },
      { value: gives, width: widths.credit },
      { value: k === sweeps.length - 1, width: 1 },
    ]),
    positions: entries(positions, ({ position, column, reads, shares, phase, count }, k) => [
      { value: column, width: widths.column },
      { value: positions.at(k + 1)?.column ?? 0, width: widths.column },
      { value: mask(window.columns, (back) => isIn(position - back, columns)), width: window.columns },
      { value: phase, width: widths.phase },
      { value: count, width: widths.phase + 1 },
      { value: reads, width: 1 },
      { value: shares, width: 1 },
      { value: shares && k === positions.length - steps.overlap, width: 1 },
    ]),
  };
}

/** Bits of the index of a pixel of the window, up to the last one that is read. */
export function tapBits(taps: readonly WindowTap[]): number {
  return indexBits(largest(taps.map(({ pixel }) => pixel), 0) + 1);
}

/** A memory with an entry for each of some things, of fields that are as wide for all of them. */
function entries<Of>(
  all: readonly Of[],
  fieldsOf: (of: Of, index: number) => readonly PackedField[],
): ConstantMemory {
  return constantMemory({
    words: all.length,
    bits: fieldsOf(all[0], 0).reduce((sum, { width }) => sum + width, 0),
    fill: () => all.map((each, index) => packedFields(fieldsOf(each, index))),
  });
}

function mask(count: number, has: (index: number) => boolean): bigint {
  let bits = 0n;
  for (let i = 0; i < count; i++) if (has(i)) bits |= 1n << BigInt(i);
  return bits;
}

function isIn(index: number, length: number): boolean {
  return index >= 0 && index < length;
}
