import { z } from "npm:zod@4.6.7";

const tool = z.object({ name: z.string(), version: z.string().nullable() });

/** The form of `gates.json`, which `build` with open tools writes beside what they write, and `report` reads. */
export const GATE_FACTS = z.object({
  gates: z.literal(1),
  top: z.string(),
  part: z.string(),
  clockNs: z.number(),
  latencyCycles: z.number().nullable(),
  intervalCycles: z.number().nullable(),
  synthesiser: tool,
  /** SHA-256 of the netlist that is to be placed; null before there is one. */
  netlist: z.string().nullable().default(null),
  /** Registers that block RAMs took in, which cells by stage still count outside; null if none may. */
  registersInBlockRam: z.number().nullable().default(null),
  placer: tool.nullable(),
});

/** What of a build with open tools these do not write themselves: part, clock in nanoseconds, cycles, which tools. */
export type GateFacts = Readonly<z.infer<typeof GATE_FACTS>>;
