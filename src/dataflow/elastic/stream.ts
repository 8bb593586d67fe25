/** Cycles from the push of a beat to the first in which `fifo.v` offers it. */
const FIFO_CYCLES = 2;

/** Cycles from taking a beat out to the first in which its place can be taken again. */
const PLACE_CYCLES = 1;

/** When the beats of a stream passed. */
export interface StreamPassage {
  /** Cycles in which the first beat of every image was taken out; 0 is the first without reset. */
  readonly firsts: readonly number[];
  /** Those in which the last one was. */
  readonly lasts: readonly number[];
  /** The most beats that its FIFO held at the end of a cycle; null for an input of the design. */
  readonly fill: number | null;
}

/** The beats of a stream on their way, and when they passed. */
export class ElasticStream {
  /** Beats pushed since the start. */
  pushed = 0;
  /** Beats taken out. */
  popped = 0;
  /** Places taken. */
  taken = 0;
  /** Actor that waits for a beat; −1 where none does. */
  reader: number = -1;
  /** Actor that waits for a place, likewise. */
  writer: number = -1;
  /** The most beats that it held at the end of a cycle. */
  fill = 0;
  /** The most places that were taken of it. */
  places = 0;
  /** Cycle in which the first beat was pushed. */
  firstPush: number = Infinity;
  /** Cycles in which the first beat of every image was taken out. */
  readonly firsts: number[] = [];
  /** Those in which the last one was. */
  readonly lasts: number[] = [];
  /** Beats that were there in the last cycle looked at. */
  #seen = 0;
  readonly #mask: number;
  /** When the last beats were pushed, as many as are looked back at. */
  readonly pushTimes: Float64Array;
  /** When they were taken out. */
  readonly popTimes: Float64Array;

  /** An empty one. */
  constructor(
    /** Places; 0 for an input of the design. */
    public depth: number,
    readonly beats: number,
    /** Cycles over which an input of the design spreads the beats of an image; 0: it offers one in every cycle. */
    readonly pace: number,
    /** Places that it may get. */
    most: number,
  ) {
    let size = 1;
    while (size < most) size *= 2;
    this.#mask = size - 1;
    this.pushTimes = new Float64Array(size);
    this.popTimes = new Float64Array(size);
  }

  /** First cycle in which the next beat is offered; Infinity where it is not known yet. */
  get beatTime(): number {
    if (this.depth === 0) return Math.floor(this.popped * this.pace / this.beats);
    return this.popped === this.pushed ? Infinity : this.pushTimes[this.popped & this.#mask] + FIFO_CYCLES;
  }

  /** First cycle in which the next place is free; Infinity where it is not known yet. */
  get placeTime(): number {
    const freed = this.taken - this.depth;
    if (freed < 0) return 0;
    return freed >= this.popped ? Infinity : this.popTimes[freed & this.#mask] + PLACE_CYCLES;
  }

  /** A beat will be there. */
  push(time: number): void {
    if (this.pushed === 0) this.firstPush = time;
    this.pushTimes[this.pushed++ & this.#mask] = time;
  }

  /** A place is taken in a cycle. */
  take(): void {
    this.taken++;
    this.places = Math.max(this.places, this.taken - this.popped);
  }

  /** A beat is taken out in a cycle, all before which have been looked at. */
  pop(time: number): void {
    if (this.depth > 0) {
      while (this.#seen < this.pushed && this.pushTimes[this.#seen & this.#mask] < time) this.#seen++;
      this.fill = Math.max(this.fill, this.#seen - this.popped);
      this.popTimes[this.popped & this.#mask] = time;
    }
    const beat = this.popped++ % this.beats;
    if (beat === 0) this.firsts.push(time);
    if (beat === this.beats - 1) this.lasts.push(time);
  }
}
