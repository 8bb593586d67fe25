/** What a process does in a cycle: works, waits for a beat, waits for room, or is ahead and need not hurry. */
export const TRACE_STATES = ["busy", "input", "room", "slack"] as const;

/** One of {@linkcode TRACE_STATES}. */
export type TraceState = typeof TRACE_STATES[number];

/** What processes and FIFOs do over time, in columns of equally many cycles. */
export interface NetworkTrace {
  /** Cycles until the last image has left the last process. */
  readonly cycles: number;
  /** Cycles of a column; the last may be shorter. */
  readonly columnCycles: number;
  /** In the order of the network's processes. */
  readonly processes: readonly ProcessTrace[];
  /** In the order of the network's FIFOs. */
  readonly fifos: readonly FifoTrace[];
}

/** What a process does. */
export interface ProcessTrace {
  /** Name of the stage. */
  readonly name: string;
  /** Spans of columns in which it does one thing, or works for about the same share, without what comes before its first and behind its last image. */
  readonly spans: readonly TraceSpan[];
}

/** Cycles from `from` up to `to`, without it. */
export interface TraceSpan {
  /** What it mostly does in them. */
  readonly state: TraceState;
  /** Share of them in which it works. */
  readonly busy: number;
  /** What it mostly does when it does not work; null where it always works. */
  readonly idle: Exclude<TraceState, "busy"> | null;
  /** Index of the image, from 0. */
  readonly image: number;
  /** The first. */
  readonly from: number;
  /** The one behind the last. */
  readonly to: number;
}

/** How full a FIFO is. */
export interface FifoTrace {
  /** Name of the tensor. */
  readonly name: string;
  /** Beats that it holds. */
  readonly depth: number;
  /** Most beats in it at once, a column each. */
  readonly fills: readonly number[];
}

/** How a network is run for a trace. */
export interface TraceRequest {
  /** Of every FIFO, deep enough for the interval. */
  readonly depths: readonly number[];
  /** Cycles from one image to the next. */
  readonly interval: number;
  /** How many follow one another. */
  readonly images: number;
  /** How many columns there may be. */
  readonly columns: number;
}
