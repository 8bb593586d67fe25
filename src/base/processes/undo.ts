/** What is to be undone if the process ends before it is done by itself, in the order in which it was begun. */
const begun = new Set<() => void>();

let watcher: (pending: boolean) => void = () => {};
let listens = false;

/**
 * Remembers what must not stay behind if the process ends in the middle: a temporary folder, a process that was started.
 * It is undone when the process ends by itself or by `Deno.exit`. Signals end it otherwise: see
 * {@linkcode watchUndo}.
 *
 * @param undo Must not wait for anything. It is called at most once, and its errors are dropped.
 * @returns Forgets it: it is done, or has been undone.
 */
export function undoAtExit(undo: () => void): () => void {
  if (!listens) {
    listens = true;
    globalThis.addEventListener("unload", undoAll);
  }
  // The same function may be given twice.
  const entry = () => undo();
  begun.add(entry);
  if (begun.size === 1) watcher(true);
  return () => {
    if (begun.delete(entry) && begun.size === 0) watcher(false);
  };
}

/** Undoes everything that was begun, what came last first. */
function undoAll(): void {
  for (const undo of [...begun].reverse()) {
    begun.delete(undo);
    try {
      undo();
    } catch {
      // It was undone already, or nothing more can be done about it.
    }
  }
}

/**
 * Has somebody told whenever there begins to be something to undo, and when there is nothing left: only then is it worth
 * keeping a signal from ending the process at once.
 */
export function watchUndo(listener: (pending: boolean) => void): void {
  watcher = listener;
  watcher(begun.size > 0);
}
