import { fileURLToPath } from "node:url";

/** The command with which a task starts the command line as this process was started: by this Deno, from the same place. */
export function taskCommand(verb: string, args: readonly string[]): readonly string[] {
  const cli = new URL("../../../cli.ts", import.meta.url);
  const place = cli.protocol === "file:" ? fileURLToPath(cli) : cli.href;
  return [Deno.execPath(), "run", "-A", "--quiet", "--no-prompt", place, verb, ...args];
}
