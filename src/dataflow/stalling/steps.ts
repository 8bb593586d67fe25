import type { NetworkProcess } from "./network.ts";
import { cyclesOf, iterationsByKind, type StreamLoop } from "../processes.ts";

/** The cycles of a process in which it touches a stream, in order, on the clock that stands still while it stalls. */
export interface ProcessSteps {
  /** Number of steps an image. */
  readonly count: number;
  /** Cycles since the step before; of the first step, since the start of the image. */
  readonly gaps: Int32Array;
  /** Index in `actions` of every step. */
  readonly actionOf: Uint16Array;
  /** Steps up to which each run of steps with equal actions goes. */
  readonly runEnds: Int32Array;
  /** What is done at once in a step: all of it, or nothing and the process stalls. */
  readonly actions: readonly StepAction[];
  /** The FIFOs that it reads, and those that it writes. */
  readonly inputs: readonly FifoSteps[];
  readonly outputs: readonly FifoSteps[];
  /** Cycles from the last step to the start of the next image. */
  readonly tail: number;
  /** Cycles of an image without stalls. */
  readonly cycles: number;
}

/** When the beats of an image pass an end of a FIFO. */
export interface FifoSteps {
  readonly fifo: number;
  /** The step in which each beat is read, or written. */
  readonly steps: Int32Array;
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

/** An upper bound of the steps of a process, found without making them: a read and a write may fall together. */
function stepBound(process: NetworkProcess): number {
  return process.loops.reduce((sum, loop) =>
    iterationsByKind(loop).reduce((steps, count, kind) => {
      const { reads, writes } = loop.kinds[kind];
      return steps + (reads.length > 0 ? count : 0) + (writes.length > 0 ? count : 0);
    }, sum), 0);
}

/** The steps of a process: reads in the first cycle of an iteration, writes in its last, several iterations at a time. */
export function stepsOf(process: NetworkProcess): ProcessSteps {
  const bound = stepBound(process);
  const gaps = new Int32Array(bound);
  const actionOf = new Uint16Array(bound);
  const runEnds: number[] = [];
  const actions: StepAction[] = [];
  let [count, start, before] = [0, 0, 0];
  for (const loop of process.loops) {
    const kinds = loop.kinds.length + 1;
    const indices = new Int32Array(kinds * kinds).fill(-1);
    const actionIndex = (reading: number, writing: number): number => {
      const key = (reading + 1) * kinds + writing + 1;
      if (indices[key] < 0) {
        const { writes } = writing < 0 ? { writes: [] } : loop.kinds[writing];
        indices[key] = actions.push({
          reads: reading < 0 ? [] : fifosOf(process.inputs, loop.kinds[reading].reads),
          writes: fifosOf(process.outputs, writes),
          makesOutput: writes.length > 0,
          writesPort: writes.some((port) => process.outputs[port] === null),
        }) - 1;
      }
      return indices[key];
    };
    const reads = new IterationCursor(loop, (kind) => loop.kinds[kind].reads.length > 0);
    const writes = new IterationCursor(loop, (kind) => loop.kinds[kind].writes.length > 0);
    const { initiationInterval } = loop;
    const latency = loop.depth - 1;
    while (reads.kind >= 0 || writes.kind >= 0) {
      const readAt = reads.kind >= 0 ? reads.iteration * initiationInterval : Infinity;
      const writeAt = writes.kind >= 0 ? writes.iteration * initiationInterval + latency : Infinity;
      const at = Math.min(readAt, writeAt);
      // As many steps are alike, an initiation interval apart, as there are reads alone, writes alone or both at once.
      const apart = Math.ceil(Math.abs(readAt - writeAt) / initiationInterval);
      const alike = Math.min(
        readAt === at ? reads.left : Infinity,
        writeAt === at ? writes.left : Infinity,
        apart === 0 ? Infinity : apart,
      );
      const action = actionIndex(readAt === at ? reads.kind : -1, writeAt === at ? writes.kind : -1);
      const continues = count > 0 && actionOf[count - 1] === action;
      for (let i = count; i < count + alike; i++) {
        actionOf[i] = action;
        gaps[i] = initiationInterval;
      }
      gaps[count] = start + at - before;
      count += alike;
      if (continues) runEnds[runEnds.length - 1] = count;
      else runEnds.push(count);
      before = start + at + (alike - 1) * initiationInterval;
      if (readAt === at) reads.advance(alike);
      if (writeAt === at) writes.advance(alike);
    }
    start += cyclesOf(loop);
  }
  const runs = { actionOf, runEnds, actions };
  return {
    count,
    gaps: gaps.slice(0, count),
    actionOf: actionOf.slice(0, count),
    runEnds: Int32Array.from(runEnds),
    actions,
    inputs: fifoSteps(runs, "reads"),
    outputs: fifoSteps(runs, "writes"),
    tail: start - before,
    cycles: start,
  };
}

/** The FIFOs that are read, or written, with the step of each beat. */
function fifoSteps(
  { actionOf, runEnds, actions }: {
    readonly actionOf: Uint16Array;
    readonly runEnds: readonly number[];
    readonly actions: readonly StepAction[];
  },
  way: "reads" | "writes",
): readonly FifoSteps[] {
  const beats = new Map<number, number>();
  const ofRun = runEnds.map((end, run) => {
    const start = run === 0 ? 0 : runEnds[run - 1];
    const fifos = actions[actionOf[start]][way];
    for (const fifo of fifos) beats.set(fifo, (beats.get(fifo) ?? 0) + end - start);
    return { start, end, fifos };
  });
  return Array.from(beats, ([fifo, count]) => {
    const steps = new Int32Array(count);
    let beat = 0;
    for (const { start, end, fifos } of ofRun) {
      if (!fifos.includes(fifo)) continue;
      for (let step = start; step < end; step++) steps[beat++] = step;
    }
    return { fifo, steps };
  });
}

/** The FIFOs behind ports; a port of the design has none. */
export function fifosOf(ports: readonly (number | null)[], used: readonly number[]): number[] {
  return used.map((port) => ports[port]).filter((fifo) => fifo !== null);
}

/** Walks the iterations of a loop whose kinds are wanted. */
class IterationCursor {
  /** Kind of the iteration; −1 behind the last. */
  kind = -1;
  iteration = 0;
  /** Iterations of this kind, from this one on, before one of another. */
  left = 0;
  #run = -1;
  readonly #wanted: readonly boolean[];

  constructor(readonly loop: StreamLoop, wanted: (kind: number) => boolean) {
    this.#wanted = loop.kinds.map((_, kind) => wanted(kind));
    this.advance(0);
  }

  /** Goes on by iterations of the same kind, `left` at most. */
  advance(iterations: number): void {
    const { counts, kindOf } = this.loop;
    this.iteration += iterations;
    this.left -= iterations;
    while (this.left === 0) {
      this.#run++;
      if (this.#run >= counts.length) {
        this.kind = -1;
        return;
      }
      this.kind = kindOf[this.#run];
      if (this.#wanted[this.kind]) this.left = counts[this.#run];
      else this.iteration += counts[this.#run];
    }
  }
}
