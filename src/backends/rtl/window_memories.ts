import type { UnrolledWalk } from "../../schedule/mod.ts";
import { indexWidth, memoryFile, packedFields } from "./literals.ts";

/** The walk of `window_walk.v` as two memories of entries, and the sizes that go with them. */
export interface WindowMemories {
  readonly widths: {
    readonly column: number;
    readonly count: number;
    readonly row: number;
    readonly need: number;
    readonly credit: number;
    readonly phase: number;
  };
  /** Entries of sweeps and of columns, as `$readmemh` reads them. */
  readonly sweeps: string;
  readonly positions: string;
}

/** The walk of a window as memories. */
export function windowMemories(walk: UnrolledWalk): WindowMemories {
  const { rows: height, columns, memories, window, sweeps, positions } = walk;
  const widths = {
    column: indexWidth(columns),
    count: indexWidth(columns) + 1,
    row: indexWidth(memories),
    need: indexWidth(2 * height + memories + 1) + 2,
    credit: indexWidth(memories + height + 1) + 1,
    phase: indexWidth(walk.phases),
  };
  const sweepFields = sweeps.map(({ position, phase, need, nextNeed, advance, gives }, k) => [
    { value: need, width: widths.need },
    { value: nextNeed, width: widths.need },
    { value: mask(window.rows, (row) => isIn(position - row, height)), width: window.rows },
    { value: phase, width: widths.phase },
    { value: advance, width: widths.row },
    { value: gives, width: widths.credit },
    { value: k === sweeps.length - 1, width: 1 },
  ]);
  const positionFields = positions.map(({ position, column, reads, shares, phase, count }) => [
    { value: column, width: widths.column },
    { value: mask(window.columns, (back) => isIn(position - back, columns)), width: window.columns },
    { value: phase, width: widths.phase },
    { value: count, width: widths.phase + 1 },
    { value: reads, width: 1 },
    { value: shares, width: 1 },
  ]);
  return { widths, sweeps: linesOf(sweepFields), positions: linesOf(positionFields) };
}

type Fields = Parameters<typeof packedFields>[0];

function linesOf(entries: readonly Fields[]): string {
  const width = entries[0].reduce((sum, field) => sum + field.width, 0);
  return memoryFile(entries.map(packedFields), width);
}

function mask(count: number, has: (index: number) => boolean): bigint {
  let bits = 0n;
  for (let i = 0; i < count; i++) if (has(i)) bits |= 1n << BigInt(i);
  return bits;
}

function isIn(index: number, length: number): boolean {
  return index >= 0 && index < length;
}
