// Its CommonJS build would make Deno set up Node.js's world before anything starts.
import { distance } from "npm:fastest-levenshtein@1.0.16/esm/mod.js";

/**
 * The word that somebody who wrote another one may have meant, whatever its case; undefined where none is close: more
 * than a third of the letters would have to change, or more than two (two that changed places) of a short word.
 *
 * @example
 * ```ts
 * import { nearest } from "./nearest.ts";
 *
 * nearest("reusefaktor", ["Strategy", "ReuseFactor"]); // "ReuseFactor"
 * nearest("Model", ["Part", "Backend"]); // undefined
 * ```
 */
export function nearest<Word extends string>(word: string, words: readonly Word[]): Word | undefined {
  let best: Word | undefined;
  let least = Infinity;
  for (const candidate of words) {
    const changes = distance(word.toLowerCase(), candidate.toLowerCase());
    const letters = Math.max(word.length, candidate.length);
    const allowed = Math.max(Math.min(2, Math.floor(letters / 2)), Math.floor(letters / 3));
    if (changes >= least || changes > allowed) continue;
    best = candidate;
    least = changes;
  }
  return best;
}

/**
 * A hint for somebody who wrote a word that is none of these: the one that was meant, or all of them where none is close.
 *
 * @param prefix What stands in front of each, such as `--` of flags.
 */
export function suggestion(word: string, words: readonly string[], prefix = ""): string {
  const guess = nearest(word, words);
  return guess === undefined
    ? `Write one of ${words.map((known) => `${prefix}${known}`).join(", ")}.`
    : `Did you mean ${prefix}${guess}?`;
}
