import { largest } from "../base/extremes.ts";
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
