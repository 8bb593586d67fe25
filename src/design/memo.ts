/** What is remembered of one owner: enough for all widths of the types of a layer, little enough to be held. */
const MOST_ENTRIES = 96;

/** Values by an owner and by what they follow from beside it; of each owner the latest ones. */
export class Memo<Value> {
  readonly #known = new WeakMap<object, Map<string, Value>>();

  /** The value that was made before for the same; else it is made. */
  of(owner: object, key: string, make: () => Value): Value {
    let entries = this.#known.get(owner);
    if (entries === undefined) this.#known.set(owner, entries = new Map());
    const known = entries.get(key);
    // What was used last is at the end.
    entries.delete(key);
    const value = known ?? make();
    entries.set(key, value);
    if (entries.size > MOST_ENTRIES) entries.delete(entries.keys().next().value!);
    return value;
  }
}

/** Plain data as text that tells different ones apart, numbers that JSON has no words for included. */
export function keyOf(value: unknown): string {
  return JSON.stringify(
    value,
    (_, part: unknown) =>
      typeof part === "bigint" || typeof part === "number" && !Number.isFinite(part)
        ? `${typeof part} ${part}`
        : part,
  );
}
