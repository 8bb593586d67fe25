import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "npm:zod@4.6.7";
import { writeResult } from "./results.ts";

/** Name of the file of {@linkcode GateFacts}, in the folder of results. */
const FILE = "gates.json";

const tool = z.object({ name: z.string(), version: z.string().nullable() });
const facts = z.object({
  top: z.string(),
  part: z.string(),
  clockNs: z.number(),
  latencyCycles: z.number().nullable(),
  intervalCycles: z.number().nullable(),
  synthesiser: tool,
  placer: tool.nullable(),
});

/** What of a build the tools do not write themselves; `report` reads it beside what they do. */
export type GateFacts = z.infer<typeof facts>;

/** Writes the facts into a folder of results. */
export async function writeFacts(results: string, facts: GateFacts): Promise<void> {
  await writeResult(join(results, FILE), `${JSON.stringify({ gates: 1, ...facts }, null, 2)}\n`);
}

/**
 * Reads the facts that a synthesis left.
 * @throws {Error} if they are not there or damaged: somebody else writes into the folder.
 */
export async function readFacts(results: string): Promise<GateFacts> {
  return facts.parse(JSON.parse(await readFile(join(results, FILE), "utf8")));
}
