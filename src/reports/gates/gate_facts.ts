import { GATE_FACTS } from "../../target/gate_facts.ts";
import { parseReport } from "../text/parse_report.ts";
import type { ReportPart } from "../part.ts";
import { NO_CLOCK, NO_FIGURES } from "../report.ts";

/** Whether a text is what `build` notes beside what Yosys and nextpnr write. */
export function isGateFacts(text: string): boolean {
  return /^\s*\{\s*"gates":\s*\d/.test(text);
}

/**
 * Reads tools, part, clock and cycles of a build with open tools. Cycles are those of the exact schedule.
 * @throws {InterlaceError} if it is damaged.
 */
export function readGateFacts(text: string, file: string): ReportPart {
  const facts = parseReport(GATE_FACTS, text, file);
  const tools = [facts.synthesiser, ...facts.placer === null ? [] : [facts.placer]];
  const always = (cycles: number | null) => ({ minCycles: cycles, maxCycles: cycles });
  return {
    tool: tools.map(({ name }) => name).join(" and "),
    version: tools.map(({ version }) => version ?? "?").join(" and "),
    part: facts.part,
    subject: facts.top,
    isTop: true,
    registersInBlockRam: facts.registersInBlockRam,
    figures: {
      ...NO_FIGURES,
      clock: { ...NO_CLOCK, targetNs: facts.clockNs },
      latency: always(facts.latencyCycles),
      interval: always(facts.intervalCycles),
    },
  };
}
