/** `16×24×2` */
export function shapeLabel(shape: readonly number[]): string {
  return shape.join("×");
}

/** Text of at most so many letters, the last of them … where some are missing. */
export function shortened(text: string, letters: number): string {
  return text.length <= letters ? text : `${text.slice(0, letters - 1)}…`;
}
