import type { Network, NetworkProcess } from "../../src/dataflow/mod.ts";

/** What ticking a network cycle by cycle shows. */
export interface Ticked {
  /** No process could move although not all was done. */
  readonly deadlock: boolean;
  /** For every image the cycle behind the last of each process. */
  readonly ends: readonly (readonly number[])[];
  /** Cycle of the first write of each process. */
  readonly firstOutputs: readonly number[];
  /** Most beats that each FIFO held. */
  readonly fills: readonly number[];
}

/** A cycle of a process: ports that it reads and writes in it. */
interface Cycle {
  readonly reads: number[];
  readonly writes: number[];
}

/** Everything that a process does in an image, cycle by cycle, straight from the definition of a stalling pipeline. */
function cyclesOfImage({ loops }: NetworkProcess): Cycle[] {
  const cycles: Cycle[] = [];
  for (const { kinds, counts, kindOf, initiationInterval, depth } of loops) {
    const iterations = Array.from(counts).flatMap((count, run) => new Array(count).fill(kinds[kindOf[run]]));
    const start = cycles.length;
    const length = iterations.length === 0 ? 0 : (iterations.length - 1) * initiationInterval + depth;
    for (let i = 0; i < length; i++) cycles.push({ reads: [], writes: [] });
    iterations.forEach(({ reads, writes }, i) => {
      cycles[start + i * initiationInterval].reads.push(...reads);
      cycles[start + i * initiationInterval + depth - 1].writes.push(...writes);
    });
  }
  return cycles;
}

/** Ticks a network for some images, one cycle after another, every process once a cycle. */
export function tick(network: Network, depths: readonly number[], images: number): Ticked {
  const programs = network.processes.map(cyclesOfImage);
  const clocks = programs.map(() => 0);
  const filled = depths.map(() => 0);
  const fills = depths.map(() => 0);
  const ends: number[][] = Array.from({ length: images }, () => []);
  const firstOutputs = programs.map(() => -1);
  for (let cycle = 0;; cycle++) {
    const before = [...filled];
    let [moved, waiting] = [false, false];
    network.processes.forEach((process, index) => {
      const program = programs[index];
      if (clocks[index] >= images * program.length) return;
      waiting = true;
      const { reads, writes } = program[clocks[index] % program.length];
      const from = reads.map((port) => process.inputs[port]).filter((fifo) => fifo !== null);
      const to = writes.map((port) => process.outputs[port]).filter((fifo) => fifo !== null);
      if (from.some((fifo) => before[fifo] === 0) || to.some((fifo) => before[fifo] >= depths[fifo])) return;
      for (const fifo of from) filled[fifo]--;
      for (const fifo of to) filled[fifo]++;
      if (writes.length > 0 && firstOutputs[index] < 0) firstOutputs[index] = cycle;
      clocks[index]++;
      moved = true;
      if (clocks[index] % program.length === 0) ends[clocks[index] / program.length - 1][index] = cycle + 1;
    });
    filled.forEach((count, fifo) => fills[fifo] = Math.max(fills[fifo], count));
    if (!waiting || !moved) return { deadlock: waiting, ends, firstOutputs, fills };
  }
}

/** Whether an image passes a network in which every process does one read or write after another, as C++ does. */
export function passes(network: Network, depths: readonly number[]): boolean {
  const filled = depths.map(() => 0);
  function* operations({ loops, inputs, outputs }: NetworkProcess) {
    for (const { kinds, counts, kindOf } of loops) {
      for (
        const kind of Array.from(counts).flatMap((count, run) => new Array(count).fill(kinds[kindOf[run]]))
      ) {
        for (const port of kind.reads) yield { fifo: inputs[port], change: -1 };
        for (const port of kind.writes) yield { fifo: outputs[port], change: 1 };
      }
    }
  }
  const running = network.processes.map((process) => {
    const rest = operations(process);
    return { rest, next: rest.next() };
  });
  for (let moved = true; moved;) {
    moved = false;
    for (const process of running) {
      if (process.next.done) continue;
      const { fifo, change } = process.next.value;
      if (fifo !== null) {
        const count = filled[fifo] + change;
        if (count < 0 || count > depths[fifo]) continue;
        filled[fifo] = count;
      }
      process.next = process.rest.next();
      moved = true;
    }
  }
  return running.every(({ next }) => next.done);
}
