import { undoAtExit } from "./undo.ts";

/** How the names of all work folders begin. */
const PREFIX = ".interlace-";

/** The file whose lock says that somebody still works in the folder. */
const LOCK = "lock";

/** Milliseconds after which a folder without a lock is nobody's: it was to be locked at once. */
const UNLOCKED_MILLISECONDS = 3_600_000;

/** A folder for files on their way to their place, on the same file system. */
export interface WorkFolder extends AsyncDisposable {
  /** Its path, as `parent` was given. */
  readonly path: string;
}

/**
 * Makes a folder beside the place that something is to be moved to. It goes when it is disposed of, when the process
 * ends, and, if the process was killed, when the next one makes such a folder in the same place.
 *
 * @param parent It must exist.
 * @param undo What else to do when the process ends in the middle, before the folder goes.
 */
export async function makeWorkFolder(parent: string, undo: (path: string) => void = () => {}): Promise<WorkFolder> {
  await removeAbandoned(parent);
  const path = await Deno.makeTempDir({ dir: parent, prefix: PREFIX });
  const forget = undoAtExit(() => {
    undo(path);
    Deno.removeSync(path, { recursive: true });
  });
  let lock: Deno.FsFile;
  try {
    lock = await Deno.open(`${path}/${LOCK}`, { write: true, createNew: true });
    await lock.lock(true);
  } catch (error) {
    await Deno.remove(path, { recursive: true }).catch(() => {});
    forget();
    throw error;
  }
  return {
    path,
    async [Symbol.asyncDispose]() {
      lock.close();
      await Deno.remove(path, { recursive: true });
      forget();
    },
  };
}

/**
 * Removes work folders whose process is gone: the system gives up a lock when its holder ends, however that comes about.
 */
async function removeAbandoned(parent: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(parent)) {
    if (!isDirectory || !name.startsWith(PREFIX)) continue;
    const path = `${parent}/${name}`;
    // Whoever else tidies up here has been faster.
    if (await isAbandoned(path).catch(() => false)) await Deno.remove(path, { recursive: true }).catch(() => {});
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  let lock: Deno.FsFile;
  try {
    lock = await Deno.open(`${path}/${LOCK}`, { write: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const { mtime } = await Deno.stat(path);
    return mtime !== null && Date.now() - mtime.getTime() > UNLOCKED_MILLISECONDS;
  }
  try {
    return await lock.tryLock(true);
  } finally {
    lock.close();
  }
}
