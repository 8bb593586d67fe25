import { largest } from "../base/extremes.ts";
import type { Network } from "./network.ts";
import { NetworkRun } from "./network_run.ts";
import { type FifoSteps, type ProcessSteps, stepsOf } from "./network_steps.ts";
import { endsOf } from "./network_waits.ts";

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
  /** Spans of columns in which it mostly does one thing, without what comes before its first and behind its last image. */
  readonly spans: readonly TraceSpan[];
}

/** Cycles from `from` up to `to`, without it. */
export interface TraceSpan {
  /** What it mostly does in them. */
  readonly state: TraceState;
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

/** Runs a network from its start and looks at it over time. */
export function traceNetwork(network: Network, request: TraceRequest): NetworkTrace {
  const { depths, interval, images } = request;
  const steps = network.processes.map(stepsOf);
  const stepped = { processes: steps, ...endsOf(network) };
  const run = new NetworkRun(stepped, depths);
  const byImage = Array.from({ length: images }, (_, image) => {
    run.advance(image + 1, image === 0 ? 0 : interval);
    return run.cycles();
  });
  const cyclesOf = (process: number) => byImage.map((cycles) => cycles[process]);
  const cycles = steps.reduce(
    (most, { tail, count }, process) =>
      Math.max(most, count === 0 ? 0 : byImage[images - 1][process][count - 1] + tail),
    1,
  );
  const columnCycles = Math.ceil(cycles / request.columns);
  const writes = passages(steps, cyclesOf, "outputs", network.fifos.length);
  const reads = passages(steps, cyclesOf, "inputs", network.fifos.length);
  return {
    cycles,
    columnCycles,
    processes: network.processes.map(({ name }, i) => ({
      name,
      spans: spansOf({ steps: steps[i], cycles: cyclesOf(i), writes, reads, depths }, columnCycles),
    })),
    fifos: network.fifos.map(({ name }, fifo) => ({
      name,
      depth: depths[fifo],
      fills: fillsOf({ writes: writes[fifo], reads: reads[fifo] }, { cycles, columnCycles }),
    })),
  };
}

/** The cycles in which the beats of all images pass one end of each FIFO. */
function passages(
  steps: readonly ProcessSteps[],
  cyclesOf: (process: number) => readonly Float64Array[],
  end: "inputs" | "outputs",
  fifos: number,
): readonly Float64Array[] {
  const found = Array.from({ length: fifos }, () => new Float64Array(0));
  steps.forEach((each, process) => {
    const cycles = cyclesOf(process);
    each[end].forEach((ends: FifoSteps) => {
      const beats = ends.steps.length;
      const all = new Float64Array(beats * cycles.length);
      cycles.forEach((image, i) => ends.steps.forEach((step, beat) => all[i * beats + beat] = image[step]));
      found[ends.fifo] = all;
    });
  });
  return found;
}

/** A process and what it waits for. */
interface TracedProcess {
  readonly steps: ProcessSteps;
  /** Of its steps, an array an image. */
  readonly cycles: readonly Float64Array[];
  readonly writes: readonly Float64Array[];
  readonly reads: readonly Float64Array[];
  readonly depths: readonly number[];
}

function spansOf(process: TracedProcess, columnCycles: number): readonly TraceSpan[] {
  const { steps: { gaps, actions, actionOf, count, tail }, cycles, writes, reads, depths } = process;
  if (count === 0) return [];
  const passed = new Map<number, { read: number; written: number }>();
  const passedOf = (fifo: number) => {
    const known = passed.get(fifo);
    if (known !== undefined) return known;
    const fresh = { read: 0, written: 0 };
    passed.set(fifo, fresh);
    return fresh;
  };
  const spans: TraceSpan[] = [];
  let last = 0;
  cycles.forEach((image, index) => {
    const columns = new Columns(columnCycles);
    for (let step = 0; step < count; step++) {
      const at = image[step];
      const due = last + gaps[step];
      const action = actions[actionOf[step]];
      let [ready, room] = [-Infinity, -Infinity];
      for (const fifo of action.reads) ready = Math.max(ready, writes[fifo][passedOf(fifo).read++] + 1);
      for (const fifo of action.writes) {
        const freed = passedOf(fifo).written++ - depths[fifo];
        if (freed >= 0) room = Math.max(room, reads[fifo][freed] + 1);
      }
      columns.add("busy", last, due);
      columns.add(ready >= at ? "input" : room >= at ? "room" : "slack", due, at);
      last = at;
    }
    columns.add("busy", last, last + tail);
    last += tail;
    for (const span of columns.spans()) spans.push({ ...span, image: index });
  });
  return spans;
}

/** How long a process is in each state, column by column. */
class Columns {
  readonly #shares = new Map<number, number[]>();

  constructor(readonly width: number) {}

  add(state: TraceState, from: number, to: number): void {
    const index = TRACE_STATES.indexOf(state);
    for (let at = from; at < to;) {
      const column = Math.floor(at / this.width);
      const end = Math.min(to, (column + 1) * this.width);
      const shares = this.#shares.get(column) ?? TRACE_STATES.map(() => 0);
      shares[index] += end - at;
      this.#shares.set(column, shares);
      at = end;
    }
  }

  /** Columns next to each other with the same main state, joined. */
  spans(): readonly Omit<TraceSpan, "image">[] {
    const spans: { state: TraceState; from: number; to: number }[] = [];
    for (const [column, shares] of [...this.#shares].sort(([a], [b]) => a - b)) {
      const state = TRACE_STATES[shares.indexOf(largest(shares))];
      const from = column * this.width;
      const before = spans.at(-1);
      if (before?.state === state && before.to === from) before.to += this.width;
      else spans.push({ state, from, to: from + this.width });
    }
    return spans;
  }
}

/** A beat is in its FIFO from the cycle of its write up to that of its read, without it. */
function fillsOf(
  { writes, reads }: { readonly writes: Float64Array; readonly reads: Float64Array },
  { cycles, columnCycles }: Pick<NetworkTrace, "cycles" | "columnCycles">,
): readonly number[] {
  const fills = new Array<number>(Math.ceil(cycles / columnCycles)).fill(0);
  let read = 0;
  let column = 0;
  let fill = 0;
  writes.forEach((cycle, written) => {
    for (; column < Math.floor(cycle / columnCycles); column++) {
      // What is left when a column ends is there when the next one begins.
      const end = (column + 1) * columnCycles;
      while (read < written && reads[read] < end) read++;
      fill = written - read;
      fills[column + 1] = fill;
    }
    while (read < written && reads[read] <= cycle) read++;
    fill = written + 1 - read;
    fills[column] = Math.max(fills[column], fill);
  });
  for (; column + 1 < fills.length; column++) {
    const end = (column + 1) * columnCycles;
    while (read < writes.length && reads[read] < end) read++;
    fills[column + 1] = writes.length - read;
  }
  return fills;
}
