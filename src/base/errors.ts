import type { ErrorCode } from "./error_codes.ts";
import { byteLength, shorten, shortenLine, shortenToBytes } from "./text/shorten.ts";

/** Characters of a message, a hint or a line of details; what is longer repeats what a hostile file says. */
const MAX_LINE = 600;

/** Details that an error keeps: a file of a megabyte can have half a million things wrong with it. */
const MAX_DETAILS = 1000;

/** Characters of each part of a place, when it is shown. */
const MAX_PLACE = 200;

/** Bytes of any line that is shown: text in which every character takes several is cut again. */
const MAX_LINE_BYTES = 610;

/** Bytes of the longest words before an error. */
const PREFIX = "error[configuration-invalid]: ".length;

/** Bytes in which an error of either kind is shown; a compiler's own messages need more room. */
const MAX_SHOWN: Readonly<Record<ErrorKind, number>> = { input: 2000, failure: 16_000 };

/**
 * What went wrong, for whom. `"input"` is bad input or usage (the command line exits with 2), `"failure"` is an
 * honest negative answer to what was asked: a mismatch, a compiler that failed (exit 1).
 */
export type ErrorKind = "input" | "failure";

/** Where an error lies: any of the file, the layer (or ONNX node) and the field. */
export interface ErrorPlace {
  /** As it was named to Interlace, or as another file refers to it. */
  readonly file?: string;
  /** Name in the model, or that of the ONNX node. */
  readonly layer?: string;
  /** Key of a configuration, flag, attribute or parameter; dots lead into nested ones. */
  readonly field?: string;
}

/** What an {@linkcode InterlaceError} carries beside its first line. */
export interface ErrorOptions {
  /** What went wrong, for programs. */
  readonly code: ErrorCode;
  /** Default `"input"`. */
  readonly kind?: ErrorKind;
  /** Left out where there is none to name. */
  readonly place?: ErrorPlace;
  /** Further lines, one a finding: all unsupported layers, a compiler's own message. */
  readonly details?: readonly string[];
  /** What the user can do about it, one sentence. */
  readonly hint?: string;
  /** What was caught; becomes the standard `cause`. */
  readonly cause?: unknown;
}

/**
 * The only error that Interlace throws on purpose. Its summary reads "Cannot <do what> <to what>: <what is the case>" on
 * one line. The message is all of it, with place, details and hint on lines of their own: it is what a runtime shows of an
 * error that nobody catches. {@linkcode formatError} renders it for people who have caught it.
 *
 * @example
 * ```ts
 * import { formatError, InterlaceError } from "./errors.ts";
 *
 * const error = new InterlaceError("Cannot read model.onnx: the file is empty", {
 *   code: "file-damaged",
 *   hint: "Export it again.",
 * });
 * formatError(error); // "error[file-damaged]: Cannot read model.onnx: the file is empty\n  hint: Export it again."
 * ```
 * @category Errors
 */
export class InterlaceError extends Error {
  /** Tells the class where `instanceof` cannot: across realms and in logs. */
  override readonly name = "InterlaceError";
  /** What is the case, in one line. */
  readonly summary: string;
  /** The same for programs: words may change, codes stay. */
  readonly code: ErrorCode;
  /** Decides the exit code of the command line. */
  readonly kind: ErrorKind;
  /** Empty where there is none to name. */
  readonly place: ErrorPlace;
  /** One finding a line; often empty. */
  readonly details: readonly string[];
  /** What the user can do about it, one sentence. */
  readonly hint?: string;

  /** The summary in the form above. Names and texts of more than a few lines are cut. */
  constructor(summary: string, options: ErrorOptions) {
    const parts: ErrorParts = {
      summary: shortenLine(summary, MAX_LINE),
      kind: options.kind ?? "input",
      place: options.place ?? {},
      details: shortenDetails(options.details ?? []),
      hint: options.hint === undefined ? undefined : shortenLine(options.hint, MAX_LINE),
    };
    super(textOf(parts, {}), options.cause === undefined ? undefined : { cause: options.cause });
    this.summary = parts.summary;
    this.code = options.code;
    this.kind = parts.kind;
    this.place = parts.place;
    this.details = parts.details;
    this.hint = parts.hint;
  }
}

/** What an error says. */
type ErrorParts = Pick<InterlaceError, "summary" | "kind" | "place" | "details" | "hint">;

/** Lines of details with what is long of each cut, and no more of them than anybody reads. */
function shortenDetails(details: readonly string[]): readonly string[] {
  const kept = details.slice(0, MAX_DETAILS).map((line) => shortenLine(line, MAX_LINE));
  return details.length > kept.length ? [...kept, `… and ${details.length - kept.length} more`] : kept;
}

/** How {@linkcode formatError} shows an error. */
export interface ErrorFormat {
  /** Whether every detail is shown; default: those that fit 2,000 bytes, or 16,000 of a failure. */
  readonly all?: boolean;
}

/**
 * Text of an error as a person reads it: the message, its place, the details, the hint. Control characters that a
 * file may have smuggled into a name are made visible.
 *
 * @category Errors
 */
export function formatError(error: InterlaceError, format: ErrorFormat = {}): string {
  return `error[${error.code}]: ${textOf(error, format)}`;
}

function textOf(error: ErrorParts, { all = false }: ErrorFormat): string {
  const { file, layer, field } = error.place;
  const place = Object.entries({ file, layer, field })
    .flatMap(([part, name]) => name ? [`${part} ${shorten(name, MAX_PLACE)}`] : []);
  const shown = (line: string) => shortenToBytes(printable(line), MAX_LINE_BYTES);
  const head = [error.summary, ...place.length > 0 ? [`  in ${place.join(", ")}`] : []].map(
    shown,
  );
  const details = error.details.map((line) => shown(`  ${line}`));
  const tail = error.hint ? [shown(`  hint: ${error.hint}`)] : [];
  const room = MAX_SHOWN[error.kind] - PREFIX - bytesOf([...head, ...tail]);
  return [...head, ...all ? details : fitting(details, room), ...tail].join("\n");
}

/** The first lines that fit into so many bytes, and how many more there are. */
function fitting(lines: readonly string[], room: number): readonly string[] {
  if (bytesOf(lines) <= room) return lines;
  const note = (count: number) => `  … and ${count} more lines, which --debug shows`;
  let left = room - bytesOf([note(lines.length)]);
  const count = lines.findIndex((line) => (left -= bytesOf([line])) < 0);
  return [...lines.slice(0, count), note(lines.length - count)];
}

/** UTF-8 bytes of lines with their ends. */
function bytesOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + byteLength(line) + 1, 0);
}

/** Text with every control and bidirectional formatting character written as `\u{…}`, so that it can be shown. */
export function printable(text: string): string {
  // deno-lint-ignore no-control-regex
  const hidden = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
  return text.replace(hidden, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`);
}
