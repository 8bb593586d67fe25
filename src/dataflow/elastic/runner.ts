import type { ElasticActor } from "./elastic.ts";

/** Cycles that an actor waits, an image. */
export interface ElasticWaits {
  /** For beats, and for what its partner does. */
  input: number;
  /** For places. */
  output: number;
}

/** An actor on its way. */
export class Runner {
  image = 0;
  step = 0;
  /** Cycles of the last step, and from which on multipliers are free. */
  last = 0;
  free = 0;
  /** Whether steps are skipped behind this sweep. */
  skips = false;
  /** Actor that waits for its next event. */
  waiter = -1;
  /** Events so far. */
  posted = 0;
  /** What the step that is due waits for. */
  due = 0;
  ready = 0;
  place = 0;
  /** Stream that it waits for; null where it waits for none. */
  blocked: { readonly stream: number; readonly for: "beat" | "room" } | null = null;
  /** Of the image that it is in, and of the one before. */
  waits: ElasticWaits = { input: 0, output: 0 };
  lastWaits: ElasticWaits = { input: 0, output: 0 };
  readonly postTimes: Float64Array;
  readonly mask: number;

  constructor(
    readonly actor: ElasticActor,
    readonly process: number,
    /** Indices of the streams of its inputs and outputs. */
    readonly inputs: readonly number[],
    readonly outputs: readonly number[],
    /** The other actor of its stage; −1 for none. */
    readonly partner: number,
    /** Events an image, and how many of the last ones are kept. */
    readonly events: number,
    memory: number,
  ) {
    let size = 1;
    while (size < memory) size *= 2;
    this.mask = size - 1;
    this.postTimes = new Float64Array(size);
  }

  post(time: number): void {
    this.postTimes[this.posted++ & this.mask] = time;
  }

  /** Cycle of an event; −Infinity for one long ago or of no image, Infinity for one that has not come. */
  eventTime(event: number): number {
    if (event >= this.posted) return Infinity;
    return event < 0 || event < this.posted - this.mask - 1 ? -Infinity : this.postTimes[event & this.mask];
  }
}
