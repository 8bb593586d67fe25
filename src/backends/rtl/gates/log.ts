import type { LogMeaning } from "../../tools/log.ts";

/** Whether a line of Yosys, nextpnr or ecppack says that something is wrong; what Python prints of a crash, too. */
export function isGatesError(line: string): boolean {
  return /(^|:\d{1,9}: )ERROR: |^terminate called|^MemoryError|^wasmtime\b/.test(line);
}

/**
 * Whether people are shown a line: passes of Yosys down to their own passes, what nextpnr does, warnings. Tables, histograms
 * and what passes of passes do are in the log.
 */
export function isGatesProgress(line: string): boolean {
  return /^\d{1,3}(\.\d{1,3})?\. |^(Info: [A-Z]|Warning|ERROR|Error)/.test(line);
}

const MEANINGS: readonly (readonly [pattern: RegExp, meaning: LogMeaning])[] = [
  [/no B[Ee]Ls remaining to implement cell type|Unable to place cell|too many/, {
    meaning: "the part has not enough cells of a kind for the design",
    remedy: "Use a larger part, or larger reuse factors (--interval N or --multipliers N choose them).",
  }],
  [/Failed to (find a )?(route|expand)|Routing design failed/, {
    meaning: "the design fills the part so much that not all wires find a way",
    remedy: "Use a larger part, or larger reuse factors.",
  }],
  [/bad_alloc|MemoryError|out of memory|memory allocation/i, {
    meaning: "the tool needed more memory than it could have; as WebAssembly it has 4 GB at most",
    remedy: "Install the tool itself instead of its package of PyPI, or build a smaller design.",
  }],
];

/** What a line that says that something is wrong means. */
export function gatesMeaning(line: string): LogMeaning | null {
  return MEANINGS.find(([pattern]) => pattern.test(line))?.[1] ?? null;
}
