import type { SteppedNetwork } from "./run.ts";
import { BoundedPassage, Walker } from "./walk.ts";

/** Steps, in images, that may be looked at before it stays open whether there is a schedule. */
export const MAX_IMAGES = 24;

/** Depths and pace of a network. */
export interface NetworkSetting {
  /** Cycles from one image to the next; Infinity for a single image. */
  readonly interval: number;
  /** Beats of an image that pass each FIFO. */
  readonly beats: readonly number[];
  readonly depths: readonly number[];
}

/** A network whose steps are moved back until each comes behind what it waits for. */
export class SettlingNetwork {
  /** Steps that were looked at: what it costs. */
  steps = 0;
  readonly walkers: readonly Walker[];
  readonly passages: readonly BoundedPassage[];
  /** Steps of an image. */
  readonly #image: number;
  /** Processes whose steps have moved. */
  readonly #touched = new Set<Walker>();

  constructor({ processes }: SteppedNetwork, { interval, beats, depths }: NetworkSetting) {
    this.passages = beats.map((count) => new BoundedPassage(count));
    this.passages.forEach((passage, fifo) => passage.setDepth(depths[fifo], interval));
    this.walkers = processes.map((steps, index) => new Walker({ steps, index }, this.passages, interval));
    for (const walker of this.walkers) walker.connect();
    this.#image = processes.reduce((sum, { count }) => sum + count, 0);
  }

  /**
   * Moves steps until none has to move, from those of some processes on.
   *
   * @param images Steps that may be looked at, in images.
   * @returns False if a step that stays would have to move, null if it takes too long.
   */
  settle(changed: readonly Walker[], images: number): boolean | null {
    const limit = this.steps + images * this.#image;
    const waiting = new Set(changed);
    let [from, to] = [this.walkers.length, -1];
    const include = ({ index }: Walker) => {
      from = Math.min(from, index);
      to = Math.max(to, index);
    };
    changed.forEach(include);
    // With the stream and against it in turn: what moves takes along, in one go, all that waits for it further on.
    for (let way = 1; waiting.size > 0; way = -way) {
      for (let index = way > 0 ? from : to; index >= from && index <= to; index += way) {
        const walker = this.walkers[index];
        while (waiting.delete(walker)) {
          if (this.steps > limit) return null;
          const { looked, moved } = walker.settle();
          this.steps += looked;
          if (!moved) continue;
          this.#touched.add(walker);
          if (walker.gaveWay) return false;
          for (const affected of walker.isHurried ? [walker, ...walker.neighbours] : walker.neighbours) {
            waiting.add(affected);
            include(affected);
          }
        }
      }
    }
    return true;
  }

  /** Keeps what has moved since this was last called, or moves it back. */
  finish({ kept }: { readonly kept: boolean }): void {
    for (const walker of this.#touched) walker.finish({ kept });
    this.#touched.clear();
    for (const passage of this.passages) passage.settle();
  }
}
