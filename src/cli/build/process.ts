import { END_SIGNALS, type EndSignal } from "../terminal/signals.ts";

/** A process to run, with all that it starts. */
export interface ToolCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly folder: string;
  /** Added to the environment of this process. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMilliseconds: number;
  /** Gets every line of both streams as it comes, without its end. */
  readonly line: (line: string) => void;
}

/** How a process ended. */
export type ToolEnd =
  | { readonly kind: "exit"; readonly code: number }
  | { readonly kind: "timeout" }
  | { readonly kind: "interrupted"; readonly signal: EndSignal };

/** Time that a group of processes gets to end by itself. */
const GRACE_MILLISECONDS = 5_000;

/** Longest line that is kept whole. */
const MAX_LINE = 16_384;

/**
 * Runs a tool in a process group of its own, so that a time-out or Ctrl-C ends the simulators and compilers as well
 * that it started.
 */
export async function runTool(tool: ToolCommand): Promise<ToolEnd> {
  const child = new Deno.Command(tool.command, {
    args: [...tool.args],
    cwd: tool.folder,
    env: { ...tool.env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: Deno.build.os !== "windows",
  }).spawn();
  let end: ToolEnd | undefined;
  let last: ReturnType<typeof setTimeout> | undefined;
  const stop = (reason: ToolEnd) => {
    if (end !== undefined) return;
    end = reason;
    signalGroup(child, "SIGTERM");
    last = setTimeout(() => signalGroup(child, "SIGKILL"), GRACE_MILLISECONDS);
  };
  const timer = setTimeout(() => stop({ kind: "timeout" }), tool.timeoutMilliseconds);
  const listeners = END_SIGNALS.map((signal) => {
    const listener = () => stop({ kind: "interrupted", signal });
    Deno.addSignalListener(signal, listener);
    return { signal, listener };
  });
  try {
    const [{ code }] = await Promise.all([
      child.status,
      forEachLine(child.stdout, tool.line),
      forEachLine(child.stderr, tool.line),
    ]);
    return end ?? { kind: "exit", code };
  } finally {
    clearTimeout(timer);
    clearTimeout(last);
    // What outlived the tool itself must not run on.
    if (end !== undefined) signalGroup(child, "SIGKILL");
    for (const { signal, listener } of listeners) Deno.removeSignalListener(signal, listener);
  }
}

function signalGroup(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    if (Deno.build.os === "windows") child.kill(signal);
    else Deno.kill(-child.pid, signal);
  } catch {
    // The group has ended already.
  }
}

async function forEachLine(stream: ReadableStream<Uint8Array>, line: (line: string) => void): Promise<void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop()!;
    lines.forEach(line);
    if (rest.length > MAX_LINE) {
      line(rest);
      rest = "";
    }
  }
  if (rest !== "") line(rest);
}
