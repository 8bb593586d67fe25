import type { Figure } from "../report.ts";

/** A plain number: thousands may be parted by commas, an exponent may follow. */
const NUMBER = /^[-+]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?([eE][-+]?\d{1,3})?$/;

/** What may follow a number and changes nothing: a unit, a percentage in brackets, a mark. */
const SUFFIX = /(\([^()]*\)|\[[^\[\]]*\]|\*|ns|%)$/;

/** Longest text that is taken for a number. */
const LONGEST = 80;

/**
 * A number as the tools print it: `12`, `5,120`, `3.33 ns`, `8 (~0%)`, `9963 [  0.97%]`, `2.403e+05`.
 *
 * @returns Null for everything that is no number: `?`, `undef`, `-`, `~0`, `N/A`, an empty cell.
 */
export function parseFigure(text: string | undefined): Figure {
  if (text === undefined || text.length > LONGEST) return null;
  const plain = text.trim().replace(SUFFIX, "").trim();
  if (!/\d/.test(plain) || !NUMBER.test(plain)) return null;
  const value = Number(plain.replaceAll(",", ""));
  return Number.isFinite(value) ? value : null;
}

/** How much of a resource is used: as {@linkcode parseFigure}, but `-` is none. */
export function parseUse(text: string | undefined): Figure {
  return text?.trim() === "-" ? 0 : parseFigure(text);
}

/** A number or a range of numbers (`260568 ~ 260573`); both ends are equal where there is one number. */
export function parseRange(text: string | undefined): { readonly min: Figure; readonly max: Figure } {
  const [low, high] = (text ?? "").split(" ~ ", 2);
  const min = parseFigure(low);
  return { min, max: high === undefined ? min : parseFigure(high) };
}

/** A word of a report, or null where the tool left the place open. */
export function parseWord(text: string | undefined): string | null {
  const word = (text ?? "").trim();
  return word === "" || /^(-|\?|undef|n\/?a)$/i.test(word) ? null : word;
}
