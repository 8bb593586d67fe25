import type { NetworkProcess } from "./network.ts";
import { cyclesOf, type StreamLoop } from "./processes.ts";

/** The cycles of a process in which it touches a stream, in order, on the clock that stands still while it stalls. */
export interface ProcessSteps {
  /** Number of steps an image. */
  readonly count: number;
  /** Cycles since the step before; of the first step, since the start of the image. */
  readonly gaps: Int32Array;
  /** Index in `actions` of every step. */
  readonly actionOf: Uint16Array;
  /** What is done at once in a step: all of it, or nothing and the process stalls. */
  readonly actions: readonly StepAction[];
  /** Cycles from the last step to the start of the next image. */
  readonly tail: number;
  /** Cycles of an image without stalls. */
  readonly cycles: number;
}

/** FIFOs that a step reads and writes, a beat each. */
export interface StepAction {
  readonly reads: readonly number[];
  readonly writes: readonly number[];
  /** Whether it writes to anything, ports of the design included. */
  readonly makesOutput: boolean;
  /** Whether it writes to a port of the design. */
  readonly writesPort: boolean;
}

/** Number of iterations of a loop that read, and that write. */
function touching(loop: StreamLoop): { readonly reading: number; readonly writing: number } {
  let [reading, writing] = [0, 0];
  loop.counts.forEach((count, run) => {
    const { reads, writes } = loop.kinds[loop.kindOf[run]];
    if (reads.length > 0) reading += count;
    if (writes.length > 0) writing += count;
  });
  return { reading, writing };
}

/** An upper bound of the steps of a process, found without making them. */
function stepBound(process: NetworkProcess): number {
  return process.loops.reduce((sum, loop) => {
    const { reading, writing } = touching(loop);
    return sum + reading + writing;
  }, 0);
}

/** The steps of a process: reads in the first cycle of an iteration, writes in its last, several iterations at a time. */
export function stepsOf(process: NetworkProcess): ProcessSteps {
  const bound = stepBound(process);
  const gaps = new Int32Array(bound);
  const actionOf = new Uint16Array(bound);
  const actions: StepAction[] = [];
  let [count, start, before] = [0, 0, 0];
  for (const loop of process.loops) {
    const indices = new Map<number, number>();
    const actionIndex = (reading: number, writing: number): number => {
      const key = (reading + 1) * 256 + writing + 1;
      let index = indices.get(key);
      if (index === undefined) {
        const { writes } = writing < 0 ? { writes: [] } : loop.kinds[writing];
        index = actions.push({
          reads: reading < 0 ? [] : fifosOf(process.inputs, loop.kinds[reading].reads),
          writes: fifosOf(process.outputs, writes),
          makesOutput: writes.length > 0,
          writesPort: writes.some((port) => process.outputs[port] === null),
        }) - 1;
        indices.set(key, index);
      }
      return index;
    };
    const reads = new IterationCursor(loop, (kind) => loop.kinds[kind].reads.length > 0);
    const writes = new IterationCursor(loop, (kind) => loop.kinds[kind].writes.length > 0);
    const { initiationInterval } = loop;
    const latency = loop.depth - 1;
    while (reads.kind >= 0 || writes.kind >= 0) {
      const readAt = reads.kind >= 0 ? reads.iteration * initiationInterval : Infinity;
      const writeAt = writes.kind >= 0 ? writes.iteration * initiationInterval + latency : Infinity;
      const at = start + Math.min(readAt, writeAt);
      actionOf[count] = actionIndex(
        readAt <= writeAt ? reads.kind : -1,
        writeAt <= readAt ? writes.kind : -1,
      );
      gaps[count++] = at - before;
      before = at;
      if (readAt <= writeAt) reads.advance();
      if (writeAt <= readAt) writes.advance();
    }
    start += cyclesOf(loop);
  }
  return {
    count,
    gaps: gaps.slice(0, count),
    actionOf: actionOf.slice(0, count),
    actions,
    tail: start - before,
    cycles: start,
  };
}

/** The FIFOs behind ports; a port of the design has none. */
export function fifosOf(ports: readonly (number | null)[], used: readonly number[]): number[] {
  return used.map((port) => ports[port]).filter((fifo) => fifo !== null);
}

/** Walks the iterations of a loop whose kinds are wanted. */
class IterationCursor {
  /** Kind of the iteration; −1 behind the last. */
  kind = -1;
  iteration = -1;
  #run = -1;
  #end = 0;
  readonly #wanted: readonly boolean[];

  constructor(readonly loop: StreamLoop, wanted: (kind: number) => boolean) {
    this.#wanted = loop.kinds.map((_, kind) => wanted(kind));
    this.advance();
  }

  advance(): void {
    const { counts, kindOf } = this.loop;
    this.iteration++;
    while (this.iteration >= this.#end || !this.#wanted[kindOf[this.#run]]) {
      this.iteration = this.#end;
      this.#run++;
      if (this.#run >= counts.length) {
        this.kind = -1;
        return;
      }
      this.#end += counts[this.#run];
    }
    this.kind = kindOf[this.#run];
  }
}
