import type { StageKind } from "./plans/plan.ts";

/** What a kind of stages has, for those who read plans and have nothing to say of most kinds. */
export interface StageFacts {
  /** Types of parameters: of weights, bias and accumulator; of what its expression multiplies and adds; or none. */
  readonly parameters: "sums" | "expression" | "none";
  /** Whether it looks numbers up in tables of functions. */
  readonly tables: boolean;
  /** Whether it keeps all elements of an array of its own in registers: a window, or what it multiplies. */
  readonly registers: boolean;
}

const PLAIN = { parameters: "none", tables: false, registers: false } as const;

const WINDOW = { ...PLAIN, registers: true } as const;

/** The facts of every kind; one without an entry does not compile. */
export const STAGE_FACTS = {
  input: PLAIN,
  convolution: { parameters: "sums", tables: false, registers: true },
  dense: { parameters: "sums", tables: false, registers: true },
  map: { parameters: "expression", tables: true, registers: false },
  permute: PLAIN,
  concatenate: PLAIN,
  select: PLAIN,
  shuffle: PLAIN,
  pool: WINDOW,
  global_pool: PLAIN,
  upsample: WINDOW,
  interpolate: WINDOW,
  softmax: { parameters: "none", tables: true, registers: false },
  repack: PLAIN,
  clone: PLAIN,
} as const satisfies { readonly [Kind in StageKind]: StageFacts };

/** Kinds with a fact. */
type KindsOf<Fact extends keyof StageFacts, Value extends StageFacts[Fact]> = {
  readonly [Kind in StageKind]: (typeof STAGE_FACTS)[Kind][Fact] extends Value ? Kind : never;
}[StageKind];

/** Plans, of those that a type allows, whose kind has a fact. */
type PlansOf<Plan, Kind extends StageKind> = Extract<Plan, { readonly kind: Kind }>;

interface OfKind {
  readonly kind: StageKind;
}

/** Whether a plan has types of parameters; a `switch` behind it lists the kinds that do, and no others. */
export function hasParameters<Plan extends OfKind>(
  plan: Plan,
): plan is PlansOf<Plan, KindsOf<"parameters", "sums" | "expression">> {
  return STAGE_FACTS[plan.kind].parameters !== "none";
}

/** Whether a plan has weights, a bias and an accumulator. */
export function hasSums<Plan extends OfKind>(
  plan: Plan,
): plan is PlansOf<Plan, KindsOf<"parameters", "sums">> {
  return STAGE_FACTS[plan.kind].parameters === "sums";
}

/** Whether a plan may have tables of functions. */
export function hasTables<Plan extends OfKind>(plan: Plan): plan is PlansOf<Plan, KindsOf<"tables", true>> {
  return STAGE_FACTS[plan.kind].tables;
}

/** Whether a plan has an array of which every element is a register. */
export function hasRegisters<Plan extends OfKind>(
  plan: Plan,
): plan is PlansOf<Plan, KindsOf<"registers", true>> {
  return STAGE_FACTS[plan.kind].registers;
}
