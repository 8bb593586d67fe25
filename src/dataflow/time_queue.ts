/** Numbered things in the order of their times: a binary heap. Each is in it once at most. */
export class TimeQueue {
  readonly #times: Float64Array;
  readonly #items: Int32Array;
  #size = 0;

  /** For items from 0 up to `count`, without it. */
  constructor(count: number) {
    this.#times = new Float64Array(count);
    this.#items = new Int32Array(count);
  }

  /** How many wait. */
  get size(): number {
    return this.#size;
  }

  /** Time of the first; meaningless where none waits. */
  get time(): number {
    return this.#times[0];
  }

  /** Adds an item. */
  push(item: number, time: number): void {
    const [times, items] = [this.#times, this.#items];
    let at = this.#size++;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (times[above] <= time) break;
      times[at] = times[above];
      items[at] = items[above];
      at = above;
    }
    times[at] = time;
    items[at] = item;
  }

  /** Takes the first item out. */
  pop(): number {
    const [times, items] = [this.#times, this.#items];
    const first = items[0];
    const size = --this.#size;
    const [time, item] = [times[size], items[size]];
    let at = 0;
    for (let below = 1; below < size; below = 2 * at + 1) {
      if (below + 1 < size && times[below + 1] < times[below]) below++;
      if (times[below] >= time) break;
      times[at] = times[below];
      items[at] = items[below];
      at = below;
    }
    times[at] = time;
    items[at] = item;
    return first;
  }
}
