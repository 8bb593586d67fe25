import { largest } from "../../base/numbers/extremes.ts";
import { Passage, type PassageEnd, passageEnds } from "./beats.ts";
import type { SteppedNetwork } from "./run.ts";
import type { ProcessSteps } from "./steps.ts";

/**
 * Depths that keep the interval of the slowest process, by construction: they come from a schedule in which every image
 * goes like the one before, an interval later, made for FIFOs without bounds. A FIFO gets as deep as this schedule fills
 * it. A run with these depths, in which every process goes on as soon as it can, is no later than the schedule in any
 * step, so that it has its interval.
 *
 * Processes behind the slowest one go as soon as they can; all others as late as these allow, lest they pile up what
 * nobody is ready to read.
 *
 * @param beats Beats of an image that pass each FIFO.
 */
export function sufficientDepths(network: SteppedNetwork, beats: readonly number[]): number[] {
  const { processes, writers, readers } = network;
  const interval = largest(processes.map(({ cycles }) => cycles));
  const slowest = processes.findIndex(({ cycles }) => cycles === interval);
  const passages = beats.map((count) => new Passage(count));
  const placed = processes.map((steps) => new PlacedProcess(steps, passages, interval));
  for (const process of placed) process.placeEarly();

  const outputs = Map.groupBy(writers.keys(), (fifo) => writers[fifo]);
  const behind = new Set([slowest]);
  for (let process = slowest; process < processes.length; process++) {
    if (behind.has(process)) outputs.get(process)?.forEach((fifo) => behind.add(readers[fifo]));
  }
  for (let process = processes.length - 1; process >= 0; process--) {
    // Nobody inside waits for what a process writes to ports alone: it goes as soon as it can.
    if (!behind.has(process) && outputs.has(process)) placed[process].placeLate();
  }
  return passages.map((passage) => fill(passage, interval));
}

/** A process in a schedule for FIFOs without bounds. */
class PlacedProcess {
  readonly #inputs: readonly PassageEnd[];
  readonly #outputs: readonly PassageEnd[];
  readonly #cycles: Float64Array;

  constructor(
    readonly steps: ProcessSteps,
    passages: readonly Passage[],
    readonly interval: number,
  ) {
    this.#inputs = passageEnds(steps.inputs, passages);
    this.#outputs = passageEnds(steps.outputs, passages);
    this.#cycles = new Float64Array(steps.count);
  }

  /** Every step as soon as its beats are there, an image no earlier than the one before allows. */
  placeEarly(): void {
    const { gaps, count, tail } = this.steps;
    const cycles = this.#cycles;
    cycles.fill(-Infinity);
    for (const { steps, passage: { written } } of this.#inputs) {
      for (let beat = 0; beat < steps.length; beat++) {
        cycles[steps[beat]] = Math.max(cycles[steps[beat]], written[beat] + 1);
      }
    }
    let start = 0;
    for (;;) {
      let last = start;
      for (let step = 0; step < count; step++) {
        last = cycles[step] = Math.max(cycles[step], last + gaps[step]);
      }
      // The image before ends an interval earlier; this one starts no sooner.
      const earliest = last + tail - this.interval;
      if (cycles[0] - gaps[0] >= earliest) break;
      start = earliest;
    }
    this.#passBeats();
  }

  /**
   * Every step as late as the readers of its beats allow, but an image no later than the next one needs: what comes behind
   * the last beat that anybody waits for is placed by that, in a second round.
   */
  placeLate(): void {
    const { gaps, count, tail } = this.steps;
    const cycles = this.#cycles;
    cycles.fill(Infinity);
    for (const { steps, passage: { read } } of this.#outputs) {
      for (let beat = 0; beat < steps.length; beat++) {
        cycles[steps[beat]] = Math.min(cycles[steps[beat]], read[beat] - 1);
      }
    }
    let end = Infinity;
    for (;;) {
      let after = end - tail;
      for (let step = count - 1; step >= 0; step--) {
        cycles[step] = Math.min(cycles[step], after);
        after = cycles[step] - gaps[step];
      }
      const latest = after + this.interval;
      if (cycles[count - 1] + tail <= latest) break;
      end = latest;
    }
    this.#passBeats();
  }

  #passBeats(): void {
    const pass = (passed: Float64Array, steps: Int32Array) => {
      for (let beat = 0; beat < steps.length; beat++) passed[beat] = this.#cycles[steps[beat]];
    };
    for (const { steps, passage } of this.#inputs) pass(passage.read, steps);
    for (const { steps, passage } of this.#outputs) pass(passage.written, steps);
  }
}

/** The most beats that are in a FIFO, or about to be, so that a write finds room: over all images. */
function fill({ written, read, count }: Passage, interval: number): number {
  let depth = 1;
  // `freed` beats have been read before the write of beat `beat`; negative where those of earlier images are not.
  let freed = -count * Math.ceil(Math.max(0, read[count - 1] - written[0]) / interval + 1);
  const readAt = (index: number): number => {
    const image = Math.floor(index / count);
    return read[index - image * count] + image * interval;
  };
  for (let beat = 0; beat < count; beat++) {
    while (readAt(freed) < written[beat]) freed++;
    depth = Math.max(depth, beat - freed + 1);
  }
  return depth;
}
