// Its CommonJS build would make Deno set up Node.js's world before anything starts.
import { distance } from "npm:fastest-levenshtein@1.0.16/esm/mod.js";

/**
 * The word that somebody who wrote another one may have meant, whatever its case; undefined where none is close: more
 * than a third of the letters would have to change.
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
    if (changes >= least || changes * 3 > Math.max(word.length, candidate.length)) continue;
    best = candidate;
    least = changes;
  }
  return best;
}
