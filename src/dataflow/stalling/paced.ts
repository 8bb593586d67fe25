import type { SteppedNetwork } from "./run.ts";
import { MAX_IMAGES, type NetworkSetting, SettlingNetwork } from "./settle.ts";
import type { Walker } from "./walk.ts";

/** {@linkcode MAX_IMAGES} for the first schedule, which starts from nothing. */
const MAX_FIRST_IMAGES = 100;

/**
 * Tells whether a network keeps an interval with certain depths: whether there is a schedule in which every image goes
 * like the one before, an interval later. In it each step comes behind what it waits for: the step before, the write of the
 * beat that it reads, the read that makes room for the beat that it writes, maybe of an image before.
 *
 * Such a schedule can be moved as a whole. So one step of the slowest process stays where it is, and the earliest schedule
 * around it is found by moving other steps back until none has to move. There is none if the one that stays would have to.
 * Where FIFOs get shallower from attempt to attempt, each starts from the schedule of the one before, and few steps move.
 */
export class PacedNetwork {
  readonly #network: SettlingNetwork;
  readonly #interval: number;
  /** Depths that the schedule is for. */
  #depths: readonly number[];
  /** Depths of an attempt. */
  #tried: readonly number[];
  /** Whether there is a schedule to start from. */
  readonly #hasSchedule: boolean;

  /** Takes depths with which the network keeps the interval. */
  constructor(network: SteppedNetwork, setting: NetworkSetting) {
    this.#network = new SettlingNetwork(network, setting);
    this.#interval = setting.interval;
    this.#depths = setting.depths;
    this.#tried = setting.depths;
    const { walkers } = this.#network;
    for (const walker of slowestOfIslands(walkers)) walker.fix();
    this.#hasSchedule = this.#network.settle(walkers.toReversed(), MAX_FIRST_IMAGES) === true;
    this.#network.finish({ kept: true });
  }

  /** Steps that were looked at: what the attempts cost. */
  get steps(): number {
    return this.#network.steps;
  }

  /**
   * Whether the network keeps its interval with these depths, none of them deeper than those that were kept before; null
   * where that stays open. After `true` comes {@linkcode finish}.
   */
  keeps(depths: readonly number[]): boolean | null {
    if (!this.#hasSchedule) return null;
    const changed: Walker[] = [];
    this.#network.passages.forEach((passage, fifo) => {
      if (depths[fifo] === this.#depths[fifo]) return;
      passage.setDepth(depths[fifo], this.#interval);
      passage.readFrom = 0;
      changed.push(passage.writer!);
    });
    this.#tried = depths;
    const kept = this.#network.settle(changed, MAX_IMAGES);
    if (kept !== true) this.finish({ kept: false });
    return kept;
  }

  /** Goes on from the depths of the last attempt, or back to those before it. */
  finish({ kept }: { readonly kept: boolean }): void {
    const { passages } = this.#network;
    this.#network.finish({ kept });
    if (kept) this.#depths = this.#tried;
    else passages.forEach((passage, fifo) => passage.setDepth(this.#depths[fifo], this.#interval));
  }
}

/** The slowest of each group of processes that FIFOs connect. */
function slowestOfIslands(walkers: readonly Walker[]): readonly Walker[] {
  const seen = new Set<Walker>();
  return walkers.flatMap((start) => {
    if (seen.has(start)) return [];
    const island = new Set([start]);
    for (const walker of island) for (const neighbour of walker.neighbours) island.add(neighbour);
    for (const walker of island) seen.add(walker);
    return [[...island].reduce((a, b) => b.steps.cycles > a.steps.cycles ? b : a)];
  }).flat();
}
