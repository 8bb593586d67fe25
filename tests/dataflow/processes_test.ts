import { assertEquals } from "@std/assert";
import {
  beatsOf,
  cyclesOf,
  iterationsOf,
  proportionalRuns,
  type StreamLoop,
  uniformRuns,
  windowRuns,
} from "../../src/dataflow/mod.ts";
import { type AxisPlan, planAxis, streamSchedule } from "../../src/walk/mod.ts";
import { axisCases } from "../walk/axes.ts";

/** What iterations do, one after another: `r` reads, `w` writes, `rw` both, `.` neither. */
function eventsOf({ kinds, counts, kindOf }: StreamLoop): string {
  return Array.from(counts).flatMap((count, run) => {
    const { reads, writes } = kinds[kindOf[run]];
    return new Array(count).fill(`${reads.length > 0 ? "r" : ""}${writes.length > 0 ? "w" : ""}` || ".");
  }).join(" ");
}

/** `axis_walk` of templates/nnet/axis.h, statement by statement. */
class AxisWalk {
  position = 0;
  phase = 0;
  output = 0;
  wait = 0;
  fresh = true;

  constructor(readonly plan: AxisPlan) {}

  start(position: number, wait: number): void {
    Object.assign(this, { position, wait, phase: this.plan.firstPhase, output: 0, fresh: true });
  }
  hasOutput = () => this.wait === 0 && this.output < this.plan.output;
  isLastPhase = () =>
    !this.hasOutput() || this.phase === this.plan.phases.length - 1 || this.output === this.plan.output - 1;
  advance(): void {
    const moves = this.isLastPhase();
    if (this.hasOutput()) this.output++;
    if (!moves) this.phase++;
    else {
      this.position++;
      if (this.wait > 0) this.wait--;
      else [this.phase, this.wait] = [0, this.plan.step - 1];
    }
    this.fresh = moves;
  }
  skip(): void {
    this.position++;
    this.wait = this.wait === 0 ? this.plan.step - 1 : this.wait - 1;
  }
}

type Turns = (phase: { readonly row: number; readonly column: number }) => number;

/** The loop of window_stream.h over a map, statement by statement: what each iteration reads and writes. */
function loop2d(plans: { readonly rows: AxisPlan; readonly columns: AxisPlan }, turnsOf: Turns, trip: {
  readonly iterations: number;
  readonly period: number;
}): string {
  const [fill, row, column] = [
    new AxisWalk(plans.rows),
    new AxisWalk(plans.rows),
    new AxisWalk(plans.columns),
  ];
  const { lead, input } = plans.columns;
  fill.start(0, plans.rows.lead);
  row.start(0, plans.rows.lead);
  column.start(lead, 0);
  let [fillColumn, behind, moves, turn] = [0, lead, true, 0];
  const events: string[] = [];
  for (let i = 0; i < trip.iterations; i++) {
    let event = "";
    if (moves) {
      if (fillColumn < input && fill.fresh && fill.position < plans.rows.input) event += "r";
      if (fillColumn < trip.period - 1) fillColumn++;
      else {
        fillColumn = 0;
        fill.advance();
      }
    }
    if (behind > 0) behind--;
    else {
      let complete = true;
      const hasOutput = row.hasOutput() && column.hasOutput();
      if (hasOutput) {
        complete = turn === turnsOf({ row: row.phase, column: column.phase }) - 1;
        turn = complete ? 0 : turn + 1;
        if (complete) event += "w";
      }
      moves = complete && (!hasOutput || column.isLastPhase());
      if (complete && hasOutput) column.advance();
      else if (complete) column.skip();
      if (moves && column.position === lead + trip.period) {
        column.start(lead, 0);
        row.advance();
      }
    }
    events.push(event || ".");
  }
  return events.join(" ");
}

/** The loop of window_stream.h over a sequence, statement by statement. */
function loop1d(columns: AxisPlan, turnsOf: Turns, iterations: number): string {
  const walk = new AxisWalk(columns);
  walk.start(0, columns.lead);
  let turn = 0;
  return Array.from({ length: iterations }, () => {
    let event = "";
    if (walk.fresh) {
      if (walk.position < columns.input) event += "r";
      walk.fresh = false;
    }
    let complete = true;
    if (walk.hasOutput()) {
      complete = turn === turnsOf({ row: 0, column: walk.phase }) - 1;
      turn = complete ? 0 : turn + 1;
      if (complete) event += "w";
    }
    if (complete) walk.advance();
    return event || ".";
  }).join(" ");
}

const TIMING = { initiationInterval: 1, depth: 4 };
const TURNS: readonly Turns[] = [() => 1, ({ row, column }) => 1 + (5 * row + 2 * column) % 4];

Deno.test("windowRuns() reads and writes in the iterations of window_stream.h over a sequence", () => {
  for (const { axis, transposed } of axisCases()) {
    for (const turnsOf of TURNS) {
      const input = { rows: null, columns: planAxis(axis, transposed), iterationsOf: turnsOf };
      const schedule = streamSchedule({ ...input, sweepGap: 4 });
      const loop = windowRuns(input, schedule).build(TIMING);
      assertEquals(
        eventsOf(loop),
        loop1d(input.columns, turnsOf, schedule.iterations),
        JSON.stringify({ axis, transposed }),
      );
    }
  }
});

Deno.test("windowRuns() reads and writes in the iterations of window_stream.h over a map", () => {
  for (const transposed of [true, false]) {
    const axes = [...axisCases()].filter((each) => each.transposed === transposed).map(({ axis }) => axis);
    for (const [i, axis] of axes.entries()) {
      const rows = planAxis(axis, transposed);
      const columns = planAxis(axes[(i * 7 + 11) % axes.length], transposed);
      const turnsOf = TURNS[i % 2];
      const schedule = streamSchedule({ rows, columns, sweepGap: 4, iterationsOf: turnsOf });
      const loop = windowRuns({ rows, columns, iterationsOf: turnsOf }, schedule).build(TIMING);
      const expected = loop2d({ rows, columns }, turnsOf, schedule);
      assertEquals(eventsOf(loop), expected, JSON.stringify({ rows, columns }));
      assertEquals(beatsOf([loop]), { reads: schedule.inputBeats, writes: schedule.outputBeats });
      assertEquals(expected.split(" ").findIndex((event) => event.includes("w")), schedule.firstOutput);
    }
  }
});

Deno.test("proportionalRuns() reads as soon and writes as late as proportion allows", () => {
  const events = (inputs: number[], outputs: number[]) =>
    eventsOf(proportionalRuns({ inputs, outputs }).build(TIMING));
  assertEquals(events([4], [4]), "rw rw rw rw");
  assertEquals(events([6], [2]), "r r rw r r rw");
  assertEquals(events([2], [6]), "rw w w rw w w");
  assertEquals(events([5], [1]), "r r r r rw");
  assertEquals(events([3], [2]), "r rw rw");
  for (const inputs of [[1], [7], [3, 12], [1, 1]]) {
    for (const outputs of [[1], [5], [12, 4]]) {
      const sum = (beats: readonly number[]) => beats.reduce((a, b) => a + b, 0);
      const loop = proportionalRuns({ inputs, outputs }).build(TIMING);
      assertEquals(beatsOf([loop]), { reads: sum(inputs), writes: sum(outputs) });
      assertEquals(iterationsOf(loop), Math.max(...inputs, ...outputs));
    }
  }
});

Deno.test("cyclesOf() ends with the last iteration's last cycle", () => {
  const cycles = (count: number, initiationInterval: number, depth: number) =>
    cyclesOf(uniformRuns(count, { reads: [0], writes: [0] }).build({ initiationInterval, depth }));
  assertEquals([cycles(1, 1, 1), cycles(10, 1, 4), cycles(10, 3, 4), cycles(2, 5, 1)], [1, 13, 31, 6]);
});
