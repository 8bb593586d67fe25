import {
  type IterationKind,
  LoopBuilder,
  type Network,
  type NetworkFifo,
  type NetworkProcess,
  type StreamLoop,
} from "../../src/dataflow/mod.ts";

/** Numbers that look random and come again with the same seed (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** An integer from `least` to `most`. */
  integer(least: number, most: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return least + ((t ^ (t >>> 14)) >>> 0) % (most - least + 1);
  }
}

/**
 * A network in which paths part and meet again, of processes with loops of every sort: bursts, gaps, several loops, deep
 * pipelines, other numbers of beats in than out.
 */
export function randomNetwork(seed: number): Network {
  const random = new Random(seed);
  const fifos: (NetworkFifo & { readonly beats: number })[] = [];
  const processes: NetworkProcess[] = [];
  /** FIFOs that nobody reads yet. */
  let open: number[] = [];
  const size = random.integer(2, 7);
  for (let index = 0; index < size; index++) {
    const last = index === size - 1;
    const wanted = last ? open.length : Math.min(open.length, random.integer(0, 2));
    const inputs: (number | null)[] = [];
    for (let i = 0; i < wanted; i++) inputs.push(...open.splice(random.integer(0, open.length - 1), 1));
    if (inputs.length === 0) inputs.push(null);
    const outputs: (number | null)[] = [];
    const beats: number[] = [];
    for (let i = last ? 1 : random.integer(1, 2); i > 0; i--) {
      const count = random.integer(1, 12);
      beats.push(count);
      outputs.push(last ? null : fifos.push({ name: `f${fifos.length}`, depth: null, beats: count }) - 1);
    }
    open = [...open, ...outputs.filter((fifo) => fifo !== null)];
    const reads = inputs.map((fifo) => fifo === null ? random.integer(1, 12) : fifos[fifo].beats);
    processes.push({
      name: `p${index}`,
      kind: "random",
      loops: randomLoops(random, { reads, writes: beats }),
      inputs,
      outputs,
    });
  }
  return { processes, fifos: fifos.map(({ name, depth }) => ({ name, depth })) };
}

/** Loops that read and write so many beats of each port. */
function randomLoops(
  random: Random,
  beats: { readonly reads: readonly number[]; readonly writes: readonly number[] },
): StreamLoop[] {
  const left = { reads: [...beats.reads], writes: [...beats.writes] };
  const loops: StreamLoop[] = [];
  const count = random.integer(1, 2);
  for (let index = 0; index < count; index++) {
    const kinds: IterationKind[] = [];
    const loop = new LoopBuilder(kinds);
    // The first of two loops leaves some beats to the second.
    const until = index < count - 1 ? random.integer(0, 6) : 0;
    const all = () => [...left.reads, ...left.writes];
    let iterations = 0;
    while (all().some((beat) => beat > until)) {
      const take = (ports: number[]) =>
        ports.flatMap((beat, port) =>
          beat > until && random.integer(0, 2) > 0 ? [(ports[port]--, port)] : []
        );
      loop.add(1, kinds.push({ reads: take(left.reads), writes: take(left.writes) }) - 1);
      iterations++;
    }
    if (iterations === 0) continue;
    loops.push(loop.build({ initiationInterval: random.integer(1, 3), depth: random.integer(1, 6) }));
  }
  return loops;
}
