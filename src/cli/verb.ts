import { InterlaceError } from "../base/errors.ts";
import type { Flags, FlagSpec } from "./arguments/flags.ts";
import type { CliIo } from "./terminal/io.ts";

/** What help says of a thing that the command line can do. What does it lies in the module `NAME.ts` beside this one. */
export interface Verb {
  readonly name: string;
  /** Its arguments, as help shows them: `MODEL -o DIR`. */
  readonly usage: string;
  /** One line. */
  readonly summary: string;
  readonly flags: readonly FlagSpec[];
  /** Arguments of an example. */
  readonly example: string;
}

/** What the module of a verb exports as `verb`. */
export interface LoadedVerb {
  /**
   * Does it.
   * @returns The exit code: 0 done, 1 what was asked about failed.
   * @throws {InterlaceError} for everything else.
   */
  readonly run: (flags: Flags, io: CliIo) => Promise<number>;
}

/** The only positional argument. */
export function onlyArgument(flags: Flags, what: string): string {
  const [first, ...others] = flags.positional;
  if (first === undefined) {
    throw new InterlaceError(`Cannot start: ${what} is missing`, {
      code: "usage",
      hint: "--help shows what to type.",
    });
  }
  if (others.length > 0) {
    throw new InterlaceError(`Cannot understand "${others[0]}": only one ${what} is expected`, {
      code: "usage",
      hint: "--help shows what to type.",
    });
  }
  return first;
}

/** The value of a flag that must be given. */
export function requiredText(flags: Flags, name: string, value: string): string {
  const text = flags.text(name);
  if (text !== undefined) return text;
  throw new InterlaceError(`Cannot start: --${name} ${value} is missing`, {
    code: "usage",
    hint: "--help shows what to type.",
  });
}
