import { largest, smallest } from "../../base/numbers/extremes.ts";
import type { ProcessSteps } from "./steps.ts";
import { type Deadlock, deadlockOf, type FifoEnds } from "./waits.ts";

/** A network whose processes are known step by step. */
export interface SteppedNetwork extends FifoEnds {
  /** Steps of every process. */
  readonly processes: readonly ProcessSteps[];
}

/** What a run of several images gave. */
export type RunOutcome = PeriodicRun | Deadlock;

/** The images passed. */
export interface PeriodicRun {
  readonly kind: "runs";
  /** Cycles from one image to the next; the average of the last images, rounded up, where they are not `periodic`. */
  readonly interval: number;
  /** Whether every step of the last image came `interval` cycles after that of the image before: so it goes on. */
  readonly periodic: boolean;
  /** Cycle in which each process makes its first output. */
  readonly firstOutputs: readonly number[];
  /** Cycle in which the first beat of all leaves by a port; Infinity if nothing does. */
  readonly firstPort: number;
  /** Cycles until the first image has left each process. */
  readonly firstEnds: readonly number[];
  /** Cycles that each process waited for beats and for room during the last image. */
  readonly stalls: readonly { readonly input: number; readonly output: number }[];
}

/**
 * Runs a network with bounded FIFOs until every image goes like the one before it, or for `images` images. There is no
 * clock: the cycle of a step follows from those of the steps that it waits for (the step before, the write of the beat
 * that it reads, the read that made room for the beat that it writes), so that a process runs on as far as these are
 * known, whatever the order of the processes.
 */
export class NetworkRun {
  readonly #processes: readonly Runner[];
  readonly #fifos: Fifos;
  /** Steps that were taken: what a run costs. */
  steps = 0;

  constructor(readonly network: SteppedNetwork, depths: readonly number[]) {
    this.#processes = network.processes.map((steps, index) => new Runner(index, steps));
    this.#fifos = new Fifos(depths);
  }

  /**
   * Runs until the images follow one another evenly, at most so many.
   *
   * @param pace Cycles by which every step comes at least behind that of the image before. A network whose images can
   * follow one another at this pace is soon seen to do so; without, a process that is but a little faster than others
   * takes many images to fill the FIFOs behind it.
   */
  run(images: number, pace: number = 0): RunOutcome {
    const runners = this.#processes;
    const ends: number[] = [];
    let firstOutputs: number[] = [];
    let firstEnds: number[] = [];
    // An image depends on as many before it as a FIFO holds beats of: so many must go alike.
    let [alike, history] = [0, 1];
    for (let image = 1; image <= images; image++) {
      this.advance(image, image === 1 ? 0 : pace);
      if (runners.some((runner) => runner.image < image)) {
        return deadlockOf(this.network, runners.map((runner) => runner.blockedOn));
      }
      ends.push(largest(runners.map((runner) => runner.end)));
      if (image === 1) {
        firstOutputs = runners.map((runner) => runner.firstOutput);
        firstEnds = runners.map((runner) => runner.end);
        const { depth, written } = this.#fifos;
        history = largest(Array.from(depth, (beats, fifo) => Math.ceil(beats / written[fifo])), 1);
        if (images > 1) continue;
      }
      const least = smallest(runners.map((runner) => runner.leastShift));
      alike = least === largest(runners.map((runner) => runner.mostShift)) ? alike + 1 : 0;
      const periodic = alike >= history;
      // Where every step was too late once, every step will be again: lateness adds up.
      const tooSlow = pace > 0 && history === 1 && least > pace;
      if (!periodic && !tooSlow && image < images) continue;
      const half = Math.floor(ends.length / 2);
      const average = (ends[ends.length - 1] - (ends[half - 1] ?? 0)) / (ends.length - half);
      return {
        kind: "runs",
        interval: periodic ? least : Math.ceil(average),
        periodic,
        firstOutputs,
        firstPort: smallest(runners.map((runner) => runner.firstPort)),
        firstEnds,
        stalls: runners.map(({ inputStalls, outputStalls }) => ({
          input: inputStalls,
          output: outputStalls,
        })),
      };
    }
    throw new RangeError(`${images} images are too few`);
  }

  /** The cycle of every step of the last image that was run, a list a process. */
  cycles(): readonly Float64Array[] {
    return this.#processes.map((runner) => runner.cycles());
  }

  /**
   * Lets every process run until it has done so many images or waits.
   *
   * @param pace Cycles by which every step comes at least behind that of the image before.
   */
  advance(image: number, pace: number): void {
    for (const runner of this.#processes) runner.startImage(pace);
    const waiting = this.#processes.map((_, process) => process).reverse();
    while (waiting.length > 0) {
      this.steps += this.#processes[waiting.pop()!].advance(this.#fifos, { image, waiting });
    }
  }
}

/** The FIFOs of a run, as arrays: they are looked at millions of times. */
class Fifos {
  readonly depth: Int32Array;
  /** Beats written and read since the start; they differ by `depth` at most. */
  readonly written: Int32Array;
  readonly read: Int32Array;
  /** Cycles of the last beats; that of beat b stands at `base + (b & mask)`. */
  readonly writeCycles: Float64Array;
  readonly readCycles: Float64Array;
  readonly base: Int32Array;
  readonly mask: Int32Array;
  /** The process that waits for a beat of a FIFO, or for room in it; −1 where none does. */
  readonly reader: Int32Array;
  readonly writer: Int32Array;

  constructor(depths: readonly number[]) {
    this.depth = Int32Array.from(depths);
    this.written = new Int32Array(depths.length);
    this.read = new Int32Array(depths.length);
    this.base = new Int32Array(depths.length);
    this.mask = new Int32Array(depths.length);
    this.reader = new Int32Array(depths.length).fill(-1);
    this.writer = new Int32Array(depths.length).fill(-1);
    let total = 0;
    depths.forEach((depth, fifo) => {
      let size = 1;
      while (size < depth) size *= 2;
      this.base[fifo] = total;
      this.mask[fifo] = size - 1;
      total += size;
    });
    this.writeCycles = new Float64Array(total);
    this.readCycles = new Float64Array(total);
  }
}

/** A process on its way through its steps. */
class Runner {
  /** Images done. */
  image = 0;
  /** Cycle in which the next image may start. */
  end = 0;
  /** FIFO that the next step waits for; −1 if it does not wait. */
  blockedOn = -1;
  firstOutput = -1;
  firstPort = Infinity;
  inputStalls = 0;
  outputStalls = 0;
  /** How much later, least and most, the steps of this image came than those of the one before. */
  leastShift = Infinity;
  mostShift = -Infinity;
  #step = 0;
  #last = 0;
  #pace = 0;
  readonly #previous: Float64Array;

  constructor(readonly index: number, readonly steps: ProcessSteps) {
    this.#previous = new Float64Array(steps.count).fill(-Infinity);
  }

  /** Those of the steps of the last image that it has done. */
  cycles(): Float64Array {
    return this.#previous.slice();
  }

  startImage(pace: number): void {
    this.#pace = pace;
    this.leastShift = Infinity;
    this.mostShift = -Infinity;
    this.inputStalls = 0;
    this.outputStalls = 0;
  }

  /** Takes steps until `image` images are done or one must wait; returns how many. Wakes whom it makes way for. */
  advance(fifos: Fifos, { image, waiting }: { readonly image: number; readonly waiting: number[] }): number {
    const { gaps, actionOf, actions, tail, count } = this.steps;
    const { depth, written, read, writeCycles, readCycles, base, mask, reader, writer } = fifos;
    const previous = this.#previous;
    const pace = this.#pace;
    const from = this.image * count + this.#step;
    let step = this.#step;
    let last = this.#last;
    let { leastShift, mostShift, inputStalls, outputStalls } = this;
    this.blockedOn = -1;
    steps: while (this.image < image) {
      const { reads, writes, makesOutput, writesPort } = actions[actionOf[step]];
      const due = last + gaps[step];
      let [ready, room] = [due, due];
      for (let i = 0; i < reads.length; i++) {
        const fifo = reads[i];
        const beat = read[fifo];
        if (beat === written[fifo]) {
          reader[fifo] = this.index;
          this.blockedOn = fifo;
          break steps;
        }
        const cycle = writeCycles[base[fifo] + (beat & mask[fifo])] + 1;
        if (cycle > ready) ready = cycle;
      }
      for (let i = 0; i < writes.length; i++) {
        const fifo = writes[i];
        const freed = written[fifo] - depth[fifo];
        if (freed === read[fifo]) {
          writer[fifo] = this.index;
          this.blockedOn = fifo;
          break steps;
        }
        if (freed < 0) continue;
        const cycle = readCycles[base[fifo] + (freed & mask[fifo])] + 1;
        if (cycle > room) room = cycle;
      }
      const paced = previous[step] + pace;
      const needed = ready > room ? ready : room;
      const at = paced > needed ? paced : needed;
      for (let i = 0; i < reads.length; i++) {
        const fifo = reads[i];
        readCycles[base[fifo] + (read[fifo]++ & mask[fifo])] = at;
        if (writer[fifo] < 0) continue;
        waiting.push(writer[fifo]);
        writer[fifo] = -1;
      }
      for (let i = 0; i < writes.length; i++) {
        const fifo = writes[i];
        writeCycles[base[fifo] + (written[fifo]++ & mask[fifo])] = at;
        if (reader[fifo] < 0) continue;
        waiting.push(reader[fifo]);
        reader[fifo] = -1;
      }
      if (makesOutput && this.firstOutput < 0) this.firstOutput = at;
      if (writesPort && this.firstPort === Infinity) this.firstPort = at;
      if (room > ready) outputStalls += room - due;
      else inputStalls += ready - due;
      const shift = at - previous[step];
      if (shift < leastShift) leastShift = shift;
      if (shift > mostShift) mostShift = shift;
      previous[step] = at;
      last = at;
      if (++step < count) continue;
      step = 0;
      last = this.end = at + tail;
      this.image++;
    }
    this.#step = step;
    this.#last = last;
    this.leastShift = leastShift;
    this.mostShift = mostShift;
    this.inputStalls = inputStalls;
    this.outputStalls = outputStalls;
    return this.image * count + step - from;
  }
}
