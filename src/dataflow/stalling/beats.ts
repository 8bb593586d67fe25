import type { FifoSteps } from "./steps.ts";

/** The beats of an image on their way through a FIFO; those of the next image follow an interval later. */
export class Passage {
  /** Cycles in which the beats are written and read; −∞ where nothing holds them. */
  readonly written: Float64Array;
  readonly read: Float64Array;

  /** So many beats an image. */
  constructor(readonly count: number) {
    this.written = new Float64Array(count).fill(-Infinity);
    this.read = new Float64Array(count).fill(-Infinity);
  }
}

/** A FIFO that a process reads, or writes, and the step in which each beat passes. */
export interface PassageEnd<Kind extends Passage = Passage> {
  readonly passage: Kind;
  readonly steps: Int32Array;
}

/** The FIFOs of a process. */
export function passageEnds<Kind extends Passage>(
  ends: readonly FifoSteps[],
  passages: readonly Kind[],
): readonly PassageEnd<Kind>[] {
  return ends.map(({ fifo, steps }) => ({ passage: passages[fifo], steps }));
}
