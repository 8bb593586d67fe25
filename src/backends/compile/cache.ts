import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { readRegularFile } from "../../base/files/read_file.ts";
import { makeWorkFolder, type WorkFolder } from "../../base/files/work_folder.ts";

const DEFAULT_LIMIT_BYTES = 512 * 1024 * 1024;
/** Another process may be about to start an entry that was used this recently: it is never removed. */
const IN_USE_MILLISECONDS = 3_600_000;

/** What a compiled program is found by. */
export interface ArtifactName {
  /** Of everything that makes it: letters and digits. */
  readonly hash: string;
  /** With its dot; may be empty. */
  readonly extension: string;
  /** Whether the system itself runs it. */
  readonly executable: boolean;
}

/** A compiled program that is kept. */
export interface Artifact {
  /** Has its file on disk at an absolute path while it is used. */
  use<T>(action: (path: string) => Promise<T>): Promise<T>;
}

/**
 * A folder of compiled programs. The name of a file holds the hash of everything that made it and that of what is in
 * it: a file that was cut off, changed or exchanged is found out and made again.
 */
export interface ArtifactCache {
  /** Absolute path of the sound entry, which then counts as just used; `undefined` if there is none. */
  find(name: ArtifactName): Promise<string | undefined>;
  /**
   * A new empty folder, on the cache's own file system where the cache can be written.
   * @param spare Elsewhere in any case: the cache's disk is full.
   */
  makeWorkFolder(options?: { readonly spare?: boolean }): Promise<WorkFolder>;
  /**
   * Moves a finished file out of a work folder to its place. If the cache cannot be written, this process remembers what
   * it holds, and it lies on disk only while it is used: as long as there is a file to be removed, signals have to wait.
   */
  keep(name: ArtifactName, file: string): Promise<Artifact>;
}

/**
 * Opens (and later makes) a cache.
 *
 * @param options `folder`: where it is, or nothing for no cache; `limitBytes`: beyond it the entries unused
 * for longest are removed (default 512 MiB; entries used within the last hour always stay), when a process puts in its first
 * entry and whenever it has put in a sixteenth of the limit.
 */
export function openCache(
  options: { readonly folder?: string; readonly limitBytes?: number },
): ArtifactCache {
  const { limitBytes = DEFAULT_LIMIT_BYTES } = options;
  const folder = options.folder === undefined ? undefined : resolve(options.folder);
  return {
    async find(name) {
      if (folder === undefined) return undefined;
      for (const entry of await entriesOf(folder, name)) {
        if (await isSound(entry, name)) {
          const now = new Date();
          // A read-only cache is still a cache: only the order of removal suffers.
          await Deno.utime(entry, now, now).catch(() => {});
          return entry;
        }
        await Deno.remove(entry, { recursive: true }).catch(() => {});
      }
    },
    async makeWorkFolder({ spare = false } = {}) {
      if (folder !== undefined && !spare) {
        try {
          await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
          return await makeWorkFolder(folder);
        } catch { /* the folder cannot be written: the system's own place for temporary files will do */ }
      }
      return await makeWorkFolder();
    },
    async keep(name, file) {
      if (folder !== undefined) {
        try {
          const path = entryPath(folder, name, await digestOf(file));
          await Deno.rename(file, path);
          const { size } = await Deno.stat(path);
          if (isTrimmingDue({ folder, limitBytes }, size)) await trim({ folder, limitBytes, newest: path });
          return inPlace(path);
        } catch {
          // Windows refuses to replace a program that runs: someone else has just made the same one.
          const known = await this.find(name);
          if (known !== undefined) return inPlace(known);
        }
      }
      return remembered(await readRegularFile(file), name);
    },
  };
}

/** SHA-256, as 64 hexadecimal digits, of the JSON text of `ingredients`. */
export function hashOf(ingredients: unknown): string {
  return createHash("sha256").update(JSON.stringify(ingredients)).digest("hex");
}

function entryPath(folder: string, { hash, extension }: ArtifactName, digest: string): string {
  return `${folder}/${hash}-${digest}${extension}`;
}

/** Entries of a name, sound or not. */
async function entriesOf(folder: string, { hash }: ArtifactName): Promise<readonly string[]> {
  try {
    const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
    return names.filter((name) => name.startsWith(`${hash}-`)).map((name) => `${folder}/${name}`);
  } catch {
    // There is no cache yet, or one that cannot be read.
    return [];
  }
}

/** Whether an entry is a file that can be run and holds what its name says. */
async function isSound(entry: string, name: ArtifactName): Promise<boolean> {
  try {
    const { mode } = await Deno.stat(entry);
    if (name.executable && mode !== null && (mode & 0o100) === 0) return false;
    return entry.endsWith(entryPath("", name, await digestOf(entry)));
  } catch {
    return false;
  }
}

async function digestOf(file: string): Promise<string> {
  return createHash("sha256").update(await readRegularFile(file)).digest("hex");
}

/** A program that has a place of its own. */
export function inPlace(path: string): Artifact {
  return { use: (action) => action(path) };
}

/** A program that no cache could take. */
function remembered(bytes: Uint8Array, { hash, extension, executable }: ArtifactName): Artifact {
  return {
    async use(action) {
      using work = await makeWorkFolder();
      const path = `${work.path}/${hash}${extension}`;
      await Deno.writeFile(path, bytes, { mode: executable ? 0o700 : 0o600 });
      return await action(path);
    },
  };
}

/** Bytes that this process has put into each folder since it last looked at all entries, which takes as long as small programs. */
const added = new Map<string, number>();

/** Part of the limit that a process may add before it looks again. */
const UNWATCHED = 1 / 16;

function isTrimmingDue(
  { folder, limitBytes }: { readonly folder: string; readonly limitBytes: number },
  size: number,
): boolean {
  const bytes = (added.get(folder) ?? Infinity) + size;
  const isDue = bytes > limitBytes * UNWATCHED;
  added.set(folder, isDue ? 0 : bytes);
  return isDue;
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
  for await (const { name, isFile } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    // Several processes tidy up at once: what is gone already needs no removal.
    const info = isFile ? await Deno.stat(path).catch(() => undefined) : undefined;
    if (info === undefined) continue;
    total += info.size;
    const used = info.mtime?.getTime() ?? now;
    if (path !== newest && now - used > IN_USE_MILLISECONDS) entries.push({ path, bytes: info.size, used });
  }
  entries.sort((a, b) => a.used - b.used);
  for (const { path, bytes } of entries) {
    if (total <= limitBytes) return;
    await Deno.remove(path).catch(() => {});
    total -= bytes;
  }
}
