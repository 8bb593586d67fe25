import { resolve } from "node:path";
import { cacheHome, type Platform, thisPlatform } from "../base/platform.ts";

const DEFAULT_LIMIT_BYTES = 512 * 1024 * 1024;
/** Another process may be about to start an entry that was used this recently: it is never removed. */
const IN_USE_MILLISECONDS = 3_600_000;
/** A work folder this old was left by a process that died. */
const ABANDONED_MILLISECONDS = 86_400_000;
const WORK_PREFIX = "work-";

/** A folder of compiled programs, each a file named by the hash of everything that made it. */
export interface ArtifactCache {
  /** Absolute path of the entry, which then counts as just used; `undefined` if there is none. */
  find(name: string): Promise<string | undefined>;
  /** A new empty folder, on the cache's own file system where the cache can be written. The caller removes it. */
  makeWorkFolder(): Promise<string>;
  /**
   * Moves a finished file out of a work folder to its place and returns its new absolute path. If the cache cannot be
   * written, the file lives until this process ends.
   */
  keep(entry: { readonly name: string; readonly file: string }): Promise<string>;
}

/**
 * Opens (and later makes) a cache.
 *
 * @param options `folder`: where it is, or nothing for no cache; `limitBytes`: beyond it the entries unused
 * for longest are removed (default 512 MiB; entries used within the last hour always stay).
 */
export function openCache(
  options: { readonly folder?: string; readonly limitBytes?: number },
): ArtifactCache {
  const { limitBytes = DEFAULT_LIMIT_BYTES } = options;
  const folder = options.folder === undefined ? undefined : resolve(options.folder);
  return {
    async find(name) {
      if (folder === undefined) return undefined;
      const path = `${folder}/${name}`;
      if (!await isFile(path)) return undefined;
      const now = new Date();
      // A read-only cache is still a cache: only the order of removal suffers.
      await Deno.utime(path, now, now).catch(() => {});
      return path;
    },
    async makeWorkFolder() {
      if (folder !== undefined) {
        try {
          await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
          return await Deno.makeTempDir({ dir: folder, prefix: WORK_PREFIX });
        } catch { /* the folder cannot be written: the system's own place for temporary files will do */ }
      }
      return await Deno.makeTempDir({ prefix: "interlace-" });
    },
    async keep({ name, file }) {
      if (folder !== undefined) {
        const path = `${folder}/${name}`;
        try {
          await Deno.rename(file, path);
          await trim({ folder, limitBytes, newest: name });
          return path;
        } catch {
          // Windows refuses to replace a program that runs: someone else has just made the same one.
          if (await isFile(path)) return path;
        }
      }
      return await keepUntilExit({ name, file });
    },
  };
}

/**
 * The folder that `INTERLACE_CACHE` names, else `interlace` in the platform's cache folder; `undefined` if the
 * environment names none.
 */
export function defaultCacheFolder(platform: Platform = thisPlatform()): string | undefined {
  const own = platform.variable("INTERLACE_CACHE");
  if (own) return own;
  const home = cacheHome(platform);
  return home && `${home}/interlace`;
}

/** SHA-256, as 64 hexadecimal digits, of the JSON text of `ingredients`. */
export async function hashOf(ingredients: unknown): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify(ingredients));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", text));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}

const keptFolders: string[] = [];

async function keepUntilExit(
  { name, file }: { readonly name: string; readonly file: string },
): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "interlace-" });
  if (keptFolders.length === 0) {
    globalThis.addEventListener("unload", () => {
      for (const each of keptFolders) {
        try {
          Deno.removeSync(each, { recursive: true });
        } catch { /* somebody else tidied up */ }
      }
    });
  }
  keptFolders.push(folder);
  const path = `${folder}/${name}`;
  await Deno.rename(file, path);
  return path;
}

async function trim(
  { folder, limitBytes, newest }: {
    readonly folder: string;
    readonly limitBytes: number;
    readonly newest: string;
  },
): Promise<void> {
  const now = Date.now();
  const entries: { path: string; bytes: number; used: number }[] = [];
  let total = 0;
  for await (const { name } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    // Several processes tidy up at once: what is gone already needs no removal.
    const info = await Deno.stat(path).catch(() => undefined);
    if (info === undefined) continue;
    const used = info.mtime?.getTime() ?? now;
    if (info.isDirectory) {
      if (name.startsWith(WORK_PREFIX) && now - used > ABANDONED_MILLISECONDS) {
        await Deno.remove(path, { recursive: true }).catch(() => {});
      }
      continue;
    }
    total += info.size;
    if (name !== newest && now - used > IN_USE_MILLISECONDS) entries.push({ path, bytes: info.size, used });
  }
  entries.sort((a, b) => a.used - b.used);
  for (const { path, bytes } of entries) {
    if (total <= limitBytes) return;
    await Deno.remove(path).catch(() => {});
    total -= bytes;
  }
}
