import { largest } from "../../base/extremes.ts";
import { type AxisPlan, phasesAt } from "../../schedule/mod.ts";
import { indexWidth, memoryFile, packedFields } from "./literals.ts";

/** What moves a window: the axes of a convolution. */
export interface WindowAxes {
  /** Null for a sequence. */
  readonly rows: AxisPlan | null;
  readonly columns: AxisPlan;
}

/** The walk of `window_walk.v` as two memories of entries, and the sizes that go with them. */
export interface WindowMemories {
  /** Of the input. */
  readonly rows: number;
  readonly columns: number;
  /** Of the window. */
  readonly window: { readonly rows: number; readonly columns: number };
  /** Of rows times those of columns. */
  readonly phases: number;
  /** Rows that the line buffer holds. */
  readonly memories: number;
  /** Memory of the newest row of the first sweep. */
  readonly firstRow: number;
  /** Columns that the end of a sweep shares with the beginning of the next. */
  readonly overlap: number;
  readonly widths: {
    readonly column: number;
    readonly count: number;
    readonly row: number;
    readonly need: number;
    readonly credit: number;
    readonly phase: number;
  };
  readonly sweeps: WalkMemory;
  readonly positions: WalkMemory;
}

/** Entries of an axis, as `$readmemh` reads them. */
export interface WalkMemory {
  readonly count: number;
  readonly file: string;
}

/** A sequence is a map of one row. */
const ONE_ROW: AxisPlan = {
  input: 1,
  output: 1,
  phases: [[{ tap: 0, offset: 0 }]],
  step: 1,
  firstPhase: 0,
  lead: 0,
  grid: 1,
  windows: 1,
  window: 1,
  period: 1,
};

/** A sweep along a row position. */
interface RowSweep {
  /** Of the newest row, which may lie behind the last one. */
  readonly position: number;
  readonly phase: number;
}

/** Plans the walk of a window. */
export function windowMemories({ rows: axis, columns }: WindowAxes): WindowMemories {
  const rows = axis ?? ONE_ROW;
  const sweeps = Array.from(
    { length: rows.grid },
    (_, grid) => phasesAt(rows, grid).map((phase): RowSweep => ({ position: rows.lead + grid, phase })),
  ).flat();
  const height = rows.input;
  const needOf = (k: number) => Math.min(sweeps[k].position, height - 1);
  // Rows before that one were given back; none of an image before its first sweep has ended.
  const keptOf = (k: number) =>
    k === 0 ? 0 : Math.min(height, Math.max(0, sweeps[k].position - rows.window + 1));
  const last = sweeps.length - 1;
  const nextNeed = (k: number) => k === last ? height + needOf(0) : needOf(k + 1);
  const held = sweeps.map((_, k) => Math.max(needOf(k), nextNeed(k)) - keptOf(k) + 1);
  const memories = largest(held, rows.window);

  const widths = {
    column: indexWidth(columns.input),
    count: indexWidth(columns.input) + 1,
    row: indexWidth(memories),
    need: indexWidth(2 * height + memories + 1) + 2,
    credit: indexWidth(memories + height + 1) + 1,
    phase: indexWidth(rows.phases.length * columns.phases.length),
  };
  const advance = (k: number) => {
    const next = k === last ? height + sweeps[0].position : sweeps[k + 1].position;
    // Negative where the last sweep reaches further behind the image than the first one into it.
    const rows = next - sweeps[k].position;
    return ((rows % memories) + memories) % memories;
  };
  const sweepFields = sweeps.map(({ position, phase }, k) => [
    { value: needOf(k), width: widths.need },
    { value: nextNeed(k), width: widths.need },
    { value: mask(rows.window, (row) => isIn(position - row, height)), width: rows.window },
    { value: phase * columns.phases.length, width: widths.phase },
    { value: advance(k), width: widths.row },
    { value: k === last ? height - keptOf(k) : keptOf(k + 1) - keptOf(k), width: widths.credit },
    { value: k === last, width: 1 },
  ]);

  const length = columns.lead + columns.grid;
  const read = Math.min(columns.input, length);
  const overlap = Math.min(columns.lead, length - read, read);
  const positionFields = Array.from({ length }, (_, at) => {
    const phases = phasesAt(columns, at - columns.lead);
    const shared = at - (length - overlap);
    return [
      { value: at < read ? at : Math.max(0, shared), width: widths.column },
      { value: mask(columns.window, (column) => isIn(at - column, columns.input)), width: columns.window },
      { value: phases[0] ?? 0, width: widths.phase },
      { value: phases.length, width: widths.phase + 1 },
      { value: at < read, width: 1 },
      { value: shared >= 0, width: 1 },
    ];
  });
  return {
    rows: height,
    columns: columns.input,
    window: { rows: rows.window, columns: columns.window },
    phases: rows.phases.length * columns.phases.length,
    memories,
    firstRow: sweeps[0].position % memories,
    overlap,
    widths,
    sweeps: { count: sweeps.length, file: linesOf(sweepFields) },
    positions: { count: length, file: linesOf(positionFields) },
  };
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
