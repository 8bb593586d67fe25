import { largest } from "../base/numbers/extremes.ts";
import { type NetworkTrace, TRACE_STATES, type TraceSpan, type TraceState } from "./trace.ts";

/** How long a process is in each state, column by column. */
export class Columns {
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

  /** Columns next to each other of about the same work, and of the same main state, joined. */
  spans(): readonly Omit<TraceSpan, "image">[] {
    const joined: { shares: number[]; from: number; to: number }[] = [];
    for (const [column, shares] of [...this.#shares].sort(([a], [b]) => a - b)) {
      const from = column * this.width;
      const before = joined.at(-1);
      if (before?.to === from && isAlike(before.shares, shares)) {
        before.to += this.width;
        before.shares = before.shares.map((cycles, i) => cycles + shares[i]);
      } else joined.push({ shares, from, to: from + this.width });
    }
    return joined.map(({ shares, from, to }) => ({ ...mainly(shares), busy: busyShare(shares), from, to }));
  }
}

/** Parts of a column's work that are told apart. */
const WORK_PARTS = 8;

function busyShare(shares: readonly number[]): number {
  return shares[TRACE_STATES.indexOf("busy")] / shares.reduce((sum, cycles) => sum + cycles);
}

/** What somebody mostly does, and mostly does when not at work. */
function mainly(shares: readonly number[]): Pick<TraceSpan, "state" | "idle"> {
  const state = TRACE_STATES[shares.indexOf(largest(shares))];
  const cyclesOf = (state: TraceState) => shares[TRACE_STATES.indexOf(state)];
  const [idle] = IDLE_STATES.toSorted((a, b) => cyclesOf(b) - cyclesOf(a));
  return { state, idle: cyclesOf(idle) > 0 ? idle : null };
}

const IDLE_STATES = TRACE_STATES.filter((state) => state !== "busy");

function isAlike(a: readonly number[], b: readonly number[]): boolean {
  const [first, second] = [a, b].map((shares) => ({
    ...mainly(shares),
    part: Math.round(busyShare(shares) * WORK_PARTS),
  }));
  return first.state === second.state && first.idle === second.idle && first.part === second.part;
}

/** A beat is in its FIFO from the cycle of its write up to that of its read, without it. */
export function fillsOf(
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
