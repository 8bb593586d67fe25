/**
 * Ranges of the counters of `window_stream.h`, held against its loop, run step by step: every value that is assigned to a
 * variable of it.
 */
import { assert, assertEquals } from "@std/assert";
import {
  type AxisCounters,
  type AxisPlan,
  type Counter,
  counterOf,
  planAxis,
  planSamples,
  streamSchedule,
  type StreamScheduleInput,
} from "../../src/walk/mod.ts";
import { axisCases } from "./axes.ts";

Deno.test("counterOf() gives the bits that hold every value, and no more", () => {
  for (let min = -20; min <= 0; min++) {
    for (let max = 0; max <= 20; max++) {
      const { width, signed } = counterOf({ min, max });
      const ends = (bits: number) => signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
      const holds = (bits: number) => bits > 0 && min >= ends(bits)[0] && max <= ends(bits)[1];
      assert(holds(width), `${min} to ${max} in ${width} bits`);
      assert(width === 1 || !holds(width - 1), `${min} to ${max} in ${width} bits`);
      assertEquals(signed, min < 0);
    }
  }
  assertEquals(counterOf({ max: 2 ** 40 }).width, 41);
});

/** Largest value of every variable, by name; none is ever negative. */
class Seen {
  readonly #most = new Map<string, number>();

  note(name: string, value: number): number {
    assert(value >= 0, `${name} is ${value}`);
    this.#most.set(name, Math.max(this.#most.get(name) ?? 0, value));
    return value;
  }

  most(name: string): number {
    return this.#most.get(name)!;
  }
}

/** `axis_walk` of axis.h. */
class AxisWalk {
  readonly #seen: (name: string, value: number) => number;
  #position = 0;
  #phase = 0;
  #output = 0;
  #wait = 0;
  fresh = true;

  constructor(
    private readonly axis: AxisPlan,
    { seen, name }: { readonly seen: Seen; readonly name: string },
  ) {
    this.#seen = (field, value) => seen.note(`${name}.${field}`, value);
  }

  get position(): number {
    return this.#position;
  }

  get phase(): number {
    return this.#phase;
  }

  start(position: number, wait: number): void {
    this.#position = this.#seen("position", position);
    this.#phase = this.#seen("phase", this.axis.firstPhase);
    this.#output = this.#seen("output", 0);
    this.#wait = this.#seen("wait", wait);
    this.fresh = true;
  }

  get hasOutput(): boolean {
    return this.#wait === 0 && this.#output < this.axis.output;
  }

  get isLastPhase(): boolean {
    return !this.hasOutput || this.#phase === this.axis.phases.length - 1 ||
      this.#output === this.axis.output - 1;
  }

  advance(): void {
    const moves = this.isLastPhase;
    if (this.hasOutput) this.#output = this.#seen("output", this.#output + 1);
    if (!moves) {
      this.#phase = this.#seen("phase", this.#phase + 1);
    } else if (this.#wait === 0) {
      this.#phase = this.#seen("phase", 0);
      this.#move();
    } else {
      this.#move();
    }
    this.fresh = moves;
  }

  skip(): void {
    this.#move();
  }

  #move(): void {
    this.#position = this.#seen("position", this.#position + 1);
    this.#wait = this.#seen("wait", this.#wait === 0 ? this.axis.step - 1 : this.#wait - 1);
  }
}

interface Loop extends Pick<StreamScheduleInput, "columns" | "iterationsOf"> {
  readonly rows: AxisPlan | null;
  readonly iterations: number;
  readonly period: number;
}

/** The loop over `sequence_window`. */
function runSequence({ columns, iterationsOf, iterations }: Loop): Seen {
  const seen = new Seen();
  const column = new AxisWalk(columns, { seen, name: "column" });
  column.start(0, columns.lead);
  let turn = 0;
  for (let i = 0; i < iterations; i++) {
    if (column.hasOutput && ++turn < iterationsOf({ row: 0, column: column.phase })) continue;
    turn = 0;
    column.advance();
  }
  return seen;
}

/** The loop over `map_window`. */
function runMap({ rows, columns, iterationsOf, iterations, period }: Loop & { rows: AxisPlan }): Seen {
  const seen = new Seen();
  const fill = new AxisWalk(rows, { seen, name: "fill" });
  const row = new AxisWalk(rows, { seen, name: "row" });
  const column = new AxisWalk(columns, { seen, name: "column" });
  fill.start(0, rows.lead);
  row.start(0, rows.lead);
  column.start(columns.lead, 0);
  let fillColumn = seen.note("fillColumn", 0);
  let behind = seen.note("behind", columns.lead);
  let arrives = true;
  let turn = 0;
  for (let i = 0; i < iterations; i++) {
    if (arrives) {
      if (fillColumn < period - 1) {
        fillColumn = seen.note("fillColumn", fillColumn + 1);
      } else {
        fillColumn = 0;
        fill.advance();
      }
    }
    if (behind > 0) {
      behind--;
      continue;
    }
    arrives = false;
    const made = row.hasOutput && column.hasOutput;
    if (made && ++turn < iterationsOf({ row: row.phase, column: column.phase })) continue;
    turn = 0;
    arrives = !made || column.isLastPhase;
    if (made) column.advance();
    else column.skip();
    if (arrives && column.position === columns.lead + period) {
      column.start(columns.lead, 0);
      row.advance();
    }
  }
  return seen;
}

const UNEVEN = ({ row, column }: { row: number; column: number }) => 1 + (5 * row + 2 * column) % 4;
const EVEN = () => 1;

function requireAxis(name: string, counters: AxisCounters, seen: Seen): void {
  const fields: Readonly<Record<string, Counter>> = {
    position: counters.position,
    output: counters.output,
    ...counters.strided,
  };
  for (const [field, counter] of Object.entries(fields)) {
    assertEquals(counter.min, 0);
    const most = seen.most(`${name}.${field}`);
    // How long to wait is bounded by where a walk starts and by its step, whether or not it comes that far.
    if (field === "wait") assert(counter.max >= most && counter.max - most < 3, `${name}.${field}`);
    else assertEquals(counter.max, most, `${name}.${field}`);
  }
}

Deno.test("counters of a sequence are those of its loop", () => {
  for (const { axis, transposed } of axisCases()) {
    const columns = planAxis(axis, transposed);
    for (const iterationsOf of [EVEN, UNEVEN]) {
      const schedule = streamSchedule({ rows: null, columns, sweepGap: 4, iterationsOf });
      const { rows, columns: counters, fill } = schedule.counters;
      assertEquals([rows, fill], [null, null]);
      requireAxis("column", counters, runSequence({ ...schedule, rows: null, columns, iterationsOf }));
    }
  }
});

Deno.test("counters of a map are those of its loop", () => {
  let cases = 0;
  for (const transposed of [true, false]) {
    const axes = [...axisCases()].filter((one) => one.transposed === transposed)
      .map(({ axis }) => planAxis(axis, transposed));
    for (const [i, rows] of axes.entries()) {
      const columns = axes[(i * 7 + 11) % axes.length];
      const iterationsOf = i % 2 === 0 ? EVEN : UNEVEN;
      const sweepGap = [2, 4, 9][i % 3];
      const schedule = streamSchedule({ rows, columns, sweepGap, iterationsOf });
      const seen = runMap({ ...schedule, rows, columns, iterationsOf });
      const { counters } = schedule;
      requireAxis("row", counters.rows!, seen);
      requireAxis("column", counters.columns, seen);
      requireAxis("fill", counters.fill!.rows, seen);
      assertEquals(counters.fill!.column.max, seen.most("fillColumn"));
      assertEquals(counters.fill!.behind.max, seen.most("behind"));
      cases++;
    }
  }
  assert(cases > 1000, `${cases}`);
});

Deno.test("outputs that follow no stride have no phase and no wait", () => {
  const columns = planSamples(4, [0, 0, 1, 3, 3]);
  const { counters } = streamSchedule({ rows: null, columns, sweepGap: 4, iterationsOf: EVEN });
  assertEquals(counters.columns, {
    position: { min: 0, max: 4, width: 3, signed: false },
    output: { min: 0, max: 5, width: 3, signed: false },
    strided: null,
  });
});
