/** Sentences about settings that change nothing. */

/** Most layers that one sentence names. */
const MOST_NAMED = 8;

/** That something changes nothing, and why. */
export function changesNothing(subject: string, reason: string): string {
  return `${subject} changes nothing: ${reason}`;
}

/** A list of the first few. */
export function fewOf(items: readonly string[]): string {
  const rest = items.length - MOST_NAMED;
  return items.slice(0, MOST_NAMED).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
