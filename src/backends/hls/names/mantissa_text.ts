import { InterlaceError } from "../../../base/errors.ts";
import { type FixedType, mantissaRange } from "../../../fixed/mod.ts";
import type { FixedTensor, Mantissas } from "../../../tensor/mod.ts";

/** Characters of a text, a little fewer than JavaScript's strings can have. */
const MAX_TEXT = 2 ** 29 - 2 ** 10;

/** Characters that a number of 32 bits takes with its sign and the blank behind it. */
const MAX_CHARACTERS = 12;

const [BLANK, MINUS, ZERO] = [0x20, 0x2d, 0x30];

/**
 * Mantissas in decimal, a line a sample: those of all tensors in turn, with blanks between them. What the test bench
 * reads. Numbers of up to 32 bits, of which there may be millions, are written digit by digit: `join` takes more than
 * twice as long.
 *
 * @param tensors Mantissas `[samples, ...shape]`.
 * @throws {InterlaceError} if there are more than one text can hold.
 */
export function mantissaText(tensors: readonly FixedTensor[]): string {
  const longest = tensors.reduce((sum, { data, type }) => sum + data.length * charactersOf(type), 0);
  if (longest > MAX_TEXT) {
    throw new InterlaceError(
      `Cannot render the test bench: its data may take ${longest} characters, more than the limit of ${MAX_TEXT}`,
      { code: "limit-exceeded", hint: "Give it fewer samples, or types of fewer bits." },
    );
  }
  const samples = tensors[0].shape[0];
  const lines = Array.from({ length: samples }, (_, sample) =>
    tensors.map(({ data, type }) => {
      const size = data.length / samples;
      const own = data.subarray(sample * size, (sample + 1) * size) as Mantissas;
      return type.width <= 32 && type.signed || type.width < 32 ? shortText(own) : own.join(" ");
    }).join(" "));
  return lines.join("\n") + "\n";
}

/** The most characters that a number of a type takes with the blank behind it. */
function charactersOf(type: FixedType): number {
  const { min, max } = mantissaRange(type);
  return Math.max(`${min}`.length, `${max}`.length) + 1;
}

/** Numbers that the lower halves of their lanes hold alone. */
function shortText(data: Mantissas): string {
  const words = new Int32Array(data.buffer, data.byteOffset, 2 * data.length);
  const text = new Uint8Array(MAX_CHARACTERS * data.length);
  let end = 0;
  for (let i = 0; i < words.length; i += 2) {
    let rest = Math.abs(words[i]);
    if (words[i] < 0) text[end++] = MINUS;
    for (let power = 10; power <= rest; power *= 10) end++;
    let at = end++;
    do {
      const tenth = Math.floor(rest / 10);
      text[at--] = ZERO + rest - 10 * tenth;
      rest = tenth;
    } while (rest > 0);
    text[end++] = BLANK;
  }
  return new TextDecoder().decode(text.subarray(0, Math.max(end - 1, 0)));
}
