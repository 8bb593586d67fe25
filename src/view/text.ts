/** `16×24×2` */
export function shapeLabel(shape: readonly number[]): string {
  return shape.join("×");
}

/** Text of at most so many letters, those in the middle … where some are missing: names often differ at their ends. */
export function shortenedInside(text: string, letters: number): string {
  if (text.length <= letters) return text;
  const end = Math.floor(letters / 2);
  return `${text.slice(0, letters - 1 - end)}…${text.slice(-end)}`;
}

/** Text of at most so many letters, the last of them … where some are missing. */
export function shortened(text: string, letters: number): string {
  return text.length <= letters ? text : `${text.slice(0, letters - 1)}…`;
}
