/** What a computer is, as far as paths depend on it; given to functions so that they can be tested for any. */
export interface Platform {
  /** As `Deno.build.os` names it: `windows`, `darwin`, `linux` and so on. */
  readonly os: string;
  /**
   * Value of an environment variable; undefined where it is not set, or where Deno was started without the permission to
   * read it. What a variable says is never needed: nobody is asked for it.
   */
  readonly variable: (name: string) => string | undefined;
}

/** The computer that runs. */
export function thisPlatform(): Platform {
  return {
    os: Deno.build.os,
    variable: (name) => isHidden(name) ? undefined : Deno.env.get(name),
  };
}

/** Whether Deno was started without the permission to read a variable of the environment, so that nobody knows what it says. */
export function isHidden(name: string): boolean {
  return Deno.permissions.querySync({ name: "env", variable: name }).state !== "granted";
}

/**
 * The folder in which programs of a user keep what they can make again: `%LOCALAPPDATA%`, `~/Library/Caches`, or
 * `$XDG_CACHE_HOME` and `~/.cache` (XDG Base Directory Specification); undefined if the environment names none.
 */
export function cacheHome({ os, variable }: Platform): string | undefined {
  const below = (folder: string | undefined, path: string) => folder ? `${folder}/${path}` : undefined;
  if (os === "windows") return variable("LOCALAPPDATA") || undefined;
  if (os === "darwin") return below(variable("HOME"), "Library/Caches");
  return variable("XDG_CACHE_HOME") || below(variable("HOME"), ".cache");
}
