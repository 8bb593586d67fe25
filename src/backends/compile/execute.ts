import { runGroup } from "../../base/processes/child.ts";
import { readLog, readOutput } from "../../base/processes/child_streams.ts";
import { InterlaceError } from "../../base/errors.ts";

/** What one run of a program gave. */
export interface RunResult {
  /** The bytes that `interlace_main` returned. */
  readonly output: Uint8Array;
  /** What the program printed, its first MiB. */
  readonly log: string;
}

/** A program on disk and its arguments. */
export interface Command {
  readonly path: string;
  readonly args: readonly string[];
  /** Whether it makes itself a group of processes. */
  readonly makesGroup?: boolean;
}

/**
 * A run reads its input from standard input up to its end and writes one frame to standard output: a signed 64-bit
 * little-endian length and that many bytes. This length, in place of a real one, says that the rest is a sentence
 * about what went wrong. A missing frame means that the program ended before `interlace_main` returned, even if
 * its exit code is 0.
 */
export const FAILURE_LENGTH = -1n;

const FRAME_BYTES = 8;
/** Bytes that a program may return: what one array can hold everywhere. */
const MAX_OUTPUT_BYTES = 2 ** 31 - 1;
const EXCERPT_LINES = 40;
const EXCERPT_COLUMNS = 400;

/**
 * Runs a compiled program on an input.
 * @throws {InterlaceError} kind `failure` as {@linkcode Program.run} does.
 */
export async function execute(
  { command, input, timeoutSeconds, file }: {
    readonly command: Command;
    readonly input: Uint8Array;
    readonly timeoutSeconds: number;
    /** What error messages call the program. */
    readonly file: string;
  },
): Promise<RunResult> {
  const failure = (reason: string, log = "", hint?: string) =>
    new InterlaceError(`Cannot run the compiled ${file}: ${reason}`, {
      code: "program-failed",
      kind: "failure",
      place: { file },
      details: excerpt(log),
      hint,
    });
  const ended = await runGroup(
    {
      path: command.path,
      args: [...command.args],
      makesGroup: command.makesGroup,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      timeoutSeconds,
    },
    ({ process, signal }) =>
      Promise.all([
        readOutput(process.stdout, { most: MAX_OUTPUT_BYTES, stop: () => signal("SIGKILL") }),
        readLog(process.stderr),
        feed(process.stdin, input),
      ]),
  ).catch((cause) => {
    if (cause instanceof Deno.errors.NotCapable) throw cause;
    const hint = "Set INTERLACE_CACHE to a folder in which programs may be stored and run.";
    throw failure(
      `it could not be started: ${cause instanceof Error ? cause.message : String(cause)}`,
      "",
      hint,
    );
  });

  const { status, late, result: [frame, log] } = ended;
  if (late) throw failure(`it did not finish within ${timeoutSeconds} s`, log);
  if (frame === null) throw failure(`it returned more than ${MAX_OUTPUT_BYTES} bytes`, log);
  const length = frame.length < FRAME_BYTES ? undefined : new DataView(frame.buffer).getBigInt64(0, true);
  const output = frame.subarray(length === undefined ? frame.length : FRAME_BYTES);
  if (length === FAILURE_LENGTH) throw failure(new TextDecoder().decode(output), log);
  const crash = crashOf(status);
  if (crash !== null) throw failure(`it was ended by ${crash.by}`, log, crash.hint);
  if (status.code !== 0) throw failure(`it returned ${status.code}`, log);
  if (length !== BigInt(output.length)) throw failure("it ended before it returned a result", log);
  return { output, log };
}

/** What Windows returns for a program that it ends, and what that is elsewhere. */
const WINDOWS_CRASHES: ReadonlyMap<number, string> = new Map([
  [0xc0000005, "an access violation"],
  [0xc00000fd, "a stack overflow"],
  [0xc0000094, "a division by zero"],
]);

/** By what a program was ended, if it did not end by itself. */
export function crashOf(
  { signal, code }: Pick<Deno.CommandStatus, "signal" | "code">,
): { readonly by: string; readonly hint?: string } | null {
  const by = signal ?? WINDOWS_CRASHES.get(code >>> 0) ?? null;
  if (by === null) return null;
  const memory = ["SIGSEGV", "SIGBUS", "an access violation", "a stack overflow"].includes(by);
  return {
    by,
    ...memory &&
      { hint: "It used memory that is not its own, or its local arrays are larger than the stack." },
  };
}

async function feed(stream: WritableStream<Uint8Array>, input: Uint8Array): Promise<void> {
  const writer = stream.getWriter();
  try {
    await writer.write(input);
    await writer.close();
  } catch { /* a program that stopped reading has ended: its status says why */ }
}

/** The first lines of what a program or a compiler printed, none of them too long. */
export function excerpt(log: string): string[] {
  const lines = log.split("\n").map((line) => line.trimEnd()).filter((line) => line !== "");
  const first = lines.slice(0, EXCERPT_LINES).map((line) =>
    line.length > EXCERPT_COLUMNS ? `${line.slice(0, EXCERPT_COLUMNS)} …` : line
  );
  return lines.length > EXCERPT_LINES ? [...first, `… ${lines.length - EXCERPT_LINES} more lines`] : first;
}
