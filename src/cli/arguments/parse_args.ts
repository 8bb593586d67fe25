// The std library comes from npm, so that one registry is enough; its twin on JSR is jsr:@std/cli@1/parse-args.
import { parseArgs as untyped } from "npm:deno-std@1.4.0/cli/parse_args.js";

/** The part of std's options that is used here; the npm build comes without types. */
export interface ParseArgsOptions {
  /** Flags that take a value. */
  readonly string: readonly string[];
  /** Flags that take none. */
  readonly boolean: readonly string[];
  /** Flags that may be repeated: all values are kept, in an array. */
  readonly collect: readonly string[];
  /** Other names of flags. */
  readonly alias: Readonly<Record<string, string>>;
  /** Is told what is none of these, with its name where it looks like a flag; false leaves it out. */
  readonly unknown: (argument: string, key?: string) => boolean;
}

/** Values of flags by name. */
export const parseArgs: (
  args: readonly string[],
  options: ParseArgsOptions,
) => Readonly<Record<string, unknown>> = untyped;
