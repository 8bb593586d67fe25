import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { GATE_FACTS, type GateFacts } from "../../../target/gate_facts.ts";
import { writeResult } from "./results.ts";

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
 * @throws {Error} if they are not there or damaged: somebody else writes into the folder.
 */
export async function readFacts(results: string): Promise<GateFacts> {
  return GATE_FACTS.parse(JSON.parse(await readFile(join(results, FILE), "utf8")));
}
