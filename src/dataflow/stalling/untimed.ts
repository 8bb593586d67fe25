import type { Network, NetworkProcess } from "./network.ts";
import { blocksOf, type NetworkBlock, networkOfBlock } from "./blocks.ts";
import { fifosOf } from "./steps.ts";
import { type Deadlock, deadlockOf, endsOf, type FifoEnds } from "./waits.ts";
import { iterationsByKind } from "../processes.ts";

/** A process as C++ runs it: one read or write after another, each waiting until it can be done. */
interface Sequence {
  /** `2·fifo` for a read, `2·fifo + 1` for a write. */
  readonly operations: Int32Array;
}

/**
 * A network as C++ runs it: no clocks, and every iteration ends before the next begins. Processes and FIFOs of this kind
 * end in the same state whatever the order in which they run, so that no timing can make a depth work that deadlocks here.
 * Its blocks are looked at one by one: a circle of processes that wait for each other lies in one, and it waits there too
 * if all others never wait. A FIFO on no circle keeps nobody waiting for ever.
 */
export class UntimedNetwork {
  readonly #blocks: readonly { readonly block: NetworkBlock; readonly network: UntimedBlock }[];

  constructor(network: Network) {
    this.#blocks = blocksOf(network).filter(({ fifos }) => fifos.length > 1)
      .map((block) => ({ block, network: new UntimedBlock(networkOfBlock(network, block)) }));
  }

  /** What keeps an image from passing, or null if it passes. */
  deadlock(depths: readonly number[]): Deadlock | null {
    for (const { block: { processes, fifos }, network } of this.#blocks) {
      const found = network.deadlock(fifos.map((fifo) => depths[fifo]));
      if (found === null) continue;
      const waits = found.waits.map((wait) => ({
        ...wait,
        process: processes[wait.process],
        fifo: fifos[wait.fifo],
      }));
      return { kind: "deadlock", waits };
    }
    return null;
  }

  /**
   * For each FIFO the smallest depth at which an image passes, the other FIFOs being as deep as given.
   *
   * @param depths With which an image passes.
   */
  smallestDepths(depths: readonly number[]): number[] {
    const smallest = depths.map(() => 1);
    for (const { block: { fifos }, network } of this.#blocks) {
      const found = network.smallestDepths(fifos.map((fifo) => depths[fifo]));
      fifos.forEach((fifo, index) => smallest[fifo] = found[index]);
    }
    return smallest;
  }
}

/** A block of such a network. */
class UntimedBlock {
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
    // Those that may all be 1 at once may each be 1 by itself. Who waits for room in a deadlock may have to be deeper.
    const least = depths.map(() => 1);
    for (let found = this.deadlock(least); found !== null; found = this.deadlock(least)) {
      const full = found.waits.filter(({ fifo, for: what }) => what === "room" && least[fifo] < depths[fifo]);
      if (full.length === 0) throw new RangeError("the network deadlocks at the given depths");
      for (const { fifo } of full) least[fifo] = depths[fifo];
    }
    return least.map((depth, fifo) => {
      if (depth === 1) return 1;
      const run = new UntimedRun(this.#sequences, this.#ends, depths.with(fifo, 1));
      if (!run.run(fifo)) throw new RangeError("the network deadlocks at the given depths");
      return run.depths[fifo];
    });
  }
}

function sequenceOf({ loops, inputs, outputs }: NetworkProcess): Sequence {
  const ofKind = loops.map(({ kinds }) =>
    kinds.map(({ reads, writes }) => [
      ...fifosOf(inputs, reads).map((fifo) => 2 * fifo),
      ...fifosOf(outputs, writes).map((fifo) => 2 * fifo + 1),
    ])
  );
  const length = loops.reduce(
    (sum, loop, i) =>
      iterationsByKind(loop).reduce((all, count, kind) => all + count * ofKind[i][kind].length, sum),
    0,
  );
  const operations = new Int32Array(length);
  let at = 0;
  loops.forEach(({ counts, kindOf }, i) => {
    for (let run = 0; run < counts.length; run++) {
      const each = ofKind[i][kindOf[run]];
      const end = at + counts[run] * each.length;
      while (at < end) for (let k = 0; k < each.length; k++) operations[at++] = each[k];
    }
  });
  return { operations };
}

/** One image through a network without clocks. */
class UntimedRun {
  readonly depths: Int32Array;
  readonly #filled: Int32Array;
  readonly #next: Int32Array;
  /** Operation that each process waits to do; −1 where it waits for nothing. */
  readonly #blocked: Int32Array;

  constructor(readonly sequences: readonly Sequence[], readonly ends: FifoEnds, depths: readonly number[]) {
    this.depths = Int32Array.from(depths);
    this.#filled = new Int32Array(depths.length);
    this.#next = new Int32Array(sequences.length);
    this.#blocked = new Int32Array(sequences.length).fill(-1);
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
      while (waiting.length > 0) this.#advance(waiting.pop()!, waiting);
      if (this.#blocked.every((operation) => operation < 0)) return true;
      if (growing === null || this.#blocked[this.ends.writers[growing]] !== 2 * growing + 1) return false;
      this.depths[growing]++;
      waiting.push(this.ends.writers[growing]);
    }
  }

  /** FIFO that each process waits for; −1 if it is done. */
  blockedOn(): number[] {
    return Array.from(this.#blocked, (operation) => operation < 0 ? -1 : operation >> 1);
  }

  /** Lets a process do what it can. Wakes whom it makes way for. */
  #advance(process: number, waiting: number[]): void {
    const { writers, readers } = this.ends;
    const filled = this.#filled;
    const blocked = this.#blocked;
    const { depths } = this;
    const { operations } = this.sequences[process];
    let next = this.#next[process];
    let blockedBy = -1;
    for (; next < operations.length; next++) {
      const operation = operations[next];
      const fifo = operation >> 1;
      const writes = operation & 1;
      if (filled[fifo] === (writes === 1 ? depths[fifo] : 0)) {
        blockedBy = operation;
        break;
      }
      filled[fifo] += 2 * writes - 1;
      // The other end may have waited for just this.
      const other = writes === 1 ? readers[fifo] : writers[fifo];
      if (blocked[other] !== (operation ^ 1)) continue;
      blocked[other] = -1;
      waiting.push(other);
    }
    this.#next[process] = next;
    blocked[process] = blockedBy;
  }
}
