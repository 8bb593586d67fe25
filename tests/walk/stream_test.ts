import { assert, assertEquals } from "@std/assert";
import type { AxisGeometry } from "../../src/layers/mod.ts";
import {
  countOutputs,
  lineRows,
  phasesAt,
  planAxis,
  type StreamSchedule,
  streamSchedule,
  type StreamScheduleInput,
  sumOverOutputs,
} from "../../src/walk/mod.ts";
import { type AxisCase, axisCases, meetings } from "./axes.ts";

/** A convolution for the walk: `rows` is null in 1-D. */
interface Walk {
  readonly rows: AxisGeometry | null;
  readonly columns: AxisGeometry;
  readonly transposed: boolean;
  readonly iterationsOf: StreamScheduleInput["iterationsOf"];
  readonly multiplicationsOf: StreamScheduleInput["iterationsOf"];
}

/** An output along an axis: its phase, and the index that the newest input element in the window has. */
interface Made {
  readonly output: number;
  readonly phase: number;
  readonly newest: number;
}

/** Outputs of an axis in order; the window's newest element never has a negative index. */
function madeAlong(axis: AxisGeometry, transposed: boolean): Made[] {
  const { output, stride, before, kernel, dilation } = axis;
  const behind = (kernel - 1) * dilation - before;
  return Array.from(
    { length: output },
    (_, j) =>
      transposed
        ? { output: j, phase: (j + before) % stride, newest: Math.floor((j + before) / stride) }
        : { output: j, phase: 0, newest: j * stride + Math.max(behind, 0) },
  );
}

/** What happens while the window is over one row. */
interface RowSweep {
  readonly reads: boolean;
  readonly row: number;
  readonly made: Made | null;
}

/** Rows in the order in which the window sweeps them: again for each row of outputs that the same rows make. */
function sweepsOf(rows: AxisGeometry | null, transposed: boolean): RowSweep[] {
  if (!rows) return [{ reads: true, row: 0, made: { output: 0, phase: 0, newest: 0 } }];
  const made = madeAlong(rows, transposed);
  const last = Math.max(rows.input - 1, made[made.length - 1].newest);
  const sweeps: RowSweep[] = [];
  for (let row = 0; row <= last; row++) {
    const here: (Made | null)[] = made.filter(({ newest }) => newest === row);
    if (here.length === 0) here.push(null);
    here.forEach((output, i) => sweeps.push({ row, reads: i === 0 && row < rows.input, made: output }));
  }
  return sweeps;
}

/** Walks the loop position by position, until all is read and written, with sweeps of `period` positions. */
function walk(conv: Walk, period: number) {
  const { rows, columns, transposed } = conv;
  const sweeps = sweepsOf(rows, transposed);
  const alongColumns = madeAlong(columns, transposed);
  const lead = alongColumns[0].newest;
  const total = { read: columns.input * (rows?.input ?? 1), written: columns.output * (rows?.output ?? 1) };
  const readAt = new Map<string, number>();
  const startOf: number[] = [];
  let [iterations, read, written, multiplications, firstOutput] = [0, 0, 0, 0, -1];
  for (let position = 0; read < total.read || written < total.written; position++) {
    startOf.push(iterations);
    const reading: RowSweep | undefined = sweeps[Math.floor(position / period)];
    const column = position % period;
    if (reading?.reads && column < columns.input) {
      readAt.set(`${reading.row} ${column}`, position);
      read++;
    }
    const behind = position - lead;
    const writing: RowSweep | undefined = behind < 0 ? undefined : sweeps[Math.floor(behind / period)];
    let busy = 0;
    for (const made of alongColumns) {
      if (!writing?.made || made.newest - lead !== behind % period) continue;
      const phase = { row: writing.made.phase, column: made.phase };
      busy += conv.iterationsOf(phase);
      multiplications += conv.multiplicationsOf(phase);
      if (firstOutput < 0) firstOutput = iterations + busy - 1;
      requireRead(conv, { row: writing.made.output, column: made.output }, readAt);
      written++;
    }
    iterations += Math.max(busy, 1);
  }
  return { iterations, firstOutput, inputBeats: read, outputBeats: written, multiplications, startOf };
}

/** Requires that every input element of an output has been read. */
function requireRead(
  { rows, columns, transposed }: Walk,
  output: { readonly row: number; readonly column: number },
  readAt: ReadonlyMap<string, number>,
): void {
  const needed = rows ? meetings({ axis: rows, transposed }, output.row) : [{ input: 0 }];
  for (const row of needed) {
    for (const column of meetings({ axis: columns, transposed }, output.column)) {
      assert(
        readAt.has(`${row.input} ${column.input}`),
        `${JSON.stringify(output)} is written before its input is read`,
      );
    }
  }
}

function scheduleOf(conv: Walk, sweepGap = 4): StreamSchedule {
  return streamSchedule({ ...axesOf(conv), sweepGap, iterationsOf: conv.iterationsOf });
}

function axesOf({ rows, columns, transposed }: Walk) {
  return { rows: rows && planAxis(rows, transposed), columns: planAxis(columns, transposed) };
}

/** Unequal numbers for every phase, so that none can stand for another. */
const UNEVEN = {
  iterationsOf: ({ row, column }: { row: number; column: number }) => 1 + (5 * row + 2 * column) % 4,
  multiplicationsOf: ({ row, column }: { row: number; column: number }) => 100 * row + 7 * column + 3,
};
const EVEN = { iterationsOf: () => 1, multiplicationsOf: () => 1 };

function requireWalk(conv: Walk): StreamSchedule {
  const schedule = scheduleOf(conv);
  const { startOf: _, ...counts } = walk(conv, schedule.period);
  const { period: __, counters: ___, ...planned } = schedule;
  const multiplications = sumOverOutputs(axesOf(conv), conv.multiplicationsOf);
  assertEquals({ ...planned, multiplications }, counts, JSON.stringify(conv));
  return schedule;
}

Deno.test("streamSchedule() counts what a walk along a sequence counts", () => {
  for (const { axis, transposed } of axisCases()) {
    for (const costs of [EVEN, UNEVEN]) requireWalk({ rows: null, columns: axis, transposed, ...costs });
  }
});

/** Pairs of different axes: every axis is a row axis and a column axis of some case. */
function* mapCases(): Iterable<Walk> {
  for (const transposed of [true, false]) {
    const axes = [...axisCases()].filter((one: AxisCase) => one.transposed === transposed).map((one) =>
      one.axis
    );
    for (const [i, rows] of axes.entries()) {
      const columns = axes[(i * 7 + 11) % axes.length];
      yield { rows, columns, transposed, ...(i % 2 === 0 ? EVEN : UNEVEN) };
    }
  }
}

Deno.test("streamSchedule() counts what a walk over a map counts", () => {
  for (const conv of mapCases()) requireWalk(conv);
});

for (const gap of [2, 4, 9]) {
  Deno.test(`streamSchedule() leaves ${gap} iterations between two uses of a line-buffer column`, () => {
    let raised = 0;
    for (const conv of mapCases()) {
      const { period } = scheduleOf(conv, gap);
      const columns = planAxis(conv.columns, conv.transposed);
      if (lineRows(planAxis(conv.rows!, conv.transposed)) === 0) {
        assertEquals(period, columns.period);
        continue;
      }
      if (period > columns.period) raised++;
      if (columns.period >= gap) assertEquals(period, columns.period);
      const { startOf } = walk(conv, period);
      const sweeps = sweepsOf(conv.rows, conv.transposed).length;
      for (let next = period; next < Math.min(startOf.length, sweeps * period); next++) {
        if (next % period >= conv.columns.input) continue;
        const between = startOf[next] - startOf[next - period];
        assert(
          between >= gap,
          `${between} at position ${next} of ${JSON.stringify(conv)} with period ${period}`,
        );
      }
    }
    assert(raised > 0, "no case needs a longer sweep");
  });
}

Deno.test("streamSchedule() stays within 5 % of the beats and iterations that no schedule can avoid", () => {
  const size = 48;
  for (const [kernel, stride] of [[1, 1], [3, 1], [2, 2], [3, 2], [4, 2], [5, 3], [2, 3]]) {
    for (const transposed of [true, false]) {
      const before = Math.floor(Math.max(kernel - stride, 0) / 2);
      const output = transposed ? size * stride : Math.ceil(size / stride);
      const axis = { input: size, output, kernel, stride, dilation: 1, before };
      for (const iterationsOf of [EVEN.iterationsOf, UNEVEN.iterationsOf]) {
        const conv: Walk = {
          rows: axis,
          columns: axis,
          transposed,
          iterationsOf,
          multiplicationsOf: () => 1,
        };
        const { iterations, inputBeats, outputBeats } = scheduleOf(conv);
        const phases = madeAlong(axis, transposed).map((made) => made.phase);
        let work = 0;
        for (const row of phases) for (const column of phases) work += iterationsOf({ row, column });
        const bound = Math.max(inputBeats, outputBeats, work);
        assert(
          iterations <= 1.05 * bound,
          `${kernel}s${stride} transposed ${transposed}: ${iterations} for ${bound}`,
        );
      }
    }
  }
});

Deno.test("countOutputs() counts the outputs of each phase", () => {
  for (const { axis, transposed } of axisCases()) {
    const plan = planAxis(axis, transposed);
    const counts = plan.phases.map(() => 0);
    for (let q = 0; q < plan.grid; q++) phasesAt(plan, q).forEach((phase) => counts[phase]++);
    assertEquals(
      plan.phases.map((_, phase) => countOutputs(plan, phase)),
      counts,
      JSON.stringify({ axis, transposed }),
    );
  }
});

Deno.test("lineRows() keeps the newest row only where several output rows read it", () => {
  const axis = { input: 8, output: 8, kernel: 3, stride: 1, dilation: 1, before: 1 };
  assertEquals(lineRows(planAxis(axis, false)), 2);
  assertEquals(lineRows(planAxis(axis, true)), 2);
  assertEquals(lineRows(planAxis({ ...axis, output: 16, kernel: 4, stride: 2 }, true)), 2);
  assertEquals(lineRows(planAxis({ ...axis, kernel: 1, before: 0 }, false)), 0);
});
