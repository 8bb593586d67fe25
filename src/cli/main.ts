import { suggestion } from "../base/text/nearest.ts";
import { formatError, InterlaceError, printable } from "../base/errors.ts";
import { fileProblem, isRefused, permissionHint, refusedPermission } from "../base/files/file_problem.ts";
import { shortenLine } from "../base/text/shorten.ts";
import { terminalColumns } from "./terminal/columns.ts";
import { Flags, unknownFlag } from "./arguments/flags.ts";
import { COMMON_FLAGS, generalHelp, verbHelp } from "./arguments/help.ts";
import { type CliIo, type Output, processIo } from "./terminal/io.ts";
import { Interrupted } from "./terminal/signals.ts";
import { loadVerb, VERBS } from "./verbs.ts";
import { VERSION } from "../base/version.ts";

/**
 * Runs the command line. Every error ends as text on standard error and an exit code.
 *
 * @param args What was typed after the program's name.
 * @returns The exit code: 0 done, 1 what was asked about failed, 2 bad input or usage.
 *
 * @example
 * ```ts
 * import { main } from "./main.ts";
 *
 * await main(["--version"]); // prints the version; 0
 * ```
 */
export async function main(args: readonly string[], io: CliIo = processIo()): Promise<number> {
  try {
    return await runArguments(args, io);
  } catch (error) {
    return report(error, { debug: args.includes("--debug") }, io);
  }
}

async function runArguments(args: readonly string[], io: CliIo): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined) {
    io.stderr.write(generalHelp(VERBS, VERSION, helpWidth(io.stderr)));
    return 2;
  }
  if (name === "--help" || name === "-h") {
    io.stdout.write(generalHelp(VERBS, VERSION, helpWidth(io.stdout)));
    return 0;
  }
  if (name === "--version") {
    io.stdout.write(`interlace ${VERSION}\n`);
    return 0;
  }
  if (name.startsWith("-")) throw unknownFlag(name, ["help", "version"]);
  const verb = VERBS.find((candidate) => candidate.name === name);
  if (verb === undefined) {
    const names = VERBS.map((candidate) => candidate.name);
    throw new InterlaceError(`Cannot understand "${name}": there is no such verb`, {
      code: "usage",
      hint: suggestion(name, names),
    });
  }
  const flags = new Flags(rest, [...verb.flags, ...COMMON_FLAGS]);
  if (flags.has("help")) {
    io.stdout.write(verbHelp(verb, helpWidth(io.stdout)));
    return 0;
  }
  const { run } = await loadVerb(verb);
  return await run(flags, io);
}

/** Characters of a line of help where no terminal says how many it has. */
const HELP_COLUMNS = 100;

function helpWidth({ isTerminal }: Output): number {
  return isTerminal ? terminalColumns(HELP_COLUMNS) : HELP_COLUMNS;
}

/** Characters that are shown of the message of an error that nobody foresaw. */
const MAX_INTERNAL = 600;

function report(thrown: unknown, { debug }: { readonly debug: boolean }, io: CliIo): number {
  const stack = debug && thrown instanceof Error ? `${framesOf(thrown)}\n` : "";
  const error = thrown instanceof Error && isRefused(thrown) ? missingPermission(thrown) : thrown;
  if (error instanceof InterlaceError) {
    io.stderr.write(`${formatError(error, { all: debug })}\n${stack}`);
    if (error instanceof Interrupted) return error.exitCode;
    return error.kind === "input" ? 2 : 1;
  }
  const message = printable(
    shortenLine(error instanceof Error ? error.message : String(error), MAX_INTERNAL),
  );
  const hint = debug ? "" : "  hint: Run it again with --debug and report what that shows.\n";
  io.stderr.write(`error: internal error: ${message}\n${hint}${stack}`);
  return 1;
}

/** Where an error comes from, without what it says, which is shown already. */
function framesOf({ stack = "" }: Error): string {
  return stack.split("\n").filter((line) => /^ {4}at /.test(line)).join("\n");
}

/** What cannot be done without a permission that the user did not give. */
function missingPermission(cause: Error): InterlaceError {
  const { path } = refusedPermission(cause);
  return new InterlaceError(`Cannot use ${path ?? "what is needed"}: ${fileProblem(cause)}`, {
    code: "permission-missing",
    hint: permissionHint(cause),
    cause,
  });
}
