import type { Platform } from "./platform.ts";

/** Endings of programs on Windows, in the order in which they are tried. */
const WINDOWS_ENDINGS = [".exe", ".bat", ".cmd"];

/** Folders in which a shell looks for commands, in its order. */
export function pathFolders({ os, variable }: Platform): readonly string[] {
  const windows = os === "windows";
  return (variable("PATH") ?? "").split(windows ? ";" : ":")
    // On Windows a folder with a semicolon in its name stands in quotes, and others may.
    .map((folder) => windows ? folder.replaceAll('"', "") : folder)
    .filter(Boolean);
}

/** Names of the files that may hold a command. */
export function commandFiles(command: string, { os }: Pick<Platform, "os">): readonly string[] {
  if (os !== "windows") return [command];
  const hasEnding = WINDOWS_ENDINGS.some((ending) => command.toLowerCase().endsWith(ending));
  return hasEnding ? [command] : WINDOWS_ENDINGS.map((ending) => command + ending);
}

/** The command that a file holds: its name without folders, and on Windows without its ending. */
export function commandName(path: string, { os }: Pick<Platform, "os">): string {
  if (os !== "windows") return path.replace(/^.*\//, "");
  const name = path.replace(/^.*[/\\]/, "");
  const ending = WINDOWS_ENDINGS.find((each) => name.toLowerCase().endsWith(each)) ?? "";
  return name.slice(0, name.length - ending.length);
}

/** The first file in some folders that holds a command and may be run; undefined if there is none. */
export async function findCommand(
  command: string,
  folders: readonly string[],
  platform: Pick<Platform, "os">,
): Promise<string | undefined> {
  for (const folder of folders) {
    for (const file of commandFiles(command, platform)) {
      const path = `${folder}/${file}`;
      if (await isExecutable(path, platform)) return path;
    }
  }
  return undefined;
}

/** Whether there is a file that may be run; on Windows its ending alone tells. */
export async function isExecutable(path: string, { os }: Pick<Platform, "os">): Promise<boolean> {
  const info = await Deno.stat(path).catch(() => undefined);
  return info?.isFile === true && (os === "windows" || ((info.mode ?? 0) & 0o111) !== 0);
}
