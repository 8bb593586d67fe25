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
 * The only error that Interlace throws on purpose. Its message reads "Cannot <do what> <to what>: <what is the
 * case>" on one line; {@linkcode formatError} renders the rest.
 *
 * @example
 * ```ts
 * import { formatError, InterlaceError } from "./errors.ts";
 *
 * const error = new InterlaceError("Cannot read model.onnx: the file is empty", { hint: "Export it again." });
 * formatError(error); // "error: Cannot read model.onnx: the file is empty\n  hint: Export it again."
 * ```
 */
export class InterlaceError extends Error {
  /** Tells the class where `instanceof` cannot: across realms and in logs. */
  override readonly name = "InterlaceError";
  /** Decides the exit code of the command line. */
  readonly kind: ErrorKind;
  /** Empty where there is none to name. */
  readonly place: ErrorPlace;
  /** One finding a line; often empty. */
  readonly details: readonly string[];
  /** What the user can do about it, one sentence. */
  readonly hint?: string;

  /** The message is the first line alone, in the form above. */
  constructor(message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = options.kind ?? "input";
    this.place = options.place ?? {};
    this.details = options.details ?? [];
    this.hint = options.hint;
  }
}

/**
 * Text of an error as a person reads it: the message, its place, the details, the hint. Control characters that a
 * file may have smuggled into a name are made visible.
 */
export function formatError(error: InterlaceError): string {
  const { file, layer, field } = error.place;
  const place = [file && `file ${file}`, layer && `layer ${layer}`, field && `field ${field}`].filter(
    Boolean,
  );
  const lines = [`error: ${error.message}`];
  if (place.length > 0) lines.push(`  in ${place.join(", ")}`);
  for (const detail of error.details) lines.push(...detail.split("\n").map((line) => `  ${line}`));
  if (error.hint) lines.push(`  hint: ${error.hint}`);
  return lines.map(printable).join("\n");
}

/** Text with every control and bidirectional formatting character written as `\u{…}`, so that it can be shown. */
export function printable(text: string): string {
  // deno-lint-ignore no-control-regex
  const hidden = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
  return text.replace(hidden, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`);
}
