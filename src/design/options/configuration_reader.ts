import { InterlaceError } from "../../base/errors.ts";
import { nearest } from "../../base/text/nearest.ts";
import { IGNORED_KEYS } from "./configuration_keys.ts";

/** Receives a sentence about something that was ignored. */
export type Warn = (message: string) => void;

/** What to do with the value of a known key. */
export type KeyReader = (value: unknown, path: string) => void;

/** Readers by the documented spelling of their key. */
export type KeyReaders = Readonly<Record<string, KeyReader>>;

const IGNORED = new Map(Object.entries(IGNORED_KEYS).map(([key, why]) => [normalised(key), { key, why }]));

/**
 * Reads the values of one configuration file and remembers what was warned about, so that a key warns once however
 * often it occurs. Keys are compared without regard to case and underscores.
 */
export class ConfigurationReader {
  readonly #warned = new Set<string>();

  /**
   * @param name What messages call the file.
   * @param warn Receives one sentence for each kind of key that is ignored.
   */
  constructor(readonly name: string, readonly warn: Warn) {}

  /**
   * Hands every value of a map to the reader of its key.
   *
   * @throws {InterlaceError} for a key that nobody knows, naming the nearest known one, and for one given twice.
   */
  keys(value: unknown, path: string, readers: KeyReaders): void {
    const known = new Map(Object.entries(readers).map(([key, read]) => [normalised(key), { key, read }]));
    const seen = new Set<string>();
    for (const [key, entry] of this.entries(value, path)) {
      const plain = normalised(key);
      const reader = known.get(plain);
      const ignored = IGNORED.get(plain);
      if (reader === undefined && ignored !== undefined) {
        this.ignore(ignored.key, ignored.why);
        continue;
      }
      const place = join(path, key);
      if (reader === undefined) throw this.#unknownKey(place, key, Object.keys(readers));
      if (seen.has(plain)) throw this.error(place, `${reader.key} is given twice`);
      seen.add(plain);
      reader.read(entry, join(path, reader.key));
    }
  }

  /** Warns that a key of hls4ml means nothing here, and why: the rest of a sentence; only once a key. */
  ignore(key: string, why: string): void {
    if (this.#warned.has(key)) return;
    this.#warned.add(key);
    this.warn(`${this.name}: ${key} is ignored: it ${why}`);
  }

  /**
   * Keys and values of a map in the file's order; none for a key without a value.
   * @throws {InterlaceError} for anything else than a map with keys of text.
   */
  entries(value: unknown, path: string): (readonly [string, unknown])[] {
    if (value === null || value === undefined) return [];
    if (!(value instanceof Map)) throw this.error(path, `it is ${describe(value)}, expected keys and values`);
    return [...value].map(([key, entry]) => {
      if (typeof key === "string") return [key, entry] as const;
      // YAML takes a layer called 1 for a number.
      if (typeof key === "number") return [String(key), entry] as const;
      throw this.error(path, `one of its keys is ${describe(key)}, expected text`);
    });
  }

  /** Text that is not empty. */
  text(value: unknown, path: string): string {
    if (typeof value === "string" && value.trim() !== "") return value.trim();
    throw this.error(path, `it is ${describe(value)}, expected text`);
  }

  /** One of some words, in any case. */
  word<const Word extends string>(value: unknown, path: string, words: readonly Word[]): Word {
    const text = this.text(value, path);
    const word = words.find((candidate) => candidate.toLowerCase() === text.toLowerCase());
    if (word !== undefined) return word;
    throw this.error(path, `it is "${text}"`, `Choose one of ${words.join(", ")}.`);
  }

  /** An integer from 1. */
  count(value: unknown, path: string): number {
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 1) return value;
    throw this.error(path, `it is ${describe(value)}, expected a positive integer`);
  }

  /** A finite number above 0. */
  positive(value: unknown, path: string): number {
    if (typeof value === "number" && Number.isFinite(value) && value > 0) return value;
    throw this.error(path, `it is ${describe(value)}, expected a number above 0`);
  }

  /** `true` or `false`. */
  flag(value: unknown, path: string): boolean {
    if (typeof value === "boolean") return value;
    throw this.error(path, `it is ${describe(value)}, expected true or false`);
  }

  /** The error for a value, to be thrown. */
  error(path: string, what: string, hint?: string): InterlaceError {
    const subject = path === "" ? "the configuration" : path;
    return new InterlaceError(`Cannot use ${subject} in ${this.name}: ${what}`, {
      code: "configuration-invalid",
      place: { file: this.name, ...(path === "" ? {} : { field: path }) },
      hint,
    });
  }

  #unknownKey(path: string, key: string, known: readonly string[]): InterlaceError {
    const guess = nearest(key, known);
    const hint = guess === undefined ? `The keys here are ${known.join(", ")}.` : `Did you mean ${guess}?`;
    return this.error(path, "there is no such key", hint);
  }
}

/** Path of a key below another one, as messages write it. */
export function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

/** A key without regard to case and underscores. */
export function normalised(key: string): string {
  return key.toLowerCase().replaceAll("_", "");
}

/** A value in a few words; never its whole contents, which aliases may have made endless. */
function describe(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return value instanceof Map ? "a map" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
