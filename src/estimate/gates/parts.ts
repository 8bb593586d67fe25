import type { MemoryPlan, ModuleCast } from "../../design/mod.ts";
import type { ElasticTiming } from "../../target/mod.ts";

/** What the module of a stage consists of, counted from its plan: bits, but for multipliers and memories. */
export interface ModuleParts {
  /** Registers, but for those of multipliers, of counters and behind memories. */
  readonly registers: number;
  /** Sums and differences. */
  readonly sums: number;
  /** Comparisons. */
  readonly comparisons: number;
  /** One of two words: its bits. */
  readonly choices: number;
  /** One of several words by an index: its bits, for every word but the first. */
  readonly muxes: number;
  /** One of several constants: the same. */
  readonly constants: number;
  /** What is 0 where something does not exist. */
  readonly masks: number;
  /** Registers of counters and of what goes along with beats, with the logic that makes them. */
  readonly control: number;
  /** Products of two numbers that are not known. */
  readonly multipliers: readonly Multipliers[];
  /** Those of the plan. */
  readonly memories: readonly MemoryPlan[];
}

/** Multipliers of one size. */
export interface Multipliers {
  readonly count: number;
  /** Bits of both factors, signed. */
  readonly a: number;
  readonly b: number;
  /** Registers in front of each factor. */
  readonly before: number;
  /** Registers behind the product. */
  readonly after: number;
  /** How many multipliers read the same first factor at the same time: of their registers in front tools make one. */
  readonly sharedBy?: number;
  /** Whether the second factor never changes: it takes no registers. */
  readonly isConstant?: boolean;
  /** Whether it is made of adders (`adder_mul.v`). */
  readonly inLogic?: boolean;
}

/** Of which there are numbers of bits. */
export const PART_NAMES = [
  "registers",
  "sums",
  "comparisons",
  "choices",
  "muxes",
  "constants",
  "masks",
  "control",
] as const;

/** A part that is counted in bits. */
export type PartName = typeof PART_NAMES[number];

/** Nothing. */
export const NO_PARTS: ModuleParts = {
  registers: 0,
  sums: 0,
  comparisons: 0,
  choices: 0,
  muxes: 0,
  constants: 0,
  masks: 0,
  control: 0,
  multipliers: [],
  memories: [],
};

/** All of these together; what is left out of one is nothing. */
export function together(parts: readonly Partial<ModuleParts>[]): ModuleParts {
  const bits = Object.fromEntries(
    PART_NAMES.map((name) => [name, parts.reduce((sum, part) => sum + (part[name] ?? 0), 0)]),
  );
  return {
    ...NO_PARTS,
    ...bits,
    multipliers: parts.flatMap(({ multipliers = [] }) => multipliers),
    memories: parts.flatMap(({ memories = [] }) => memories),
  };
}

/** The same several times. */
export function times(count: number, part: Partial<ModuleParts>): Partial<ModuleParts> {
  const bits = Object.fromEntries(PART_NAMES.map((name) => [name, count * (part[name] ?? 0)]));
  const multipliers = (part.multipliers ?? []).map((each) => ({ ...each, count: count * each.count }));
  return { ...bits, multipliers };
}

/** A cast: rounding adds to all bits that are left, saturation looks at those above and chooses (`cast.v`). */
export function castParts({ dropped, to }: ModuleCast, bits: number): Partial<ModuleParts> {
  const kept = Math.max(1, bits - Math.max(0, dropped));
  const rounds = dropped > 0 && to.quantization !== "AP_TRN";
  const saturates = to.overflow !== "AP_WRAP";
  return {
    sums: rounds ? kept + 1 : 0,
    comparisons: saturates ? Math.max(1, kept + Math.max(0, -dropped) - to.width + 2) : 0,
    choices: saturates ? to.width : 0,
  };
}

/** A result in a register, cast: bits that are always 0 or copies of its sign take none. */
export function resultParts(cast: ModuleCast, bits: number): Partial<ModuleParts> {
  const { dropped, to } = cast;
  const carries = to.quantization === "AP_TRN" ? 0 : 1;
  const varying = dropped < 0
    ? Math.min(to.width + dropped, bits)
    : Math.min(to.width, bits - dropped + carries);
  return together([castParts(cast, bits), { registers: Math.max(1, varying) }]);
}

/** A multiplier (`mul.v`). */
export function multiplierParts(multiplier: Omit<Multipliers, "count">): Partial<ModuleParts> {
  return { multipliers: [{ count: 1, ...multiplier }] };
}

/**
 * A multiplier of adders (`adder_mul.v`): a row for every bit of the second factor, a tree of sums, as many registers, of the
 * first factor one for four rows.
 */
export function adderMultiplierParts(
  { a, b, before, after }: Pick<Multipliers, "a" | "b" | "before" | "after">,
): Partial<ModuleParts> {
  const levels = Math.ceil(Math.log2(b));
  const cycles = before + after;
  const within = Math.min(cycles > 1 ? cycles - 1 : cycles, levels);
  const held = new Set(Array.from({ length: within }, (_, i) => Math.floor(((i + 1) * levels) / within)));
  const inFront = cycles - within;
  let [registers, sums] = [inFront * (a + b) + (inFront > 0 ? (Math.ceil(b / 4) - 1) * a : 0), 0];
  for (let level = 1; level <= levels; level++) {
    const below = Math.ceil(b / 2 ** (level - 1));
    sums += Math.floor(below / 2) * (a + 2 ** (level - 1));
    if (held.has(level)) {
      registers += Math.ceil(below / 2) * Math.min(a + b, a + 2 ** level);
    }
  }
  return { registers, sums, multipliers: [{ count: 1, a, b, before: 0, after: 0, inLogic: true }] };
}

/** Registers around the multipliers of a target. */
export function registersOf(
  { mulBefore, mulAfter }: ElasticTiming,
): Pick<Multipliers, "before" | "after"> {
  return { before: mulBefore, after: mulAfter };
}

/** A division, a bit a cycle (`divide.v`); nothing of a divisor that never changes is registered. */
export function divisionParts(
  { dividend, divisor, isConstant }: {
    readonly dividend: number;
    readonly divisor: number;
    readonly isConstant: boolean;
  },
): Partial<ModuleParts> {
  const steps = dividend + 1;
  return {
    // Bits of dividend and quotient together, rest, divisor, sign; at the end the quotient.
    registers: steps * (dividend + divisor + (isConstant ? 0 : divisor) + 1) + dividend + 1,
    sums: dividend * (divisor + 1) + 3 * dividend,
    choices: dividend * (divisor + 1),
  };
}

/** Words in registers of a tree: of every so many levels and of the last one, but not of the leaves. */
export function treeNodes(leaves: number, every = 1): number {
  let nodes = 0;
  for (let level = 1, words = leaves; words > 1; level++) {
    words = Math.ceil(words / 2);
    if (level % every === 0 || words === 1) nodes += words;
  }
  return nodes;
}
