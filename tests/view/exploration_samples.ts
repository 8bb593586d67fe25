import type { Candidate } from "../../src/explore/mod.ts";
import { renderExplorationPage } from "../../src/view/mod.ts";

/** Text that would be a script, an attribute's end or the end of a style, were it not escaped. */
export const HOSTILE = `<script>alert(1)</script>"'><img src=x onerror=alert(2)></style><b>&amp;`;

function candidate(interval: number, types: Candidate["types"], metric: number, cost: number): Candidate {
  return {
    key: `${interval} ${JSON.stringify(types)}`,
    interval,
    types,
    figures: {
      searched: metric,
      metric,
      spread: 0.01,
      loss: 0,
      cycles: interval - 1,
      cost,
      resources: { BRAM_18K: 1, DSP: 2, FF: 3, LUT: 4000, URAM: 0 },
      multipliers: 7,
      averageBits: 7.25,
      configuration: { HLSConfig: {} },
    },
    reason: null,
  };
}

/** One that is beaten, one without a finite metric and one that cannot be built among them. */
export const CANDIDATES: readonly Candidate[] = [
  candidate(600, { budget: 0.001 }, 0.99, 0.4),
  candidate(600, { width: 8 }, 0.98, 0.5),
  candidate(1550, { budget: 0.001 }, 0.99, 0.2),
  candidate(3100, { width: 64 }, Infinity, 0.9),
  { key: "none", interval: 3, types: { width: 8 }, figures: null, reason: `no factors reach 3: ${HOSTILE}` },
];

/** A page of candidates whose texts break pages. */
export function explorationPage(candidates = CANDIDATES, name = "net", metric = "auc"): Promise<string> {
  return renderExplorationPage({
    name,
    part: HOSTILE,
    metric: { name: metric, better: "higher" },
    candidates,
    notes: [HOSTILE],
    textOf: () => `# ${HOSTILE}`,
  });
}
