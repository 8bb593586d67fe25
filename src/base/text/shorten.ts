/** Characters of a name, a list of sizes or another quoted part of a message. */
const MAX_PART = 96;

/** A part that some file decides: quoted, or a list in brackets. */
const PART = /"[^"\n]{97,}"|\[[^[\]\n]{97,}\]/g;

/** Characters that are looked at for parts. */
const MAX_SEARCHED = 2 ** 16;

/**
 * A text of at most so many characters: what is too much is taken out behind its first two thirds, and how many
 * characters there were is said.
 */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const note = `… (${text.length} characters) …`;
  const left = Math.max(0, length - note.length);
  const front = Math.ceil(left * 2 / 3);
  // A pair of surrogates that is cut in two would not be text any more.
  return `${text.slice(0, front)}${note}${text.slice(text.length - (left - front))}`.toWellFormed();
}

/** A line for people with what is long of it cut: names and lists of sizes first, then the line itself. */
export function shortenLine(line: string, length: number): string {
  const searched = shorten(line, MAX_SEARCHED);
  const parts = searched.replace(
    PART,
    (part) => `${part[0]}${shorten(part.slice(1, -1), MAX_PART)}${part.at(-1)}`,
  );
  return shorten(parts, length);
}

/** UTF-8 bytes of a text. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** A text of at most so many UTF-8 bytes, cut as {@linkcode shorten} does. */
export function shortenToBytes(text: string, bytes: number): string {
  let cut = text;
  for (let length = text.length; byteLength(cut) > bytes;) {
    length = Math.min(length - 1, Math.floor(length * bytes / byteLength(cut)));
    cut = shorten(text, length);
  }
  return cut;
}
