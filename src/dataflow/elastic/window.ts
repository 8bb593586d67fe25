import { elasticAction, type ElasticActor, NO_EVENT } from "./elastic.ts";
import type { UnrolledWalk } from "../../walk/unrolled_walk.ts";

/** How long an output pixel takes, by its phase. */
export interface WindowPace {
  /** Cycles that it keeps the multipliers, at least 1. */
  readonly busy: (phase: number) => number;
  /** Cycles from its start to its push. */
  readonly after: (phase: number) => number;
}

/**
 * Cycles from what one of both does until the other one can go on: `window_walk.v` compares what has arrived a cycle before it
 * goes on, and `moving_window.v` passes on a cycle later what it gives back.
 */
const AFTER = 2;

/**
 * Where words are read from memory, rows are given back when the multipliers begin their last turn or later, three cycles
 * later still, in which its word is found (`moving_words.v`).
 */
const WORDS_AFTER = AFTER + 3;

/**
 * A moving window (`moving_window.v`) as two actors: the line buffer takes pixels as long as there is a row to write, the
 * walk moves over those that have arrived and gives rows back.
 *
 * @param chunks Words of a pixel where the window stays in memory (`moving_words.v`); null where it lies in registers.
 */
export function windowActors(
  walk: UnrolledWalk,
  pace: WindowPace,
  chunks: number | null = null,
): readonly [ElasticActor, ElasticActor] {
  return [lineBuffer(walk, chunks), windowWalk(walk, pace, chunks !== null)];
}

/** Word by word of pixel by pixel; the first of a row waits for the sweep behind which its place was given back. */
function lineBuffer({ rows, columns, memories, sweeps }: UnrolledWalk, words: number | null): ElasticActor {
  const chunks = words ?? 1;
  const events = new Int32Array(rows * columns * chunks).fill(NO_EVENT);
  const given: number[] = [];
  for (const { gives } of sweeps) given.push((given.at(-1) ?? 0) + gives);
  for (let row = 0; row < rows; row++) {
    // Rows of this image that must have been given back, those of earlier ones not counted.
    let needed = row - memories + 1;
    let images = 0;
    for (; needed <= 0; needed += rows) images++;
    events[row * columns * chunks] = given.findIndex((count) => count >= needed) - images * sweeps.length;
  }
  return {
    actions: [
      elasticAction({ reads: [{ input: 0, pops: true }], posts: true }),
      elasticAction({ reads: [{ input: 0, pops: false }] }),
    ],
    actionOf: Uint16Array.from(events, (_, word) => (word + 1) % chunks === 0 ? 0 : 1),
    partner: {
      actor: 1,
      events,
      after: words === null ? AFTER : WORDS_AFTER,
      memory: 2 * sweeps.length + 2 * memories,
    },
  };
}

/** Actions of the walk: every phase, and none, behind which the sweep goes on or ends. */
function windowWalk(walk: UnrolledWalk, { busy, after }: WindowPace, postsLate: boolean): ElasticActor {
  const { sweeps, positions, columns, phases, overlap, memories } = walk;
  const actions = [false, true].flatMap((ends) =>
    [false, true].flatMap((forks) =>
      Array.from({ length: phases + 1 }, (_, index) => {
        const does = { posts: ends, postsLate, forks, skips: ends ? overlap : 0 };
        const phase = index - 1;
        if (phase < 0) return elasticAction(does);
        return elasticAction({
          ...does,
          takes: [0],
          pushes: [{ output: 0, after: after(phase) }],
          busy: busy(phase),
        });
      })
    )
  );
  const actionIndex = (phase: number, { ends, forks }: { readonly ends: boolean; readonly forks: boolean }) =>
    ((ends ? 2 : 0) + (forks ? 1 : 0)) * (phases + 1) + phase + 1;
  const steps = sweeps.length * positions.reduce((sum, { count }) => sum + Math.max(1, count), 0);
  const actionOf = new Uint16Array(steps);
  const events = new Int32Array(steps).fill(NO_EVENT);
  const firstShared = positions.length - overlap;
  let step = 0;
  for (const sweep of sweeps) {
    positions.forEach(({ column, reads, phase, count }, at) => {
      const forks = overlap > 0 && at === firstShared;
      if (reads) events[step] = sweep.need * columns + column;
      else if (forks) events[step] = sweep.nextNeed * columns + overlap - 1;
      const last = Math.max(1, count) - 1;
      for (let made = 0; made <= last; made++) {
        const ends = at === positions.length - 1 && made === last;
        const own = count === 0 ? -1 : sweep.phase + phase + made;
        actionOf[step++] = actionIndex(own, { ends, forks: forks && made === 0 });
      }
    });
  }
  return {
    actions,
    actionOf,
    // Rows that are no longer needed may have been overwritten some rows ago.
    partner: { actor: 0, events, after: AFTER, memory: (2 * memories + 2) * columns },
  };
}
