import { largest } from "../base/extremes.ts";
import type { SteppedNetwork } from "./network_run.ts";
import type { ProcessSteps } from "./network_steps.ts";

/** Cycles in which the beats of an image pass a FIFO. */
interface Passage {
  readonly written: Float64Array;
  readonly read: Float64Array;
}

/**
 * Depths that keep the interval of the slowest process, by construction: they come from a schedule in which every image
 * goes like the one before, an interval later, made for FIFOs without bounds. A FIFO gets as deep as this schedule fills
 * it. A run with these depths, in which every process goes on as soon as it can, is no later than the schedule in any
 * step, so that it has its interval.
 *
 * Processes behind the slowest one go as soon as they can; all others as late as these allow, lest they pile up what
 * nobody is ready to read.
 */
export function sufficientDepths(network: SteppedNetwork): number[] {
  const { processes, writers, readers } = network;
  const interval = largest(processes.map((steps) => steps.cycles));
  const slowest = processes.findIndex((steps) => steps.cycles === interval);
  const beats = beatsOfFifos(network, "writes");
  const fifos = beats.map((count): Passage => ({
    written: new Float64Array(count).fill(-Infinity),
    read: new Float64Array(count).fill(Infinity),
  }));
  for (const steps of processes) forward(steps, fifos, interval);

  const behind = new Set([slowest]);
  for (let process = slowest; process < processes.length; process++) {
    if (!behind.has(process)) continue;
    writers.forEach((writer, fifo) => writer === process && behind.add(readers[fifo]));
  }
  for (let process = processes.length - 1; process >= 0; process--) {
    // Nobody inside waits for what a process writes to ports alone: it goes as soon as it can.
    if (!behind.has(process) && writers.includes(process)) backward(processes[process], fifos, interval);
  }
  return fifos.map((passage) => fill(passage, interval));
}

/** Beats that are written to each FIFO, or read from it, in an image. */
export function beatsOfFifos({ processes, writers }: SteppedNetwork, way: "writes" | "reads"): number[] {
  const beats = writers.map(() => 0);
  for (const { actionOf, actions, count } of processes) {
    for (let step = 0; step < count; step++) {
      for (const fifo of actions[actionOf[step]][way]) beats[fifo]++;
    }
  }
  return beats;
}

/** Every step as soon as its beats are there, an image no earlier than the one before allows. */
function forward(steps: ProcessSteps, fifos: readonly Passage[], interval: number): void {
  const { gaps, actionOf, actions, count, tail } = steps;
  const next = new Cursors(fifos.length);
  let start = 0;
  for (;;) {
    next.rewind();
    let last = start;
    let first = 0;
    for (let step = 0; step < count; step++) {
      const { reads, writes } = actions[actionOf[step]];
      let at = last + gaps[step];
      for (const fifo of reads) at = Math.max(at, fifos[fifo].written[next.of[fifo]] + 1);
      for (const fifo of reads) fifos[fifo].read[next.of[fifo]++] = at;
      for (const fifo of writes) fifos[fifo].written[next.of[fifo]++] = at;
      if (step === 0) first = at;
      last = at;
    }
    // The image before ends an interval earlier; this one starts no sooner.
    const earliest = last + tail - interval;
    if (first - gaps[0] >= earliest) return;
    start = earliest;
  }
}

/**
 * Every step as late as the readers of its beats allow, but an image no later than the next one needs: what comes behind
 * the last beat that anybody waits for is placed by that, in a second round.
 */
function backward(steps: ProcessSteps, fifos: readonly Passage[], interval: number): void {
  const { gaps, actionOf, actions, count, tail } = steps;
  const next = new Cursors(fifos.length);
  const lengths = fifos.map(({ written }) => written.length);
  let end = Infinity;
  for (;;) {
    next.rewind(lengths);
    let after = end - tail;
    let last = 0;
    for (let step = count - 1; step >= 0; step--) {
      const { reads, writes } = actions[actionOf[step]];
      let at = after;
      for (const fifo of writes) at = Math.min(at, fifos[fifo].read[next.of[fifo] - 1] - 1);
      for (const fifo of reads) fifos[fifo].read[--next.of[fifo]] = at;
      for (const fifo of writes) fifos[fifo].written[--next.of[fifo]] = at;
      if (step === count - 1) last = at;
      after = at - gaps[step];
    }
    const latest = after + interval;
    if (last + tail <= latest) return;
    end = latest;
  }
}

/** The most beats that are in a FIFO, or about to be, so that a write finds room: over all images. */
function fill({ written, read }: Passage, interval: number): number {
  const count = written.length;
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

/** Index of the next beat of every FIFO. */
class Cursors {
  readonly of: Int32Array;

  constructor(fifos: number) {
    this.of = new Int32Array(fifos);
  }

  rewind(to?: readonly number[]): void {
    if (to === undefined) this.of.fill(0);
    else this.of.set(to);
  }
}
