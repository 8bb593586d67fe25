/** Values by name, of which the least recently used go where they become too large together. */
export class RecentlyUsed<Value> {
  readonly #values = new Map<string, Value>();
  #size = 0;

  /**
   * @param most Size of all together.
   * @param sizeOf Size of one; one that is larger than all may be is not kept.
   */
  constructor(readonly most: number, readonly sizeOf: (value: Value) => number) {}

  /** The value of a name, which it is used by; undefined where there is none. */
  get(name: string): Value | undefined {
    const value = this.#values.get(name);
    if (value === undefined) return undefined;
    // The order of a map is that in which names were set.
    this.#values.delete(name);
    this.#values.set(name, value);
    return value;
  }

  /** Keeps a value. */
  set(name: string, value: Value): void {
    this.#remove(name);
    this.#values.set(name, value);
    this.#size += this.sizeOf(value);
    for (const [oldest] of this.#values) {
      if (this.#size <= this.most) return;
      this.#remove(oldest);
    }
  }

  #remove(name: string): void {
    const value = this.#values.get(name);
    if (value === undefined) return;
    this.#values.delete(name);
    this.#size -= this.sizeOf(value);
  }
}
