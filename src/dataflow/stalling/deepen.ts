import { InterlaceError } from "../../base/errors.ts";
import { LEAST_DEPTH } from "./network.ts";
import type { Deadlock } from "./waits.ts";

/** Processes and FIFOs as messages name them. */
export interface NamedNetwork {
  readonly processes: readonly { readonly name: string }[];
  /** A depth that was set stays. */
  readonly fifos: readonly { readonly name: string; readonly depth: number | null }[];
}

/**
 * Where the network deadlocks, deepens those FIFOs of the cycle that may be deepened: a shallow FIFO that was set makes its
 * neighbours hold what it does not. Changes `depths`.
 *
 * @throws {InterlaceError} if none may be deepened, naming the cycle and the FIFO to deepen.
 */
export function deepen(network: NamedNetwork, context: {
  readonly depths: number[];
  readonly sufficient: readonly number[];
  readonly deadlock: (depths: readonly number[]) => Deadlock | null;
}): void {
  const { depths, sufficient, deadlock } = context;
  for (let found = deadlock(depths); found !== null; found = deadlock(depths)) {
    const full = found.waits.filter((wait) => wait.for === "room").map((wait) => wait.fifo);
    const free = full.filter((fifo) => network.fifos[fifo].depth === null);
    if (free.length === 0) throw deadlockError(network, { waits: found.waits, depths, sufficient });
    for (const fifo of free) depths[fifo] = Math.ceil(1.5 * depths[fifo]);
  }
}

function deadlockError(network: NamedNetwork, found: {
  readonly waits: Deadlock["waits"];
  readonly depths: readonly number[];
  readonly sufficient: readonly number[];
}): InterlaceError {
  const { waits, depths, sufficient } = found;
  const nameOf = (fifo: number) => `"${network.fifos[fifo].name}"`;
  const [fifo] = waits.filter((wait) => wait.for === "room")
    .map((wait) => wait.fifo)
    .sort((a, b) => sufficient[b] - depths[b] - (sufficient[a] - depths[a]));
  return new InterlaceError(
    `Cannot use FIFO depth ${depths[fifo]} for ${nameOf(fifo)}: ` +
      `${waits.length} stages would wait for each other for ever`,
    {
      code: "deadlock",
      place: { layer: network.fifos[fifo].name, field: "FifoDepth" },
      details: waits.map((wait) => {
        const what = wait.for === "room"
          ? `room in ${nameOf(wait.fifo)}, which holds ${depths[wait.fifo]}`
          : `a beat of ${nameOf(wait.fifo)}`;
        return `stage "${network.processes[wait.process].name}" waits for ${what}`;
      }),
      hint: `Set it to ${
        Math.max(LEAST_DEPTH, sufficient[fifo])
      }, which keeps the interval, or leave it to be computed.`,
    },
  );
}
