import type { Network, NetworkProcess } from "./network.ts";
import { fifosOf } from "./network_steps.ts";
import { type Deadlock, deadlockOf, endsOf, type FifoEnds } from "./network_waits.ts";

/** A process as C++ runs it: one read or write after another, each waiting until it can be done. */
interface Sequence {
  /** `2·fifo` for a read, `2·fifo + 1` for a write. */
  readonly operations: Int32Array;
}

/** FIFOs up to this depth are tried all at once first. */
const SHALLOW = 3;

/**
 * A network as C++ runs it: no clocks, and every iteration ends before the next begins. Processes and FIFOs of this kind
 * end in the same state whatever the order in which they run, so that no timing can make a depth work that deadlocks here.
 */
export class UntimedNetwork {
  readonly #sequences: readonly Sequence[];
  readonly #ends: FifoEnds;

  constructor(network: Network) {
    this.#sequences = network.processes.map(sequenceOf);
    this.#ends = endsOf(network);
  }

  /** What keeps an image from passing, or null if it passes. */
  deadlock(depths: readonly number[]): Deadlock | null {
    const run = new UntimedRun(this.#sequences, this.#ends, depths);
    return run.run(null) ? null : deadlockOf(this.#ends, run.blockedOn());
  }

  /**
   * For each FIFO the smallest depth at which an image passes, the other FIFOs being as deep as given.
   *
   * @param depths With which an image passes.
   */
  smallestDepths(depths: readonly number[]): number[] {
    const smallest = depths.map(() => 1);
    const atOnce = depths.map((depth) => depth <= SHALLOW ? 1 : depth);
    // Where all shallow ones may be 1 at once, each may by itself.
    const shallowPass = this.deadlock(atOnce) === null;
    depths.forEach((depth, fifo) => {
      if (depth <= SHALLOW && shallowPass) return;
      const run = new UntimedRun(this.#sequences, this.#ends, depths.with(fifo, 1));
      if (!run.run(fifo)) throw new RangeError("the network deadlocks at the given depths");
      smallest[fifo] = run.depths[fifo];
    });
    return smallest;
  }
}

function sequenceOf(process: NetworkProcess): Sequence {
  const runs = process.loops.flatMap((loop) => {
    const ofKind = loop.kinds.map(({ reads, writes }) => [
      ...fifosOf(process.inputs, reads).map((fifo) => 2 * fifo),
      ...fifosOf(process.outputs, writes).map((fifo) => 2 * fifo + 1),
    ]);
    return Array.from(loop.counts, (count, run) => ({ count, each: ofKind[loop.kindOf[run]] }));
  });
  const operations = new Int32Array(runs.reduce((sum, { count, each }) => sum + count * each.length, 0));
  let at = 0;
  for (const { count, each } of runs) {
    for (let i = 0; i < count; i++) for (const operation of each) operations[at++] = operation;
  }
  return { operations };
}

/** One image through a network without clocks. */
class UntimedRun {
  readonly depths: number[];
  readonly #filled: Int32Array;
  readonly #next: Int32Array;

  constructor(readonly sequences: readonly Sequence[], readonly ends: FifoEnds, depths: readonly number[]) {
    this.depths = [...depths];
    this.#filled = new Int32Array(depths.length);
    this.#next = new Int32Array(sequences.length);
  }

  /**
   * Runs the image to its end, or until nothing moves. Then the FIFO `growing`, if its writer waits for room, becomes
   * one deeper, and the run goes on: a deeper FIFO would have come to the same state.
   *
   * @returns Whether the image has passed.
   */
  run(growing: number | null): boolean {
    const waiting = this.sequences.map((_, process) => process).reverse();
    for (;;) {
      this.#advanceAll(waiting);
      if (this.sequences.every(({ operations }, process) => this.#next[process] === operations.length)) {
        return true;
      }
      if (growing === null || this.#operation(this.ends.writers[growing]) !== 2 * growing + 1) return false;
      this.depths[growing]++;
      waiting.push(this.ends.writers[growing]);
    }
  }

  /** FIFO that each process waits for; −1 if it is done. */
  blockedOn(): number[] {
    return this.sequences.map((_, process) => {
      const operation = this.#operation(process);
      return operation < 0 ? -1 : operation >> 1;
    });
  }

  /** Operation that a process does next, or −1 at its end. */
  #operation(process: number): number {
    return this.sequences[process].operations[this.#next[process]] ?? -1;
  }

  #advanceAll(waiting: number[]): void {
    const { writers, readers } = this.ends;
    const filled = this.#filled;
    while (waiting.length > 0) {
      const process = waiting.pop()!;
      const { operations } = this.sequences[process];
      let next = this.#next[process];
      for (; next < operations.length; next++) {
        const operation = operations[next];
        const fifo = operation >> 1;
        const writes = (operation & 1) === 1;
        if (writes ? filled[fifo] === this.depths[fifo] : filled[fifo] === 0) break;
        filled[fifo] += writes ? 1 : -1;
        // The other end may have waited for just this.
        const other = writes ? readers[fifo] : writers[fifo];
        if (filled[fifo] === (writes ? 1 : this.depths[fifo] - 1)) {
          if (this.#operation(other) === (writes ? 2 * fifo : 2 * fifo + 1)) waiting.push(other);
        }
      }
      this.#next[process] = next;
    }
  }
}
