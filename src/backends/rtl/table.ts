import { largest } from "../../base/extremes.ts";
import { packed } from "../../base/packed.ts";
import {
  type Stage,
  type StreamTensor,
  tableEntryType,
  type TableModule,
  type TablePlan,
} from "../../design/mod.ts";
import { fractionBits, mantissaAt } from "../../fixed/mod.ts";
import type { TableSymmetry } from "../../layers/mod.ts";
import { indexBits } from "../../schedule/mod.ts";
import { castParameters } from "./cast.ts";
import { memoryFile, signedWidth } from "./literals.ts";
import type { StageModule } from "./module.ts";
import { naming } from "./names.ts";

/** What `table_lookup.v` makes of an entry. */
const FORMS: Readonly<Record<TableSymmetry, number>> = { none: 0, odd: 1, complement: 2, rest: 3, linear: 4 };

/** Bits in which `table_lookup.v` is told how far a place is moved. */
const SHIFT_WIDTH = 8;

/** A table as an instance of `table_lookup.v`. */
export function tableModule(
  { id }: Stage,
  { plan, module, input, output }: {
    readonly plan: TablePlan;
    readonly module: TableModule;
    readonly input: StreamTensor;
    readonly output: StreamTensor;
  },
): StageModule {
  const { entries, segments, symmetry, slope } = plan;
  const fractions = {
    x: fractionBits(input.type),
    entry: fractionBits(entries.type),
    slope: fractionBits(input.type) + (slope === null ? 0 : fractionBits(slope.type)),
  };
  const fraction = largest([
    fractions.entry,
    ...symmetry === "rest" ? [fractions.x] : [],
    ...symmetry === "linear" ? [fractions.slope] : [],
    ...symmetry === "complement" ? [0] : [],
  ]);
  const factor = symmetry !== "linear" || slope === null
    ? 0n
    : mantissaAt(slope.data, 0, slope.type) << BigInt(fraction - fractions.slope);
  const lifts = { entry: fraction - fractions.entry, x: symmetry === "rest" ? fraction - fractions.x : 0 };
  const one = symmetry === "complement" ? 1n << BigInt(fraction) : 0n;
  const slopeWidth = signedWidth([factor]);
  const exactWidth = 2 + largest([
    entries.type.width + lifts.entry,
    input.type.width + lifts.x,
    input.type.width + slopeWidth,
    signedWidth([one]),
  ]);
  const count = module.entries.words;
  const places = [plan.first, ...segments.flatMap(({ from, base }) => [from, BigInt(base)]), BigInt(count)];
  // Sums of a base and of an offset within the numbers of x.
  const placeWidth = largest([input.type.width, signedWidth(places)]) + 2;
  const vector = (values: readonly (bigint | number)[], bits: number) => ({
    bits: packed(values, bits),
    width: bits * values.length,
  });
  const file = naming.memory(id, "entries");
  // Entries of a function that keeps its range are rounded and saturated as entries are; sums, as results are.
  const result = symmetry === "rest" || symmetry === "linear" ? output.type : tableEntryType(output.type);
  return {
    module: "table_lookup",
    parameters: [
      ["LANES", input.beats.width],
      ["X_WIDTH", input.type.width],
      ["X_SIGNED", input.type.signed],
      ["FORM", FORMS[symmetry]],
      ["U_WIDTH", placeWidth],
      ["FIRST", { bits: plan.first, width: placeWidth }],
      ["SEGMENTS", segments.length],
      ["FROM", vector(segments.map(({ from }) => from), placeWidth)],
      ["SHIFT", vector(segments.map(({ shift }) => shift), SHIFT_WIDTH)],
      ["BASE", vector(segments.map(({ base }) => base), placeWidth)],
      ["ENTRIES", count],
      ["ADDRESS_WIDTH", indexBits(count)],
      ["ENTRY_WIDTH", entries.type.width],
      ["ENTRY_SIGNED", entries.type.signed],
      ["FILE", file],
      ["E_WIDTH", exactWidth],
      ["ENTRY_LIFT", lifts.entry],
      ["X_LIFT", lifts.x],
      ["S_WIDTH", slopeWidth],
      ["SLOPE", { bits: factor, width: slopeWidth }],
      ["ONE", { bits: one, width: exactWidth }],
      ...castParameters("RESULT", { dropped: fraction - fractionBits(result), to: result }),
    ],
    memories: new Map([[file, memoryFile(module.entries)]]),
    inputs: ["in"],
    outputs: [""],
  };
}
