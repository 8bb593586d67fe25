import { terminalColumns } from "./columns.ts";
import type { CliIo } from "./io.ts";

/** A progress bar on standard error. */
export interface ProgressBar {
  /** A step begins: the bar stands at the number of steps done. */
  readonly step: (name: string) => void;
  /** Takes the bar away; must be called however the work ends. */
  readonly stop: () => void;
}

/** The part of cli-progress that is used here: the package comes without types. */
interface CliProgress {
  readonly SingleBar: new (options: Readonly<Record<string, unknown>>) => {
    start(total: number, value: number, payload: { readonly name: string }): void;
    update(value: number, payload: { readonly name: string }): void;
    render(): void;
    stop(): void;
  };
}

/** Lines for what is no terminal; quick work says nothing. */
function progressLines(io: CliIo, steps: number, silence: number): ProgressBar {
  const started = performance.now();
  let [done, told] = [-1, started];
  let current = "";
  const say = () => {
    told = performance.now();
    const place = `${done + 1} of ${steps}${current === "" ? "" : `: ${current}`}`;
    io.stderr.write(`${place}, ${Math.round((told - started) / 1000)} s so far\n`);
  };
  const sayIfDue = () => {
    if (done >= 0 && performance.now() - told >= silence) say();
  };
  const timer = setInterval(sayIfDue, silence / 4);
  return {
    step: (name) => {
      done++;
      current = name;
      // Work that keeps the thread busy lets no timer fire.
      sayIfDue();
    },
    stop: () => clearInterval(timer),
  };
}

/** Milliseconds after which whoever reads a pipe or a log is told what takes so long, and again. */
const SILENCE = 10_000;

/**
 * A bar for a number of steps on a terminal; elsewhere a line whenever nothing was said for a while.
 *
 * @param silence In milliseconds.
 */
export async function progressBar(io: CliIo, steps: number, silence = SILENCE): Promise<ProgressBar> {
  if (!io.stderr.isTerminal) return progressLines(io, steps, silence);
  const { default: library }: { default: CliProgress } = await import("npm:cli-progress@3.12.0");
  const bar = new library.SingleBar({
    format: "{bar} {value}/{total} {name}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 20,
    clearOnComplete: true,
    // Whatever way of the terminal is changed here, a signal leaves changed: not the cursor, nor the end of lines. The
    // library then cuts the bar to the width instead.
    hideCursor: false,
    linewrap: true,
    gracefulExit: false,
    stream: { isTTY: true, columns: terminalColumns(80), write: io.stderr.write },
  });
  let done = -1;
  bar.start(steps, 0, { name: "" });
  return {
    step: (name) => {
      bar.update(++done, { name });
      // At once: the step may keep the thread so busy that the bar's own timer never fires.
      bar.render();
    },
    stop: () => bar.stop(),
  };
}
