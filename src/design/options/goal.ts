/**
 * What factors are chosen for: exactly one of these.
 *
 * @category Exploring
 */
export type Goal =
  | {
    /** Cycles from one image to the next, at the most. */
    readonly interval: number;
  }
  | {
    /** Images a second, at the least. */
    readonly rate: number;
  }
  | {
    /** Share of each resource of the part, above 0 and up to 1: the fastest design that takes no more. */
    readonly fit: number;
  }
  | {
    /** DSPs of the part: the fastest design that takes no more. */
    readonly dsp: number;
  }
  | {
    /** Multipliers, whatever they are made of: the fastest design that has no more. */
    readonly multipliers: number;
  };

/** What tells goals apart. */
export type GoalKind = Goal extends infer Each ? Each extends Goal ? keyof Each : never : never;

/** A goal as the command line spells it. */
export interface GoalSpelling {
  readonly kind: GoalKind;
  /** On the command line. */
  readonly flag: string;
  /** What its value is called there. */
  readonly value: string;
  /** What it takes, with an example. */
  readonly such: string;
  /** What it asks for. */
  readonly about: string;
}

/** Every goal, in the order of help and documentation. */
export const GOALS: readonly GoalSpelling[] = [
  {
    kind: "interval",
    flag: "interval",
    value: "N",
    such: "cycles, such as 1550",
    about: "chooses factors: an image every N cycles, with the least hardware",
  },
  {
    kind: "rate",
    flag: "rate",
    value: "R",
    such: "images a second, such as 25kHz",
    about: "the same for so many images a second at the clock that is asked for",
  },
  {
    kind: "fit",
    flag: "fit",
    value: "P%",
    such: "a share of the part, such as 70%",
    about: "chooses factors: the fastest design within a share of each resource of the part",
  },
  {
    kind: "dsp",
    flag: "dsp",
    value: "N",
    such: "a count, such as 220",
    about: "the same within so many DSPs",
  },
  {
    kind: "multipliers",
    flag: "multipliers",
    value: "N",
    such: "a count, such as 256",
    about: "the same with so many multipliers, whatever they are made of",
  },
];

/** Images a second by what stands behind the number. */
const RATES: Readonly<Record<string, number>> = { "": 1, "hz": 1, "khz": 1e3, "mhz": 1e6 };

/** A goal from text such as `1550`, `25kHz` or `70%`; null for text that says none. */
export function parseGoal(kind: GoalKind, text: string): Goal | null {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*(%|[kM]?Hz)?$/i.exec(text.trim()) ?? [];
  if (digits === undefined) return null;
  const value = Number(digits);
  const isWhole = unit === undefined && Number.isSafeInteger(value) && value >= 1;
  switch (kind) {
    case "interval":
      return isWhole ? { interval: value } : null;
    case "dsp":
      return isWhole ? { dsp: value } : null;
    case "multipliers":
      return isWhole ? { multipliers: value } : null;
    case "rate":
      return unit !== "%" && value >= 1e-6 ? { rate: value * RATES[unit?.toLowerCase() ?? ""] } : null;
    case "fit":
      return unit === "%" && value >= 1e-4 && value <= 100 ? { fit: value / 100 } : null;
  }
}
