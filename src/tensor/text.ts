import { excerpt, MAX_ELEMENTS, type NdArray, unreadable } from "./ndarray.ts";

/** Longest line accepted, in characters: a sample of about a million numbers. */
const MAX_LINE_LENGTH = 2 ** 24;

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const NAN = /^[+-]?nan$/i;
const INFINITE = /^[+-]?inf(?:inity)?$/i;

type Separator = "," | ";" | "blanks";

interface Line {
  /** Counted from 1. */
  readonly number: number;
  /** Without comment and outer blanks, never empty. */
  readonly text: string;
}

/**
 * Reads numbers as text: one sample a line, decimal numbers (`nan` and `inf` included) separated by comma, by
 * semicolon, or by tabs and blanks, the same in every line. `#` begins a comment; empty lines are skipped. In
 * a file named `.csv` the first line may be a header of names, known by having nothing in it that begins like
 * a number.
 *
 * Written here because these files are no CSV: nothing in them is quoted, and runs of blanks separate.
 *
 * @param text The whole file.
 * @param name What error messages call it; ending in `.csv` it allows a header.
 * @returns An array of shape `[samples, numbers in a line]`.
 * @throws {InterlaceError} naming the line, if lines differ in length or a field is not a number.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseDelimited } from "./text.ts";
 *
 * assertEquals(parseDelimited("x,y\n1,2\n3,4.5\n", "points.csv"), {
 *   shape: [2, 2],
 *   data: Float64Array.of(1, 2, 3, 4.5),
 * });
 * ```
 */
export function parseDelimited(text: string, name: string): NdArray {
  const numbers = new NumberBuffer(name);
  let separator: Separator | undefined;
  let width: number | undefined;
  let samples = 0;
  let headerAllowed = /\.csv$/i.test(name);
  for (const line of linesOf(text, name)) {
    const wasFirst = headerAllowed;
    headerAllowed = false;
    if (wasFirst && isHeader(line.text)) continue;
    separator ??= separatorOf(line.text);
    const fields = split(line.text, separator);
    width ??= fields.length;
    if (fields.length !== width) {
      throw unreadable(name, {
        what: `line ${line.number} has ${fields.length} numbers, the lines before it ${width}`,
      });
    }
    fields.forEach((field, index) =>
      numbers.push(toNumber(field, { name, line: line.number, field: index + 1 }))
    );
    samples++;
  }
  if (width === undefined) throw unreadable(name, { what: "it holds no numbers" });
  return { shape: [samples, width], data: numbers.take() };
}

/** Lines with something in them; ended by any of `\n`, `\r\n` and `\r`. */
function* linesOf(text: string, name: string): Generator<Line> {
  const lineEnd = /\r\n?|\n|$/g;
  let start = 0;
  for (let number = 1; start < text.length; number++) {
    lineEnd.lastIndex = start;
    const end = lineEnd.exec(text)!;
    if (end.index - start > MAX_LINE_LENGTH) {
      throw unreadable(name, {
        what: `line ${number} is longer than ${MAX_LINE_LENGTH} characters`,
        hint: "Save large arrays as .npy.",
      });
    }
    const line = text.slice(start, end.index);
    const comment = line.indexOf("#");
    const content = (comment < 0 ? line : line.slice(0, comment)).trim();
    if (content !== "") yield { number, text: content };
    start = end.index + Math.max(end[0].length, 1);
  }
}

/** Semicolon before comma: where both occur, the comma is a decimal one, which is then refused. */
function separatorOf(line: string): Separator {
  return line.includes(";") ? ";" : line.includes(",") ? "," : "blanks";
}

function split(line: string, separator: Separator): readonly string[] {
  return separator === "blanks" ? line.split(/\s+/) : line.split(separator).map((field) => field.trim());
}

function isHeader(line: string): boolean {
  return split(line, separatorOf(line)).every(isName);
}

/** A field that begins like a number is never a name: a misspelt first sample must not pass for a header. */
function isName(field: string): boolean {
  return field !== "" && !/^[+-]?\.?\d/.test(field) && parseNumber(field) === undefined;
}

/** The number that a field holds; undefined if it holds none. */
function parseNumber(field: string): number | undefined {
  if (NUMBER.test(field)) return Number(field);
  if (NAN.test(field)) return NaN;
  if (INFINITE.test(field)) return field.startsWith("-") ? -Infinity : Infinity;
  return undefined;
}

function toNumber(
  text: string,
  { name, line, field }: { readonly name: string; readonly line: number; readonly field: number },
): number {
  const number = parseNumber(text);
  if (number !== undefined) return number;
  const what = text === "" ? "is empty" : `is ${excerpt(text)}, not a number`;
  const hint = /^[+-]?\d+,\d+$/.test(text)
    ? "Write numbers with a decimal point."
    : "One sample a line: numbers separated by comma, semicolon, tab or blanks; # begins a comment.";
  throw unreadable(name, { what: `field ${field} of line ${line} ${what}`, hint });
}

/** Collects float64 in memory that doubles as needed. */
class NumberBuffer {
  #data = new Float64Array(1024);
  #length = 0;

  constructor(readonly name: string) {}

  push(value: number): void {
    if (this.#length === MAX_ELEMENTS) {
      throw unreadable(this.name, { what: `it has more than ${MAX_ELEMENTS} numbers` });
    }
    if (this.#length === this.#data.length) {
      const larger = new Float64Array(this.#length * 2);
      larger.set(this.#data);
      this.#data = larger;
    }
    this.#data[this.#length++] = value;
  }

  /** The numbers so far, in memory of just their size. */
  take(): Float64Array {
    return this.#data.slice(0, this.#length);
  }
}
