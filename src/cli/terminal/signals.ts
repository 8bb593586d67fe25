import { type ErrorOptions, InterlaceError } from "../../base/errors.ts";
import { watchUndo } from "../../base/processes/undo.ts";

/** Signals by which people, shells and systems end a program, and the exit codes by which shells tell of each. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGBREAK: 149 } as const;

/** A signal that ends a program in order. */
export type EndSignal = keyof typeof EXIT_CODES;

/** Those that there are on a system: Windows knows Ctrl-C and Ctrl-Break. */
export function endSignals(os: string): readonly EndSignal[] {
  return os === "windows" ? ["SIGINT", "SIGBREAK"] : ["SIGINT", "SIGTERM", "SIGHUP"];
}

/** Those that there are on this system. */
export const END_SIGNALS: readonly EndSignal[] = endSignals(Deno.build.os);

/** What was going on when a signal came, for the user to read before the program ends as the signal wants it to. */
export class Interrupted extends InterlaceError {
  /** By which shells tell which signal ended a program. */
  readonly exitCode: number;

  /** Takes what {@linkcode InterlaceError} takes. */
  constructor(
    message: string,
    { signal, ...options }: Omit<ErrorOptions, "code"> & { readonly signal: EndSignal },
  ) {
    super(message, { code: "interrupted", kind: "failure", ...options });
    this.exitCode = EXIT_CODES[signal];
  }
}

/**
 * Has signals end this process in order: processes that it started are killed, temporary files go. As long as there is
 * nothing of that kind the signals are left alone and end it at once, even where a computation keeps the thread busy.
 */
export function endOnSignals(): void {
  const listeners = END_SIGNALS.map((signal) => ({ signal, listener: () => Deno.exit(EXIT_CODES[signal]) }));
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

/** Runs an action that Ctrl-C ends by its signal, instead of ending the process. */
export async function withAbort<T>(action: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  Deno.addSignalListener("SIGINT", abort);
  try {
    return await action(controller.signal);
  } finally {
    Deno.removeSignalListener("SIGINT", abort);
  }
}
