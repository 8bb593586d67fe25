import { dirname, join } from "node:path";
import { thisPlatform } from "../processes/platform.ts";
import { undoAtExit } from "../processes/undo.ts";

/** How the names of all work folders begin. */
export const WORK_PREFIX = ".interlace-";

/** The folder in a work folder for what steps aside until something else has taken its place. */
export const ASIDE = "aside";

/** Errors of the operating system when a folder is moved to where something is already. */
const TAKEN = [
  "ENOTEMPTY",
  "EEXIST",
  "ENOTDIR",
  "EISDIR",
  ...Deno.build.os === "windows" ? ["EPERM", "EACCES"] : [],
];

/** Whether something could not be moved to a place because something else is there. */
export function isTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && TAKEN.includes(String(error.code));
}

/** The file whose lock says that somebody still works in the folder. */
const LOCK = "lock";

/** How the names of folders end that are being removed. */
const GONE = "-gone";

/**
 * Milliseconds after which a folder without a lock is nobody's where a system locks no folders, which would tell: it was
 * to be locked at once.
 */
const UNLOCKED_MILLISECONDS = 3_600_000;

/** How often a folder is tried to be removed or locked, with ever longer pauses: some hundredths of a second. */
const MAX_ATTEMPTS = 10;

/** A folder for files on their way to their place, on the same file system; it goes when it is disposed of. */
export interface WorkFolder extends Disposable {
  /** Its path, below `parent` as that was given. */
  readonly path: string;
}

/**
 * Makes a folder beside the place that something is to be moved to. It goes when the process ends, too, and if the
 * process was killed, when the next one makes such a folder in the same place.
 *
 * @param parent It must exist. Default: where the system has its temporary files.
 */
export async function makeWorkFolder(parent = temporaryFolder()): Promise<WorkFolder> {
  const path = join(parent, WORK_PREFIX + crypto.randomUUID());
  // Before it is there: a signal may come as soon as it is.
  const forget = undoAtExit(() => clear(path));
  let lock: Deno.FsFile;
  try {
    using _making = lockedFolder(parent, { exclusive: false });
    Deno.mkdirSync(path, { mode: 0o700 });
    lock = lockedFile(path);
  } catch (error) {
    forget();
    if (isThere(path)) clear(path);
    throw error;
  }
  await clearAbandoned(parent);
  return {
    path,
    [Symbol.dispose]() {
      lock.close();
      forget();
      clear(path);
    },
  };
}

/** Makes the lock of a folder. It gets its name when it is locked: whoever finds it before would think nobody holds it. */
function lockedFile(folder: string): Deno.FsFile {
  const unnamed = join(folder, `${LOCK}-to-be`);
  const file = Deno.openSync(unnamed, { write: true, createNew: true });
  try {
    file.lockSync(true);
  } catch {
    // A file system without locks only lacks the tidying up.
  }
  Deno.renameSync(unnamed, join(folder, LOCK));
  return file;
}

/**
 * Locks the folder that work folders lie in: shared by those that make one, from before it is there until it has its lock.
 * Whoever gets it exclusively knows that a folder without a lock is nobody's.
 *
 * @returns What ends the lock; null if somebody else has it, or where folders cannot be locked.
 */
function lockedFolder(folder: string, { exclusive }: { readonly exclusive: boolean }): Disposable | null {
  try {
    using held = new DisposableStack();
    const file = held.use(Deno.openSync(folder, { read: true }));
    // Who has it exclusively has it for a moment; another program may hold a lock on it for as long as it likes.
    for (let attempt = 1; attempt <= (exclusive ? 1 : MAX_ATTEMPTS); attempt++) {
      if (file.tryLockSync(exclusive)) {
        // A child that another thread is about to start has the file open, too, until it runs its program.
        held.defer(() => file.unlockSync());
        return held.move();
      }
      pause(attempt);
    }
  } catch {
    // Windows opens no folders, some file systems lock nothing, and it may not be readable.
  }
  return null;
}

/** Where the system has its temporary files. */
function temporaryFolder(): string {
  const { os, variable } = thisPlatform();
  const named = ["TMPDIR", "TMP", "TEMP"].map(variable).find(Boolean);
  return named ?? (os === "windows" ? "C:\\Windows\\Temp" : "/tmp");
}

/**
 * Removes a work folder. What was set aside in it and has not been replaced gets its place back: the process may have
 * ended between the two steps. When it ends in the middle, threads of it may still be about to write to the folder or
 * to move something out of it: under another name they do not find it.
 */
function clear(path: string): void {
  const gone = `${path}${GONE}`;
  // Whoever finds it without a lock may clear it at the same time, and put something in the place.
  if (!isPossible(() => Deno.renameSync(path, gone))) return;
  const aside = join(gone, ASIDE);
  for (const { name } of isThere(aside) ? [...Deno.readDirSync(aside)] : []) {
    const place = join(dirname(path), name);
    if (!isThere(place)) isPossible(() => Deno.renameSync(join(aside, name), place));
  }
  removeAll(gone);
}

/** Does what another process may have made impossible meanwhile, and says whether it was done. */
function isPossible(action: () => void): boolean {
  try {
    action();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isTaken(error)) return false;
    throw error;
  }
}

/** Removes a folder into which an open file may yet be put. */
function removeAll(path: string): void {
  for (let attempt = 1;; attempt++) {
    try {
      return Deno.removeSync(path, { recursive: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      if (attempt === MAX_ATTEMPTS) throw error;
      pause(attempt);
    }
  }
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Clears work folders whose process is gone: a lock ends with the process that holds it, however that comes about. */
async function clearAbandoned(parent: string): Promise<void> {
  try {
    for await (const { name, isDirectory } of Deno.readDir(parent)) {
      const path = join(parent, name);
      if (isDirectory && name.startsWith(WORK_PREFIX) && await isAbandoned(path, parent)) clear(path);
    }
  } catch {
    // The parent may not be read, or somebody else tidies up: what is left, the next one finds.
  }
}

async function isAbandoned(path: string, parent: string): Promise<boolean> {
  try {
    using lock = await Deno.open(join(path, LOCK), { write: true });
    return await lock.tryLock(true);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) return false;
  }
  // Whoever was removing it was killed after its lock had gone, or removes it still: then two do.
  if (path.endsWith(GONE)) return true;
  using nobodyMakes = lockedFolder(parent, { exclusive: true });
  // It may have got its lock meanwhile.
  if (nobodyMakes !== null) return !isThere(join(path, LOCK));
  const { mtime } = await Deno.stat(path);
  return mtime !== null && Date.now() - mtime.getTime() > UNLOCKED_MILLISECONDS;
}
