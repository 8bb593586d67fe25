import type { CliRun } from "./harness.ts";

const CLI = new URL("../../cli.ts", import.meta.url).pathname;

/** How the command line is started as a process of its own. */
export interface CliProcessOptions {
  /** Permissions and other flags of Deno; default: all permissions. */
  readonly deno?: readonly string[];
  /** Beside those of this process, or alone with `clearEnv`. */
  readonly env?: Readonly<Record<string, string>>;
  readonly clearEnv?: boolean;
  readonly cwd?: string;
}

/** The command that starts the command line. */
export function cliCommand(args: readonly string[], options: CliProcessOptions = {}): Deno.Command {
  const { deno = ["-A"], env, clearEnv, cwd } = options;
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--no-check", ...deno, CLI, ...args],
    env: { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1", ...env },
    clearEnv,
    cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

/** Runs the command line as a process of its own. */
export async function runProcess(args: readonly string[], options?: CliProcessOptions): Promise<CliRun> {
  const { code, stdout, stderr } = await cliCommand(args, options).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
