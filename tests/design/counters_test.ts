/** Counters of the stages that have no window, held against the loops of their kernels, run step by step. */
import { assertEquals } from "@std/assert";
import type { MoveCounters, SelectPlan } from "../../src/design/mod.ts";
import { createDesign, loopsOf } from "../../src/design/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import type { Counter } from "../../src/walk/mod.ts";

type Layers = Parameters<typeof buildModel>[1];

function stageOf(layers: Layers, kind: string, io: "io_stream" | "io_parallel" = "io_stream") {
  const design = createDesign(buildModel("m", layers), { io });
  return design.stages.find(({ plan }) => plan.kind === kind)!;
}

function movesOf(layers: Layers, kind: string): MoveCounters {
  const { work } = stageOf(layers, kind);
  if (work.kind !== "stream" || work.build.kind !== "kernel" || work.build.moves === null) {
    throw new Error("another kind of stage");
  }
  return work.build.moves;
}

function ends({ min, max }: Counter): readonly [number, number] {
  return [min, max];
}

/** `select_stream` of select.h: least and largest value of every variable. */
function runSelect({ rows, columns, walk }: SelectPlan) {
  if (walk.kind !== "stream") throw new Error("another kind of stage");
  const seen = new Map<string, [number, number]>();
  const note = (name: string, value: number) => {
    const [min, max] = seen.get(name) ?? [0, 0];
    seen.set(name, [Math.min(min, value), Math.max(max, value)]);
    return value;
  };
  let row = note("row", walk.rows.from);
  let column = note("column", walk.columns.from);
  let nextRow = note("nextRow", rows.start);
  let nextColumn = note("nextColumn", columns.start);
  for (let i = 0; i < walk.iterations; i++) {
    if (column === walk.columns.from + walk.columns.positions - 1) {
      column = walk.columns.from;
      nextColumn = columns.start;
      if (row === nextRow) nextRow = note("nextRow", nextRow + rows.step);
      row = note("row", row + 1);
    } else {
      if (column === nextColumn) nextColumn = note("nextColumn", nextColumn + columns.step);
      column = note("column", column + 1);
    }
  }
  return Object.fromEntries(seen);
}

const SELECTIONS: readonly (readonly [string, Layers])[] = [
  [
    "padding on every side",
    (b) =>
      b.pad(b.input({ height: 3, width: 5, channels: 2 }), {
        borders: [{ before: 2, after: 1 }, { before: 1, after: 3 }],
      }),
  ],
  [
    "a crop of a sequence",
    (b) => b.crop(b.input({ length: 9, channels: 2 }), { borders: [{ before: 2, after: 3 }] }),
  ],
  [
    "every third row, every second column",
    (b) =>
      b.slice(b.input({ height: 8, width: 7, channels: 2 }), {
        ranges: [{ start: 1, end: 8, step: 3 }, { start: 0, end: 7, step: 2 }],
      }),
  ],
];

for (const [name, layers] of SELECTIONS) {
  Deno.test(`counters of ${name} hold what its loop counts`, () => {
    const { plan } = stageOf(layers, "select");
    if (!(plan.kind === "select" && plan.walk.kind === "stream")) throw new Error("another kind of stage");
    const seen = runSelect(plan);
    const { counters } = plan.walk;
    for (const name of ["row", "column", "nextRow", "nextColumn"] as const) {
      assertEquals(ends(counters[name]), seen[name], name);
    }
  });
}

Deno.test("counters of shuffles hold every place of a block", () => {
  const deep: Layers = (b) => b.spaceToDepth(b.input({ height: 6, width: 12, channels: 2 }), { block: 3 });
  const wide: Layers = (b) => b.depthToSpace(b.input({ height: 2, width: 4, channels: 18 }), { block: 3 });
  for (const layers of [deep, wide]) {
    const moves = movesOf(layers, "shuffle");
    if (moves.kind !== "shuffle") throw new Error("another kind of stage");
    assertEquals([ends(moves.blockRow), ends(moves.blockColumn)], [[0, 2], [0, 2]]);
    assertEquals([ends(moves.column), moves.column.width], [[0, 3], 2]);
  }
});

Deno.test("counters of a repacking hold a beat of either width", () => {
  const moves = movesOf(
    (b) => b.upsample(b.reshape(b.input({ length: 4, channels: 8 }), { shape: [16, 2] }), { factors: 2 }),
    "repack",
  );
  if (moves.kind !== "repack") throw new Error("another kind of stage");
  assertEquals([ends(moves.from), ends(moves.to)], [[0, 8], [0, 1]]);
  assertEquals([moves.from.width, moves.to.width], [4, 1]);
});

Deno.test("an append has the beats of a block, and a place in it; one that joins pixels has neither", () => {
  const join = (axis: number): Layers => (b) => {
    const x = b.input({ height: 2, width: 3, channels: 4 });
    return b.concatenate([x, b.input({ height: 2, width: 3, channels: 4 })], { axis });
  };
  const rows = movesOf(join(0), "concatenate");
  if (rows.kind !== "append") throw new Error("another kind of stage");
  assertEquals([rows.beats, ends(rows.place)], [[6, 6], [0, 11]]);
  const columns = movesOf(join(1), "concatenate");
  if (columns.kind !== "append") throw new Error("another kind of stage");
  assertEquals([columns.beats, ends(columns.place)], [[3, 3], [0, 5]]);
  const { work } = stageOf(join(2), "concatenate");
  if (work.kind !== "stream" || work.build.kind !== "kernel") throw new Error("another kind of stage");
  assertEquals(work.build.moves, null);
});

Deno.test("counters of turns and windows hold all of both, and no more", () => {
  const values = (count: number) => Float64Array.from({ length: count }, (_, i) => (i % 7 - 3) / 8);
  const layers: Layers = (b) =>
    b.convTranspose2d(b.input({ height: 3, width: 5, channels: 6 }), {
      strides: 2,
      padding: "same",
      weights: { shape: [3, 3, 6, 4], data: values(9 * 6 * 4) },
    });
  for (const factor of [1, 12, 48]) {
    const design = createDesign(buildModel("m", layers), {
      io: "io_parallel",
      strategy: "resource",
      reuseFactor: factor,
    });
    const { plan, work } = design.stages.find(({ plan }) => plan.kind === "convolution")!;
    if (!(plan.kind === "convolution" && plan.walk.kind === "parallel")) {
      throw new Error("another kind of stage");
    }
    const { turns, outputTurns, iterations, counters } = plan.schedule;
    assertEquals(turns * outputTurns, factor);
    assertEquals(ends(counters.turn), [0, turns - 1]);
    assertEquals(ends(counters.outputTurn), [0, outputTurns - 1]);
    assertEquals(ends(counters.iteration), [0, iterations - 1]);
    assertEquals(ends(loopsOf(work)[0].counter), [0, plan.walk.iterations]);
    for (const { weights } of plan.walk.phases) {
      if (weights.kind !== "rom") throw new Error("another kind of stage");
      assertEquals(ends(weights.address), [0, weights.words - 1]);
    }
    const { rows, columns } = plan.walk.counters;
    for (const [axis, { position, output }] of [[plan.rows!, rows!], [plan.columns, columns]] as const) {
      const all = Array.from(
        { length: axis.windows },
        (_, window) => axis.phases.map((_, phase) => window * axis.phases.length + phase - axis.firstPhase),
      ).flat();
      assertEquals(ends(output), [Math.min(0, ...all), Math.max(...all)]);
      assertEquals(position.max, axis.lead + (axis.windows - 1) * axis.step);
    }
    assertEquals(rows!.window.max, plan.rows!.windows);
    assertEquals(columns.window.max, plan.columns.windows - 1);
  }
});
