import { launchOf } from "./group_launcher.ts";
import { undoAtExit } from "./undo.ts";

/** A process that was started, and all processes that it starts. */
export interface ChildGroup {
  readonly process: Deno.ChildProcess;
  /** Sends a signal to all of them; does nothing where they have ended. */
  readonly signal: (signal: Deno.Signal) => void;
}

/** What {@linkcode runGroup} starts. */
export interface GroupCommand extends Omit<Deno.CommandOptions, "detached" | "signal"> {
  /** The command or its path. */
  readonly path: string;
  /** After so many seconds the processes are killed. */
  readonly timeoutSeconds: number;
  /**
   * Whether the program makes itself a group when it begins (`setpgid`). Deno copies this process to start another one
   * in a group, which takes a tenth of a second for each gigabyte that it has, and stands still meanwhile; where there is
   * `setsid`, that makes the group and becomes the program.
   */
  readonly makesGroup?: boolean;
}

/** How a group ended. */
export interface GroupEnd<T> {
  readonly status: Deno.CommandStatus;
  /** Whether it was killed because it took too long. */
  readonly late: boolean;
  /** What was made of its streams. */
  readonly result: T;
}

/** The longest time that a timer can wait. */
const MAX_MILLISECONDS = 2 ** 31 - 1;

/**
 * Runs a process in a group of its own until it has ended. What it started ends with it: when it takes too long, when
 * this process ends, and when a signal ends this process.
 *
 * @param use Reads and writes its streams meanwhile.
 */
export async function runGroup<T>(
  command: GroupCommand,
  use: (group: ChildGroup) => Promise<T>,
): Promise<GroupEnd<T>> {
  const { path, timeoutSeconds, makesGroup = false, ...options } = command;
  const needsGroup = !makesGroup && Deno.build.os !== "windows";
  // With variables of its own a command may be found elsewhere.
  const launch = needsGroup && options.env?.PATH === undefined && !options.clearEnv
    ? await launchOf(path)
    : undefined;
  const process = launch === undefined
    ? new Deno.Command(path, { ...options, detached: needsGroup }).spawn()
    : new Deno.Command(launch.path, { ...options, args: [...launch.args, ...options.args ?? []] }).spawn();
  const group: ChildGroup = { process, signal: (signal) => signalGroup(process, signal) };
  const forget = undoAtExit(() => group.signal("SIGKILL"));
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    group.signal("SIGKILL");
  }, Math.min(timeoutSeconds * 1000, MAX_MILLISECONDS));
  try {
    // The timer must not outlive the process: its number may then be that of another one.
    const ended = process.status.finally(() => clearTimeout(timer));
    const [status, result] = await Promise.all([ended, use(group)]);
    return { status, late, result };
  } finally {
    clearTimeout(timer);
    forget();
  }
}

function signalGroup(process: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    if (Deno.build.os !== "windows") return Deno.kill(-process.pid, signal);
  } catch {
    // The group has ended already, or the program has not made it yet.
  }
  try {
    process.kill(signal);
  } catch {
    // The process has ended already.
  }
}
