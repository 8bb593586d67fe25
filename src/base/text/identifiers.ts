/** Longest identifier made from a name. */
const MAX_LENGTH = 48;

/** Names of devices, which no file can have on Windows, whatever its ending. */
const DEVICES = new Set(
  "con prn aux nul com1 com2 com3 com4 com5 com6 com7 com8 com9 lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9"
    .split(" "),
);

/**
 * Makes any text an identifier of about every language: ASCII letters, digits and single underscores, no leading digit or
 * underscore, at most 48 characters; and no name of a device. Words that a language keeps are for what writes it.
 *
 * @example
 * ```ts
 * import { toIdentifier } from "./identifiers.ts";
 *
 * toIdentifier("decoder/up 1:0"); // "decoder_up_1_0"
 * toIdentifier("3x3"); // "n3x3"
 * ```
 */
export function toIdentifier(text: string): string {
  const plain = text.slice(0, 4 * MAX_LENGTH).replace(/[^A-Za-z0-9]+/g, "_").replace(/^_|_$/g, "").slice(
    0,
    MAX_LENGTH,
  )
    .replace(/_$/, "");
  const named = /^[A-Za-z]/.test(plain) ? plain : `n${plain}`;
  return DEVICES.has(named.toLowerCase()) ? `${named}_n` : named;
}

/** Gives out identifiers that differ from each other without regard to case, in the order of asking. */
export class IdentifierPool {
  readonly #taken: Set<string>;
  /** By stem, the first number that may be free. */
  readonly #next = new Map<string, number>();

  /** `taken` are never given out, whatever their case. */
  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set([...taken].map((name) => name.toLowerCase()));
  }

  /** An identifier for a text, with a number behind it where the plain one is taken. */
  take(text: string): string {
    const stem = toIdentifier(text);
    const key = stem.toLowerCase();
    let [candidate, number] = [stem, this.#next.get(key) ?? 2];
    while (this.#taken.has(candidate.toLowerCase())) candidate = `${stem}_${number++}`;
    this.#next.set(key, number);
    this.#taken.add(candidate.toLowerCase());
    return candidate;
  }
}
