import { watchUndo } from "../base/undo.ts";

/** Signals by which people, shells and systems end a program, and the exit code by which shells tell each. */
export const EXIT_CODES: readonly { readonly signal: Deno.Signal; readonly code: number }[] =
  Deno.build.os === "windows" ? [{ signal: "SIGINT", code: 130 }] : [
    { signal: "SIGINT", code: 130 },
    { signal: "SIGTERM", code: 143 },
    { signal: "SIGHUP", code: 129 },
  ];

/**
 * Has signals end this process in order: processes that it started are killed, temporary files go. As long as there is
 * nothing of that kind the signals are left alone and end it at once, even where a computation keeps the thread busy.
 */
export function endOnSignals(): void {
  const listeners = EXIT_CODES.map(({ signal, code }) => ({ signal, listener: () => Deno.exit(code) }));
  let listening = false;
  watchUndo((pending) => {
    if (pending === listening) return;
    listening = pending;
    for (const { signal, listener } of listeners) {
      if (pending) Deno.addSignalListener(signal, listener);
      else Deno.removeSignalListener(signal, listener);
    }
  });
}
