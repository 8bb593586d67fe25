import type { Network } from "./network.ts";

/** Nothing can move any more. */
export interface Deadlock {
  readonly kind: "deadlock";
  /** A cycle: each process waits for the next, the last for the first. */
  readonly waits: readonly Wait[];
}

/** A process that waits for another one. */
export interface Wait {
  readonly process: number;
  readonly fifo: number;
  /** For a beat, or for room. */
  readonly for: "beat" | "room";
}

/** The processes at both ends of every FIFO. */
export interface FifoEnds {
  readonly writers: readonly number[];
  readonly readers: readonly number[];
}

/** Who writes and who reads each FIFO. */
export function endsOf({ processes, fifos }: Network): FifoEnds {
  const writers = fifos.map(() => -1);
  const readers = fifos.map(() => -1);
  processes.forEach(({ inputs, outputs }, process) => {
    for (const fifo of inputs) if (fifo !== null) readers[fifo] = process;
    for (const fifo of outputs) if (fifo !== null) writers[fifo] = process;
  });
  return { writers, readers };
}

/**
 * Follows the waits from a process that cannot move until they close.
 *
 * @param blockedOn FIFO that each process waits for; −1 if it is done.
 */
export function deadlockOf({ writers, readers }: FifoEnds, blockedOn: readonly number[]): Deadlock {
  const path: Wait[] = [];
  let process = blockedOn.findIndex((fifo) => fifo >= 0);
  for (;;) {
    const seen = path.findIndex((wait) => wait.process === process);
    if (seen >= 0) return { kind: "deadlock", waits: path.slice(seen) };
    const fifo = blockedOn[process];
    const reading = readers[fifo] === process;
    path.push({ process, fifo, for: reading ? "beat" : "room" });
    process = reading ? writers[fifo] : readers[fifo];
  }
}
