import type { StreamLoop } from "../processes.ts";

/** The dataflow of an `io_stream` design: processes and the bounded FIFOs between them. */
export interface Network {
  /** Every process behind those that write what it reads. */
  readonly processes: readonly NetworkProcess[];
  /** Addressed by their indices in this list. */
  readonly fifos: readonly NetworkFifo[];
}

/** A stage: it runs its loops one after another, once an image. */
export interface NetworkProcess {
  /** Name of the stage. */
  readonly name: string;
  /** What it does, for people. */
  readonly kind: string;
  /** In the order in which they run. */
  readonly loops: readonly StreamLoop[];
  /** FIFO of each input; null is a port of the design, where a beat always waits. */
  readonly inputs: readonly (number | null)[];
  /** FIFO of each output; null is a port of the design, which always takes a beat. */
  readonly outputs: readonly (number | null)[];
}

/** A FIFO with one writer and one reader. A beat can be read, and its place be written again, one cycle later. */
export interface NetworkFifo {
  /** Name of the tensor. */
  readonly name: string;
  /** Beats that it holds, where somebody decided; null: to be computed. */
  readonly depth: number | null;
}

/** The fewest beats that a computed FIFO holds: with one alone, reading and writing would take turns. */
export const LEAST_DEPTH = 2;

/**
 * What the dataflow of a design does and how deep its FIFOs are. Cycles are those of the model in `processes.ts`: pipeline
 * depths are assumptions, iterations and beats are not.
 */
export interface NetworkSchedule {
  /** Cycles from the start until the first beat of any output has been written. */
  readonly firstOutputCycles: number;
  /** Cycles from the start until the first image has left all processes. */
  readonly latencyCycles: number;
  /** Cycles from one image to the next, images following one another without a pause. */
  readonly intervalCycles: number;
  /** In the order of the network's processes. */
  readonly stages: readonly StageSchedule[];
  /** In the order of the network's FIFOs. */
  readonly fifos: readonly FifoSchedule[];
}

/** What one process does. */
export interface StageSchedule {
  /** Name of the stage. */
  readonly name: string;
  /** What it does, for people. */
  readonly kind: string;
  /** Iterations of its loops, an image. */
  readonly iterations: number;
  /** Beats that it reads of all its inputs, an image. */
  readonly reads: number;
  /** Beats that it writes to all its outputs, an image. */
  readonly writes: number;
  /** Cycles that it takes for an image when nothing stalls it: the interval of the stage alone. */
  readonly busyCycles: number;
  /** Cycles from the start until its first beat has been written. */
  readonly firstOutputCycles: number;
  /** Cycles of an interval in which it stands still, once images follow one another evenly: the rest of the interval. */
  readonly stalls: {
    /** It waits for a beat. */
    readonly input: number;
    /** It waits for room. */
    readonly output: number;
    /** It is ahead of slower ones and need not hurry. */
    readonly slack: number;
  };
}

/** How deep a FIFO is, and why. */
export interface FifoSchedule {
  /** Name of the tensor. */
  readonly name: string;
  /** Beats that it holds. */
  readonly depth: number;
  /**
   * `"throughput"`: computed; it keeps the interval, beats that stand in stalled pipelines included. `"user"`: set by
   * configuration.
   */
  readonly from: "throughput" | "user";
  /** Whether it was shown that one beat less costs throughput or deadlocks (or that it is the least, two). */
  readonly smallest: boolean;
  /**
   * Smallest depth at which the network still runs to its end, the others as they are. Of stalling pipelines: when every
   * iteration ends before the next begins, as in C++; less deadlocks, whatever the timing, and hardware needs the beats of
   * its pipelines on top. Of elastic ones: exactly. Null where finding out would have taken too long.
   */
  readonly deadlockFree: number | null;
}
