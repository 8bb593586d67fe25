import { thisPlatform } from "../../base/processes/platform.ts";
import { InterlaceError, printable } from "../../base/errors.ts";
import { fileProblem } from "../../base/files/file_problem.ts";
import { shorten, shortenLine } from "../../base/text/shorten.ts";

/** A stream of text. */
export interface Output {
  /** Writes text as it is. */
  readonly write: (text: string) => void;
  /** Whether a person watches it: only then come colours and progress bars. */
  readonly isTerminal: boolean;
}

/** All that the command line needs of the process around it. */
export interface CliIo {
  /** Results. */
  readonly stdout: Output;
  /** Progress, warnings and errors. */
  readonly stderr: Output;
  /** Value of an environment variable. */
  readonly env: (name: string) => string | undefined;
  /** Where warnings wait, while they are held back; see {@linkcode warningsLast}. */
  readonly held?: string[];
}

/** The process that runs. */
export function processIo(): CliIo {
  return {
    stdout: outputOf(Deno.stdout, (cause) => {
      throw new InterlaceError(`Cannot write to standard output: ${fileProblem(cause)}`, {
        code: "file-unwritable",
        kind: "failure",
        cause,
      });
    }),
    // There is nobody left to tell.
    stderr: outputOf(Deno.stderr, () => {}),
    env: thisPlatform().variable,
  };
}

function outputOf(stream: typeof Deno.stdout, onFailure: (cause: unknown) => void): Output {
  return {
    isTerminal: stream.isTerminal(),
    write(text) {
      let rest = new TextEncoder().encode(text);
      try {
        while (rest.length > 0) rest = rest.subarray(stream.writeSync(rest));
      } catch (error) {
        // Whoever read the other end of the pipe has seen enough.
        if (!(error instanceof Deno.errors.BrokenPipe)) onFailure(error);
      }
    },
  };
}

/** A name from a file, or a path, as it can be shown: what a terminal would take for a command is made visible. */
export function shown(name: string): string {
  return printable(shorten(name, MAX_NAME));
}

/** Characters of a name: more than a path has. */
const MAX_NAME = 4096;

/** Characters of a warning: enough for a list of some names. */
const MAX_WARNING = 1000;

/** Prints a warning; what a file smuggled into a name is made visible, and what is very long is cut. */
export function warn(io: CliIo, message: string): void {
  const line = `warning: ${printable(shortenLine(message, MAX_WARNING))}\n`;
  if (io.held === undefined) io.stderr.write(line);
  else io.held.push(line);
}

/**
 * Does something and shows its warnings behind everything else that it prints, where a person looks last; each once. They
 * are shown in front of an error too.
 */
export async function warningsLast<T>(io: CliIo, action: (io: CliIo) => Promise<T>): Promise<T> {
  const held: string[] = [];
  try {
    return await action({ ...io, held });
  } finally {
    for (const line of new Set(held)) io.stderr.write(line);
  }
}

/** Prints the one JSON document of a `--json` run. */
export function printJson(io: CliIo, document: unknown): void {
  io.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

/** Keeps back what is written to standard error, so that it comes behind a long result. */
export function deferredErrors(io: CliIo): { readonly io: CliIo; readonly flush: () => void } {
  const lines: string[] = [];
  const write = (text: string) => void lines.push(text);
  return {
    io: { ...io, stderr: { ...io.stderr, write } },
    flush: () => lines.splice(0).forEach((text) => io.stderr.write(text)),
  };
}
