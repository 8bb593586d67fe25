import { Passage, type PassageEnd, passageEnds } from "./beats.ts";
import type { ProcessSteps } from "./steps.ts";

/** A FIFO of some depth, between processes whose steps move. */
export class BoundedPassage extends Passage {
  /** Processes at its ends. */
  writer: Walker | null = null;
  reader: Walker | null = null;
  /** First beat whose write, or read, has moved since the other end looked; Infinity if none has. */
  writtenFrom = Infinity;
  readFrom = Infinity;
  /** A write waits for the read of the beat so far before it, so many cycles behind it; */
  distance = 0;
  delay = 1;
  /** where there is no such beat, for that of the image before, so many cycles behind it. */
  delayBefore = 1;

  /** Sets how many beats it holds, those of earlier images included; with an interval of Infinity there are none. */
  setDepth(depth: number, interval: number): void {
    const images = Math.floor(depth / this.count);
    this.distance = depth - images * this.count;
    this.delay = images === 0 ? 1 : 1 - images * interval;
    this.delayBefore = this.delay - interval;
  }

  /** Both ends have seen everything. */
  settle(): void {
    this.writtenFrom = Infinity;
    this.readFrom = Infinity;
  }
}

/** A process whose steps move back until they come behind all that they wait for. */
export class Walker {
  /** Processes that read what it writes, or write what it reads. */
  readonly neighbours: Walker[] = [];
  /** Whether a step that stays where it is would have to move. */
  gaveWay = false;
  readonly #inputs: readonly PassageEnd<BoundedPassage>[];
  readonly #outputs: readonly PassageEnd<BoundedPassage>[];
  readonly #interval: number;
  /** Cycles in which its steps come; −∞ where nothing holds them. */
  readonly #cycles: Float64Array;
  /** What they were before an attempt; null where none of them has moved. */
  #before: Float64Array | null = null;
  #fixed: "none" | "first" | "all" = "none";
  /** First and last step that has moved in one go, so far. */
  #first = Infinity;
  #last = -1;

  readonly steps: ProcessSteps;
  /** Of the process, in the order of the network. */
  readonly index: number;

  constructor(
    { steps, index }: { readonly steps: ProcessSteps; readonly index: number },
    passages: readonly BoundedPassage[],
    interval: number,
  ) {
    this.steps = steps;
    this.index = index;
    this.#interval = interval;
    this.#inputs = passageEnds(steps.inputs, passages);
    this.#outputs = passageEnds(steps.outputs, passages);
    for (const { passage } of this.#inputs) passage.reader = this;
    for (const { passage } of this.#outputs) passage.writer = this;
    this.#cycles = new Float64Array(steps.count).fill(-Infinity);
  }

  /** Finds its neighbours, once all processes are there. */
  connect(): void {
    for (const { passage: { writer } } of this.#inputs) if (writer !== null) this.neighbours.push(writer);
    for (const { passage: { reader } } of this.#outputs) if (reader !== null) this.neighbours.push(reader);
  }

  /** Whether its first step comes too soon behind the last of the image before. */
  get isHurried(): boolean {
    return this.#start + this.steps.gaps[0] > this.#cycles[0];
  }

  /** Cycles in which its steps come. */
  get cycles(): Readonly<Float64Array> {
    return this.#cycles;
  }

  /** Has its steps come in given cycles, or else as soon as they can if nothing holds them. */
  place(given?: Readonly<Float64Array>): void {
    const { gaps, count } = this.steps;
    const cycles = this.#cycles;
    let at = 0;
    for (let step = 0; step < count; step++) cycles[step] = given?.[step] ?? (at += gaps[step]);
    this.#passBeats({ first: 0, last: count - 1 });
  }

  /** Places it; its first step stays in its cycle, and so do all others if the process never pauses. */
  fix(): void {
    this.place();
    this.#fixed = this.steps.cycles === this.#interval ? "all" : "first";
  }

  /** Cycles that it waits for beats and for room, an image. */
  get stalls(): { readonly input: number; readonly output: number } {
    const { gaps, count } = this.steps;
    const ready = new Float64Array(count).fill(-Infinity);
    const room = new Float64Array(count).fill(-Infinity);
    const latest = (of: Float64Array, step: number, cycle: number) => of[step] = Math.max(of[step], cycle);
    for (const { steps, passage: { written } } of this.#inputs) {
      steps.forEach((step, beat) => latest(ready, step, written[beat] + 1));
    }
    for (const { steps, passage } of this.#outputs) {
      const { read, distance, count, delay, delayBefore } = passage;
      steps.forEach((step, beat) => {
        const freed = beat < distance
          ? read[beat - distance + count] + delayBefore
          : read[beat - distance] + delay;
        latest(room, step, freed);
      });
    }
    let [input, output] = [0, 0];
    let last = this.#start;
    for (let step = 0; step < count; step++) {
      const due = last + gaps[step];
      if (room[step] > Math.max(ready[step], due)) output += room[step] - due;
      else input += Math.max(0, ready[step] - due);
      last = this.#cycles[step];
    }
    return { input, output };
  }

  /** Ends an attempt. */
  finish({ kept }: { readonly kept: boolean }): void {
    if (!kept && this.#before !== null) {
      this.#cycles.set(this.#before);
      this.#passBeats({ first: 0, last: this.steps.count - 1 });
    }
    this.#before = null;
    this.gaveWay = false;
  }

  /**
   * Moves its steps behind all that has moved elsewhere.
   *
   * @returns How many were looked at, and whether one has moved.
   */
  settle(): { readonly looked: number; readonly moved: boolean } {
    this.#first = Infinity;
    this.#last = -1;
    let looked = 0;
    for (const { steps, passage } of this.#inputs) {
      const { count, written, writtenFrom } = passage;
      looked += this.#moveBehind(written, { steps, from: writtenFrom, to: count, back: 0, delay: 1 });
      passage.writtenFrom = Infinity;
    }
    for (const { steps, passage } of this.#outputs) {
      const { count, read, readFrom, distance, delay, delayBefore } = passage;
      const before = { steps, from: readFrom + distance - count, to: distance, back: distance - count };
      looked += this.#moveBehind(read, { ...before, delay: delayBefore });
      looked += this.#moveBehind(read, {
        steps,
        from: readFrom + distance,
        to: count,
        back: distance,
        delay,
      });
      passage.readFrom = Infinity;
    }
    looked += this.#moveOn();
    const moved = this.#last >= 0;
    if (moved) {
      this.#passBeats({ first: this.#first, last: this.#last });
      this.gaveWay ||= this.#fixed === "all" || this.#fixed === "first" && this.#first === 0;
    }
    return { looked, moved };
  }

  /**
   * Moves the steps of some beats behind the cycles of the beats so far back.
   * @returns How many were looked at.
   */
  #moveBehind(waitedFor: Float64Array, { steps, from, to, back, delay }: {
    readonly steps: Int32Array;
    readonly from: number;
    readonly to: number;
    readonly back: number;
    readonly delay: number;
  }): number {
    const cycles = this.#cycles;
    const start = Math.max(0, from);
    let [first, last] = [this.#first, this.#last];
    for (let beat = start; beat < to; beat++) {
      const at = waitedFor[beat - back] + delay;
      const step = steps[beat];
      if (at <= cycles[step]) continue;
      this.#before ??= cycles.slice();
      cycles[step] = at;
      if (step < first) first = step;
      if (step > last) last = step;
    }
    this.#first = first;
    this.#last = last;
    return Math.max(0, to - start);
  }

  /**
   * Moves steps behind those before them.
   * @returns How many were looked at.
   */
  #moveOn(): number {
    const { gaps, count } = this.steps;
    const cycles = this.#cycles;
    const from = this.isHurried ? 0 : this.#first;
    if (from === Infinity) return 0;
    let before = from === 0 ? this.#start : cycles[from - 1];
    let step = from;
    let last = this.#last;
    for (; step < count; step++) {
      const at = before + gaps[step];
      before = cycles[step];
      if (at > before) {
        this.#before ??= cycles.slice();
        before = cycles[step] = at;
        if (step > last) last = step;
      } else if (step > last) break;
    }
    this.#first = from;
    this.#last = last;
    return step - from;
  }

  /** When the image before leaves the pipeline, and this one may start. */
  get #start(): number {
    const { tail, count } = this.steps;
    return this.#cycles[count - 1] + tail - this.#interval;
  }

  /** Writes down when the beats of some steps pass. */
  #passBeats({ first, last }: { readonly first: number; readonly last: number }): void {
    const cycles = this.#cycles;
    for (const { steps, passage } of this.#inputs) {
      const { read } = passage;
      const from = indexFrom(steps, first);
      for (let beat = from; steps[beat] <= last; beat++) read[beat] = cycles[steps[beat]];
      passage.readFrom = Math.min(passage.readFrom, from);
    }
    for (const { steps, passage } of this.#outputs) {
      const { written } = passage;
      const from = indexFrom(steps, first);
      for (let beat = from; steps[beat] <= last; beat++) written[beat] = cycles[steps[beat]];
      passage.writtenFrom = Math.min(passage.writtenFrom, from);
    }
  }
}

/** Index of the first of ascending numbers that is not below a bound. */
function indexFrom(numbers: Int32Array, bound: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
