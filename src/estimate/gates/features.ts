import type { DspSize } from "../../target/mod.ts";
import { dspsOfMultiplier, type GateFamily, memoryCells, outerRegisters } from "./family.ts";
import { type ModuleParts, PART_NAMES } from "./parts.ts";

/** What look-up tables and flip-flops are fitted to: the parts of a module, those of its memories, and that it is one. */
export const FEATURES = [
  ...PART_NAMES,
  "tables",
  "written",
  "read",
  "narrowProducts",
  "module",
] as const;

/** Something that look-up tables or flip-flops are counted by. */
export type Feature = typeof FEATURES[number];

/** How much of each there is. */
export type Features = Readonly<Record<Feature, number>>;

/** What is not fitted but counted, and what is fitted to. */
export interface CountedModule {
  readonly DSP: number;
  readonly BRAM_18K: number;
  readonly features: Features;
}

/** Counts a module in cells of a family, with the multipliers of a part. */
export function countModule(parts: ModuleParts, family: GateFamily, dsp: DspSize): CountedModule {
  const memories = parts.memories.map((memory) => memoryCells(memory, family));
  const total = (of: (cells: typeof memories[number]) => number) =>
    memories.reduce((sum, cells) => sum + of(cells), 0);
  const multiplied = parts.multipliers.map((each) => ({
    ...each,
    DSP: each.inLogic ? 0 : dspsOfMultiplier(each, family, dsp),
  }));
  // Rows of adders are chosen where they are added up: `templates/rtl/gates/ecp5_row_pair.v`.
  const narrow = multiplied.filter(({ DSP, inLogic }) => DSP === 0 && !(inLogic && family === "ecp5"));
  return {
    DSP: multiplied.reduce((sum, { count, DSP }) => sum + count * DSP, 0),
    BRAM_18K: total(({ blocks }) => blocks),
    features: {
      registers: parts.registers +
        multiplied.reduce(
          (sum, { DSP, ...each }) => sum + each.count * outerRegisters(each, { family, DSP }),
          0,
        ),
      sums: parts.sums,
      comparisons: parts.comparisons,
      choices: parts.choices,
      muxes: parts.muxes + total(({ muxes }) => muxes),
      constants: parts.constants,
      masks: parts.masks,
      control: parts.control,
      tables: total(({ tables }) => tables),
      written: total(({ written }) => written),
      read: total(({ registers }) => registers),
      narrowProducts: narrow.reduce((sum, { count, a, b }) => sum + count * a * b, 0),
      module: 1,
    },
  };
}
