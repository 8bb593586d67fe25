import { packed } from "../../../base/numbers/packed.ts";
import type { WindowModule, WindowTap, WindowWords } from "../../../design/mod.ts";
import { memoryFile } from "../text/literals.ts";
import { type Parameter, walkParameters, wordParameter } from "../text/module.ts";
import { naming } from "../text/names.ts";

/** A moving window as parameters of a module that has one. */
export interface WindowParameters {
  readonly parameters: readonly Parameter[];
  readonly memories: ReadonlyMap<string, string>;
}

/** What `moving_window.v` gets of a stage, but for its pixels and for how long an output takes. */
export function windowParameters(
  id: string,
  { steps: walk, lineAfter, widths, sweeps, positions }: WindowModule,
): WindowParameters {
  const files = { sweeps: naming.memory(id, "sweeps"), positions: naming.memory(id, "positions") };
  return {
    parameters: [
      ["ROWS", walk.rows],
      ["COLUMNS", walk.columns],
      ["COLUMN_WIDTH", widths.column],
      ["COUNT_WIDTH", widths.count],
      ["MEMORIES", walk.memories],
      ["ROW_WIDTH", widths.row],
      ["FIRST_ROW", walk.firstRow],
      ["NEED_WIDTH", widths.need],
      ["CREDIT_WIDTH", widths.credit],
      ["WINDOW_ROWS", walk.window.rows],
      ["WINDOW_COLUMNS", walk.window.columns],
      ["SWEEPS", sweeps.words],
      ["SWEEP_WIDTH", sweeps.bits],
      ...walkParameters("SWEEP", sweeps, files.sweeps),
      ["POSITIONS", positions.words],
      ["POSITION_WIDTH", positions.bits],
      ["POSITION_FIRST", wordParameter(positions)],
      ["POSITION_RESTARTS", wordParameter(positions, walk.overlap)],
      ["POSITION_FILE", files.positions],
      ["OVERLAP", walk.overlap],
      ["LINE_AFTER", lineAfter],
      ["PHASES", walk.phases],
      ["PHASE_WIDTH", widths.phase],
    ],
    memories: new Map([[files.sweeps, memoryFile(sweeps)], [files.positions, memoryFile(positions)]]),
  };
}

/** A window that stays in memory, as parameters of `convolution.v`; none of one in registers. */
export function wordParameters(id: string, words: WindowWords | null): WindowParameters {
  if (words === null) return { parameters: [], memories: new Map() };
  const { chunks, chunkBits, addressBits, rowBits, columnBits, taps, phases } = words;
  const file = naming.memory(id, "taps");
  const perPhase = (of: (phase: typeof phases[number]) => number) => ({
    bits: packed(phases.map(of), taps.addressBits),
    width: taps.addressBits * phases.length,
  });
  return {
    parameters: [
      ["BY_WORDS", 1],
      ["CHUNKS", chunks],
      ["CHUNK_WIDTH", chunkBits],
      ["LINE_WORDS", words.words],
      ["LINE_ADDRESS_WIDTH", addressBits],
      ["READS", taps.words],
      ["READ_WIDTH", taps.addressBits],
      ["READ_ROW_WIDTH", rowBits],
      ["READ_COLUMN_WIDTH", columnBits],
      ["READ_FILE", file],
      ["PHASE_FIRST", perPhase(({ first }) => first)],
      ["PHASE_REST", perPhase(({ rest }) => rest)],
    ],
    memories: new Map([[file, memoryFile(taps)]]),
  };
}

/**
 * Which pixels of the window a module reads.
 *
 * @param slots Its taps in order; null for one that a phase leaves unused.
 * @param width Bits of a pixel's index.
 */
export function tapParameters(slots: readonly (WindowTap | null)[], width: number): readonly Parameter[] {
  const pixels = slots.map((tap) => tap?.pixel ?? 0);
  return [
    ["TAP_WIDTH", width],
    ["TAP_PIXEL", { bits: packed(pixels, width), width: width * pixels.length }],
  ];
}
