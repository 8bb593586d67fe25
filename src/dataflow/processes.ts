import { largest } from "../base/numbers/extremes.ts";

/**
 * What a process of an `io_stream` design does to its streams, iteration by iteration. Stages describe themselves in
 * these terms; `network.ts` connects them.
 *
 * Every loop is taken to become a *stalling pipeline*, the style that works on any loop (UG1448, "Pipeline Styles"):
 * iteration i starts `initiationInterval` cycles after iteration i − 1, reads in its first cycle and writes in its
 * last, and whenever any read or write of a cycle cannot be done, the whole pipeline stands still, results of earlier
 * iterations with it. A loop starts when the loop before it has left its pipeline; so does the next image.
 */

/** A loop of a process. */
export interface StreamLoop {
  /** Cycles from one iteration to the next, at least 1. */
  readonly initiationInterval: number;
  /** Cycles that an iteration is in the pipeline, at least 1: an assumption, since only synthesis knows. */
  readonly depth: number;
  /** The different things that an iteration does. */
  readonly kinds: readonly IterationKind[];
  /** Runs of equal iterations: run r is `counts[r]` iterations, at least 1, of `kinds[kindOf[r]]`. */
  readonly counts: Int32Array;
  /** Index in `kinds` of every run. */
  readonly kindOf: Uint8Array;
}

/** What an iteration reads and writes: a beat each, in this order, reads first. */
export interface IterationKind {
  /** Indices of the stage's inputs. */
  readonly reads: readonly number[];
  /** Indices of the stage's outputs. */
  readonly writes: readonly number[];
}

/** Pipeline of a loop, without what its iterations do. */
export interface LoopTiming {
  /** Cycles from one iteration to the next, at least 1. */
  readonly initiationInterval: number;
  /** Cycles that an iteration is in the pipeline, at least 1. */
  readonly depth: number;
}

/** Puts the runs of a loop together. */
export class LoopBuilder {
  readonly #kindOf: number[] = [];
  readonly #counts: number[] = [];
  #iterations = 0;

  /** Takes everything that an iteration of the loop may do. */
  constructor(
    /** Addressed by their index. */
    readonly kinds: readonly IterationKind[],
  ) {}

  /** Iterations so far. */
  get iterations(): number {
    return this.#iterations;
  }

  /** Appends iterations that all do the same, an entry of `kinds`; joins them with the last ones if those do it too. */
  add(count: number, kind: number): void {
    if (count <= 0) return;
    this.#iterations += count;
    const last = this.#counts.length - 1;
    if (last >= 0 && this.#kindOf[last] === kind) this.#counts[last] += count;
    else {
      this.#kindOf.push(kind);
      this.#counts.push(count);
    }
  }

  /** Appends the iterations of another loop of the same kinds, so many of them at most. */
  append(other: LoopBuilder, limit: number): void {
    let left = limit;
    for (let run = 0; run < other.#counts.length && left > 0; run++) {
      const count = Math.min(left, other.#counts[run]);
      this.add(count, other.#kindOf[run]);
      left -= count;
    }
  }

  /** The loop of all iterations so far. */
  build({ initiationInterval, depth }: LoopTiming): StreamLoop {
    return {
      initiationInterval,
      depth,
      kinds: this.kinds,
      counts: Int32Array.from(this.#counts),
      kindOf: Uint8Array.from(this.#kindOf),
    };
  }
}

/** A loop whose iterations all do the same. */
export function uniformRuns(count: number, kind: IterationKind): LoopBuilder {
  const loop = new LoopBuilder([kind]);
  loop.add(count, 0);
  return loop;
}

/**
 * The loop of a stage of which nothing else is known: as many iterations as the longest of its streams has beats. Beat
 * b of a stream of n beats is read in iteration ⌊b·iterations / n⌋ and written in iteration ⌈(b + 1)·iterations / n⌉ − 1:
 * read as soon, written as late as proportion allows.
 */
export function proportionalRuns(
  beats: { readonly inputs: readonly number[]; readonly outputs: readonly number[] },
): LoopBuilder {
  const iterations = largest([...beats.inputs, ...beats.outputs], 1);
  const kinds: IterationKind[] = [];
  const indices = new Map<string, number>();
  const loop = new LoopBuilder(kinds);
  const done = { inputs: beats.inputs.map(() => 0), outputs: beats.outputs.map(() => 0) };
  const due = (which: "inputs" | "outputs", doneBy: (beats: number) => number): number[] =>
    beats[which].flatMap((count, port) => {
      if (doneBy(count) <= done[which][port]) return [];
      done[which][port]++;
      return [port];
    });
  for (let i = 1; i <= iterations; i++) {
    const reads = due("inputs", (count) => Math.ceil((i * count) / iterations));
    const writes = due("outputs", (count) => Math.floor((i * count) / iterations));
    const key = `${reads}|${writes}`;
    if (!indices.has(key)) indices.set(key, kinds.push({ reads, writes }) - 1);
    loop.add(1, indices.get(key)!);
  }
  return loop;
}

/** Iterations of a loop of each kind. */
export function iterationsByKind({ kinds, counts, kindOf }: StreamLoop): readonly number[] {
  const iterations = kinds.map(() => 0);
  for (let run = 0; run < counts.length; run++) iterations[kindOf[run]] += counts[run];
  return iterations;
}

/** Iterations of a loop. */
export function iterationsOf(loop: StreamLoop): number {
  return iterationsByKind(loop).reduce((sum, count) => sum + count, 0);
}

/** Cycles from the start of a loop to the end of its last iteration, never stalled. */
export function cyclesOf(loop: StreamLoop): number {
  return pipelineCycles({ ...loop, iterations: iterationsOf(loop) });
}

/** Cycles from the start of so many iterations to the end of the last one, never stalled. */
export function pipelineCycles(
  { iterations, initiationInterval, depth }: LoopTiming & { readonly iterations: number },
): number {
  return iterations === 0 ? 0 : (iterations - 1) * initiationInterval + depth;
}

/** Beats that loops read and write, all inputs and all outputs together. */
export function beatsOf(loops: readonly StreamLoop[]): { readonly reads: number; readonly writes: number } {
  let [reads, writes] = [0, 0];
  for (const loop of loops) {
    iterationsByKind(loop).forEach((count, kind) => {
      reads += count * loop.kinds[kind].reads.length;
      writes += count * loop.kinds[kind].writes.length;
    });
  }
  return { reads, writes };
}
