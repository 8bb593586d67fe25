import { packed } from "../../../base/numbers/packed.ts";
import type { ConstantMemory, Stage, StreamTensor, TableForm } from "../../../design/mod.ts";
import type { TableSymmetry } from "../../../layers/mod.ts";
import { castParameters } from "./cast.ts";
import { memoryFile } from "../text/literals.ts";
import type { StageModule } from "../text/module.ts";
import { naming } from "../text/names.ts";

/** What `table_lookup.v` makes of an entry. */
const FORMS: Readonly<Record<TableSymmetry, number>> = { none: 0, odd: 1, complement: 2, rest: 3, linear: 4 };

/** Bits in which `table_lookup.v` is told how far a place is moved. */
const SHIFT_WIDTH = 8;

/** A table as an instance of `table_lookup.v`. */
export function tableModule(
  { id }: Stage,
  { table: { first, entries, segments }, symmetry, placeBits, lifts, slope, one, exactBits, result }:
    TableForm,
  { memory, input }: { readonly memory: ConstantMemory; readonly input: StreamTensor },
): StageModule {
  const vector = (values: readonly (bigint | number)[], bits: number) => ({
    bits: packed(values, bits),
    width: bits * values.length,
  });
  const file = naming.memory(id, "entries");
  return {
    module: "table_lookup",
    parameters: [
      ["LANES", input.beats.width],
      ["X_WIDTH", input.type.width],
      ["X_SIGNED", input.type.signed],
      ["FORM", FORMS[symmetry]],
      ["U_WIDTH", placeBits],
      ["FIRST", { bits: first, width: placeBits }],
      ["SEGMENTS", segments.length],
      ["FROM", vector(segments.map(({ from }) => from), placeBits)],
      ["SHIFT", vector(segments.map(({ shift }) => shift), SHIFT_WIDTH)],
      ["BASE", vector(segments.map(({ base }) => base), placeBits)],
      ["ENTRIES", memory.words],
      ["ADDRESS_WIDTH", memory.addressBits],
      ["ENTRY_WIDTH", entries.type.width],
      ["ENTRY_SIGNED", entries.type.signed],
      ["FILE", file],
      ["E_WIDTH", exactBits],
      ["ENTRY_LIFT", lifts.entry],
      ["X_LIFT", lifts.x],
      ["S_WIDTH", slope.bits],
      ["SLOPE", { bits: slope.factor, width: slope.bits }],
      ["ONE", { bits: one, width: exactBits }],
      ...castParameters("RESULT", result),
    ],
    memories: new Map([[file, memoryFile(memory)]]),
    inputs: ["in"],
    outputs: [""],
  };
}
