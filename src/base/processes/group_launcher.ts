import { findCommand, isExecutable, pathFolders } from "./executables.ts";
import { thisPlatform } from "./platform.ts";

/** Makes itself the first process of a group, and then becomes the program that it is given. */
const LAUNCHER = "/usr/bin/setsid";

/** What to start in place of a program. */
export interface Launch {
  readonly path: string;
  /** In front of those of the program. */
  readonly args: readonly string[];
}

/**
 * How a program is started that is to be the first of a group without the help of Deno, which copies this process for it.
 * Undefined where there is nothing that does it, where this process may run some programs only, or where the program is not
 * found: Deno then says so.
 *
 * @param command Its name or path.
 */
export async function launchOf(command: string): Promise<Launch | undefined> {
  const platform = thisPlatform();
  if (platform.os !== "linux" || Deno.permissions.querySync({ name: "run" }).state !== "granted") return;
  if (!await isExecutable(LAUNCHER, platform)) return;
  const path = command.includes("/")
    ? command
    : await findCommand(command, pathFolders(platform).filter((folder) => folder.startsWith("/")), platform);
  if (path === undefined || !path.startsWith("/") || !await isExecutable(path, platform)) return;
  return { path: LAUNCHER, args: [path] };
}
