import { isConstant, type MemoryPlan, type MemorySize } from "../../design/mod.ts";
import type { Multipliers } from "./parts.ts";
import { type DspSize, dspsOf, hasFourInputTables } from "../../target/mod.ts";

/** Families of parts whose cells were counted: look-up tables of four inputs, and of six. */
export const GATE_FAMILIES = ["ecp5", "xc7"] as const;

/** A family of parts whose cells were counted. */
export type GateFamily = typeof GATE_FAMILIES[number];

/** The family that a part is estimated as: the one with as large look-up tables. */
export function gateFamilyOf(part: string): GateFamily {
  return hasFourInputTables(part) ? "ecp5" : "xc7";
}

/** What a memory is made of. */
export interface MemoryCells {
  /** Block RAMs of 18 Kibit. */
  readonly blocks: number;
  /** Look-up tables with contents that never change, each for a bit of a word. */
  readonly tables: number;
  /** Look-up tables that are written. */
  readonly written: number;
  /** One of several words: its bits, for every word but the first. */
  readonly muxes: number;
  /** Bits of the word that was read, where no block RAM holds it. */
  readonly registers: number;
}

/** Of what a family makes memories. */
interface FamilyMemories {
  /** Words of a look-up table with constant contents. */
  readonly tableWords: number;
  /** Memories that are written and made of look-up tables: words, bits, how many tables, what Yosys weighs them with. */
  readonly written: readonly (MemorySize & { readonly tables: number; readonly cost: number })[];
  /** Block RAMs: words, bits, how many of 18 Kibit, what Yosys weighs them with. */
  readonly blocks: readonly (MemorySize & { readonly halves: number; readonly cost: number })[];
}

/** Shapes of a block RAM of 18 Kibit: 16 Kibit alone where words are no multiples of nine bits. */
const BLOCKS = [[16384, 1], [8192, 2], [4096, 4], [2048, 9], [1024, 18], [512, 36]] as const;

/**
 * What Yosys 0.70 chooses from, and the costs by which it does (`share/lattice/brams_16kd.txt`, `lutrams_trellis.txt`;
 * `share/xilinx/brams_xc4v.txt`, `lutrams_xc5v.txt`).
 */
const MEMORIES: Readonly<Record<GateFamily, FamilyMemories>> = {
  ecp5: {
    tableWords: 16,
    written: [{ depth: 16, width: 4, tables: 4, cost: 4 }],
    blocks: BLOCKS.map(([depth, width]) => ({ depth, width, halves: 1, cost: 128 })),
  },
  xc7: {
    tableWords: 64,
    written: [{ depth: 32, width: 6, tables: 4, cost: 8 }, { depth: 64, width: 3, tables: 4, cost: 8 }],
    blocks: BLOCKS.flatMap(([depth, width]) => [
      { depth, width, halves: 1, cost: 129 },
      { depth: 2 * depth, width, halves: 2, cost: 257 },
      { depth, width: 2 * width, halves: 2, cost: 257 },
    ]),
  },
};

/**
 * Look-up tables of logic that Yosys weighs a bit of a constant memory with (`memory_libmap -logic-cost-rom`): its default, of which
 * a memory of 36 bits becomes block RAM from 57 words on, and what `synth_xilinx` asks for.
 */
const CONSTANT_BIT_COST: Readonly<Record<GateFamily, number>> = { ecp5: 1 / 16, xc7: 1 / 64 };

/** What a memory is made of in a family: what Yosys finds cheapest. */
export function memoryCells(memory: MemoryPlan, family: GateFamily): MemoryCells {
  const { tableWords, written, blocks } = MEMORIES[family];
  const { words, bits, count, role } = memory;
  const tiles = <Shape extends MemorySize & { readonly cost: number }>(shapes: readonly Shape[]) =>
    shapes.map((shape) => {
      const deep = Math.ceil(words / shape.depth);
      const number = deep * Math.ceil(bits / shape.width);
      return { shape, deep, number, cost: number * shape.cost };
    }).reduce((best, each) => each.cost < best.cost ? each : best);
  const block = tiles(blocks);
  const none = { blocks: 0, tables: 0, written: 0, muxes: 0, registers: 0 };
  const asBlocks = {
    ...none,
    blocks: count * block.number * block.shape.halves,
    muxes: count * (block.deep - 1) * bits,
  };
  // Read without a register in front, which no block RAM does.
  const registers = role === "pixels" ? 0 : count * bits;
  // One word is registers.
  if (words === 1) return { ...none, registers: 2 * count * bits };
  if (isConstant(memory)) {
    const tables = Math.min(bits, 2 ** words) * Math.ceil(words / tableWords);
    return block.cost < words * bits * CONSTANT_BIT_COST[family]
      ? asBlocks
      : { ...none, tables: count * tables, registers };
  }
  const table = tiles(written);
  return block.cost <= table.cost && role !== "pixels" ? asBlocks : {
    ...none,
    written: count * table.number * table.shape.tables,
    muxes: count * (table.deep - 1) * bits,
    registers,
  };
}

/** Registers that a multiplier of a family has of its own: in front of its factors, behind its product. */
const OWN_REGISTERS: Readonly<Record<GateFamily, Pick<Multipliers, "before" | "after">>> = {
  // `templates/rtl/gates/ecp5_mul.v`: the last in front and the first two behind, and none if either side has none.
  ecp5: { before: 1, after: 2 },
  // UG479: A1 and A2, M and P.
  xc7: { before: 2, after: 2 },
};

/** Bits of the registers around a multiplier that are not within it: those of several DSPs, which adders put together, all. */
export function outerRegisters(multiplier: Multipliers, { family, DSP }: DspUse): number {
  const { a, b, before, after, isConstant = false, sharedBy = 1 } = multiplier;
  const own = OWN_REGISTERS[family];
  const isWithin = DSP === 1 && (family !== "ecp5" || (before > 0 && after > 0));
  const inFront = isWithin ? Math.max(0, before - own.before) : before;
  const behind = isWithin ? Math.max(0, after - own.after) : after;
  return Math.round(a * inFront / sharedBy) + (isConstant ? 0 : b * inFront) + (a + b) * behind;
}

/** What a multiplier is made of. */
interface DspUse {
  readonly family: GateFamily;
  /** How many it takes. */
  readonly DSP: number;
}

/** Bits of factors and products from which Yosys takes DSPs (`synth_lattice`, `synth_xilinx`). */
const LEAST_PRODUCTS: Readonly<Record<GateFamily, { readonly factor: number; readonly product: number }>> = {
  ecp5: { factor: 2, product: 4 },
  xc7: { factor: 2, product: 9 },
};

/** DSPs of a multiplier: none where it is so narrow that Yosys makes it of look-up tables. */
export function dspsOfMultiplier(
  { a, b }: Pick<Multipliers, "a" | "b">,
  family: GateFamily,
  dsp: DspSize,
): number {
  const { factor, product } = LEAST_PRODUCTS[family];
  return Math.min(a, b) < factor || a + b < product ? 0 : dspsOf({ a, b }, dsp);
}
