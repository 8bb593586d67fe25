import { join } from "node:path";
import { GATE_FACTS, type GateFacts } from "../../../target/gate_facts.ts";
import { damagedResult, readResult, writeResult } from "./results.ts";

/** Name of the file of {@linkcode GateFacts}, in the folder of results. */
const FILE = "gates.json";

/** Writes the facts into a folder of results; that they are such is said first, by which a report is told from others. */
export async function writeFacts(results: string, facts: Omit<GateFacts, "gates">): Promise<void> {
  await writeResult(
    join(results, FILE),
    `${JSON.stringify({ gates: 1, ...facts } satisfies GateFacts, null, 2)}\n`,
  );
}

/**
 * Reads the facts that a synthesis left.
 * @throws {InterlaceError} if they are not there or damaged: somebody else writes into the folder.
 */
export async function readFacts(results: string): Promise<GateFacts> {
  const path = join(results, FILE);
  const read = GATE_FACTS.safeParse(await readResult(path));
  if (read.success) return read.data;
  throw damagedResult(`Cannot go on in ${results}: what the synthesis noted is damaged or gone`, path);
}
