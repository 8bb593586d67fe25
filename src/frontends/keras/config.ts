import { Refusal } from "../import/refusal.ts";

/** An object of a parsed configuration. Keys of a prototype are no keys of it. */
export class KerasConfig {
  readonly #entries: ReadonlyMap<string, unknown>;
  readonly #asked = new Set<string>();

  /** @param value Anything; what is no object has no keys. */
  constructor(value: unknown) {
    this.#entries = new Map(isObject(value) ? Object.entries(value) : []);
  }

  /** Keys and values as they are. */
  get entries(): Iterable<readonly [string, unknown]> {
    return this.#entries;
  }

  /** Keys that are there, neither null nor false, and that nobody has asked for. */
  get unread(): readonly string[] {
    return [...this.#entries].flatMap(([key, value]) =>
      value === null || value === false || this.#asked.has(key) ? [] : [key]
    );
  }

  /** Whether a key is there and not null. */
  has(key: string): boolean {
    this.#asked.add(key);
    return (this.#entries.get(key) ?? null) !== null;
  }

  /** The value of the first of some keys that is there, as it is; null if none is. */
  any(...keys: readonly string[]): unknown {
    keys.forEach((key) => this.#asked.add(key));
    return keys.map((key) => this.#entries.get(key) ?? null).find((value) => value !== null) ?? null;
  }

  /** An object; one without keys if it is absent. */
  object(key: string): KerasConfig {
    const value = this.any(key);
    if (value !== null && !isObject(value)) throw wrong(key, value, "an object");
    return new KerasConfig(value);
  }

  /** A list; empty if it is absent. */
  list(key: string): readonly unknown[] {
    const value = this.any(key) ?? [];
    if (!Array.isArray(value)) throw wrong(key, value, "a list");
    return value;
  }

  text(key: string, fallback: string): string {
    const value = this.any(key) ?? fallback;
    if (typeof value !== "string") throw wrong(key, value, "text");
    return value;
  }

  /** One of some words. */
  word<Word extends string>(key: string, words: readonly Word[], fallback: Word): Word {
    const value = this.any(key) ?? fallback;
    const found = words.find((word) => word === value);
    if (found === undefined) throw wrong(key, value, words.join(" or "));
    return found;
  }

  boolean(key: string, fallback: boolean): boolean {
    const value = this.any(key) ?? fallback;
    if (typeof value !== "boolean") throw wrong(key, value, "true or false");
    return value;
  }

  /** A finite number; null stands for the fallback too. */
  number(key: string, fallback: number): number {
    return this.optionalNumber(key) ?? fallback;
  }

  optionalNumber(key: string): number | null {
    const value = this.any(key);
    if (value === null) return null;
    if (typeof value !== "number" || !Number.isFinite(value)) throw wrong(key, value, "a number");
    return value;
  }

  /** Whole numbers, one an axis: one number for all, or a list of as many. */
  sizes(key: string, rank: number, fallback: number | null): readonly number[] {
    const value = this.any(key) ?? fallback;
    const list = Array.isArray(value) ? value : new Array(rank).fill(value);
    if (list.length !== rank || !list.every((size) => Number.isSafeInteger(size))) {
      throw wrong(key, value, rank === 1 ? "a whole number" : `${rank} whole numbers`);
    }
    return list.map(Number);
  }

  /** Whole numbers. */
  integers(key: string): readonly number[] {
    const list = this.list(key);
    if (!list.every((size) => Number.isSafeInteger(size))) throw wrong(key, list, "whole numbers");
    return list.map(Number);
  }
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The refusal of a value that is not what a key of a configuration must have. */
export function wrong(key: string, value: unknown, expected: string): Refusal {
  const shown = JSON.stringify(value) ?? String(value);
  return new Refusal(
    `its ${key} is ${shown.length > 60 ? `${shown.slice(0, 59)}…` : shown}, expected ${expected}`,
  );
}
