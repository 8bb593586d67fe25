import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InterlaceError } from "../../base/errors.ts";
import { type CliIo, shown } from "../terminal/io.ts";
import { MOST_TASKS } from "../specs/slurm_flags.ts";
import { type JobFolder, type JobItem, keepId, LOGS, openJobs, writeJobs } from "./job_folder.ts";
import { JobWatch, type TaskEnd } from "./job_watch.ts";
import { submitJobs } from "./queue.ts";
import { ResultReader } from "./results.ts";
import type { JobSettings } from "./settings.ts";
import { taskCommand } from "./task_command.ts";

/** Work that jobs do. */
export interface JobWork<Result extends JobItem> {
  /** Holds a folder for each time that jobs were written. */
  readonly parent: string;
  readonly verb: "explore" | "build";
  /** What items are called: `candidates`. */
  readonly noun: string;
  readonly items: readonly JobItem[];
  /** Items of a task where nobody says how many. */
  readonly slice?: number;
  readonly settings: JobSettings;
  /** Arguments of a task behind the verb. */
  readonly args: readonly string[];
  /** The result in a line that a task wrote; null for a line that is none. */
  readonly parse: (line: string) => Result | null;
  /** Whether a result of an earlier run is to be had anew. */
  readonly isRepeated?: (result: Result) => boolean;
}

/**
 * Looks at the queue for which no task must go on before nothing more is waited for: one that was put back into the queue may
 * be between two states, and what a task wrote before it ended well may still be on its way through the shared folder.
 */
const SETTLING_LOOKS = { failed: 2, completed: 4 } as const;

/**
 * Has jobs do items: collects what earlier ones did, submits what is missing, and waits. Whatever ends this process, jobs go
 * on, and what they did is collected the next time.
 *
 * @param signal Ends the waiting.
 * @returns Results as they come, each once.
 * @throws {InterlaceError} if Slurm does not take jobs, if jobs of an earlier run go on and were not to be waited for, and if
 * jobs ended before they were done.
 */
export async function* runJobs<Result extends JobItem>(
  work: JobWork<Result>,
  io: CliIo,
  signal?: AbortSignal,
): AsyncGenerator<Result, void> {
  const { parent, items, parse, settings, isRepeated = () => false } = work;
  const missing = new Map(items.map((item) => [item.key, item]));
  const reader = new ResultReader();
  const collect = async (
    folders: readonly JobFolder[],
    isTaken: (result: Result) => boolean = () => true,
  ) => {
    const found: Result[] = [];
    for (const folder of folders) {
      for (const line of await reader.newLines(folder)) {
        const result = parse(line);
        if (result !== null && isTaken(result) && missing.delete(result.key)) found.push(result);
      }
    }
    return found;
  };
  const earlier = await openJobs(parent);
  const isNew = (result: Result) => !isRepeated(result);
  yield* await collect(earlier, isNew);
  if (missing.size === 0) return;
  const watch = new JobWatch(io);
  const waited = earlier.filter(({ slices }) =>
    slices.some((slice) => slice.some(({ key }) => missing.has(key)))
  );
  const live = settings.prepare ? [] : await watch.stillLive(waited);
  if (live.length > 0 && !settings.resume) throw goOn(live);
  // Between the first look at results and that at the queue a task may have ended.
  yield* await collect(earlier, isNew);
  const underWay = new Set(live.flatMap((folder) => watch.keysUnderWay(folder)));
  const open = [...missing.values()].filter(({ key }) => !underWay.has(key));
  const folders = [...live, ...open.length === 0 ? [] : await submitted(work, open, io)];
  if (settings.prepare) return;
  for (let settling = 0; missing.size > 0 && !signal?.aborted;) {
    const isLive = await watch.look(folders);
    const results = await collect(folders);
    yield* results;
    watch.tell({ done: items.length - missing.size, total: items.length, noun: work.noun });
    if (missing.size === 0) return;
    settling = isLive || results.length > 0 ? 0 : settling + 1;
    if (settling >= settlingLooks(watch, folders, missing)) {
      throw await unfinished(work, { watch, folders, missing });
    }
    await sleep(settings.poll * 1000, signal);
  }
}

/** Tasks that failed write nothing more; of others what they wrote may take time to be seen here. */
function settlingLooks(
  watch: JobWatch,
  folders: readonly JobFolder[],
  missing: ReadonlyMap<string, JobItem>,
): number {
  return watch.ends(folders, missing).every(({ state }) => state !== null && state !== "COMPLETED")
    ? SETTLING_LOOKS.failed
    : SETTLING_LOOKS.completed;
}

/** Writes jobs for items, and submits them unless somebody wants to do that by hand. */
async function submitted<Result extends JobItem>(
  { parent, verb, noun, settings, args, slice }: JobWork<Result>,
  open: readonly JobItem[],
  io: CliIo,
): Promise<readonly JobFolder[]> {
  const size = settings.slice ?? slice ?? Math.ceil(open.length / MOST_TASKS);
  const slices = Array.from(
    { length: Math.ceil(open.length / size) },
    (_, i) => open.slice(i * size, (i + 1) * size),
  );
  const commandIn = (folder: string) => taskCommand(verb, [`--task=${folder}`, ...args]);
  const { folder, script } = await writeJobs({ parent, verb, slices, settings, commandIn });
  io.stderr.write(`wrote ${shown(folder.path)}: ${open.length} ${noun} in ${slices.length} tasks\n`);
  if (settings.prepare) return [folder];
  const id = await submitJobs(folder.path, script, io);
  await keepId(folder, id);
  io.stderr.write(`submitted job ${id}\n`);
  return [{ ...folder, id }];
}

/** Waits, at most until a signal comes. */
function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener("abort", end);
  });
}

function goOn(live: readonly JobFolder[]): InterlaceError {
  return new InterlaceError(
    `Cannot submit jobs: those of an earlier run go on: ${live.map(nameOf).join(", ")}`,
    {
      code: "place-taken",
      hint: "--resume waits for them and submits what is missing besides; --cancel ends them.",
    },
  );
}

function nameOf({ id, name }: JobFolder): string {
  return id ?? name;
}

/** Lines of a log that an error shows. */
const LOG_LINES = 5;

/** Tasks that an error names. */
const NAMED_TASKS = 10;

async function unfinished<Result extends JobItem>(
  { noun, items }: JobWork<Result>,
  { watch, folders, missing }: {
    readonly watch: JobWatch;
    readonly folders: readonly JobFolder[];
    readonly missing: ReadonlyMap<string, JobItem>;
  },
): Promise<InterlaceError> {
  await watch.askAccounting(folders);
  const ends = watch.ends(folders, missing);
  const named = ends.slice(0, NAMED_TASKS).map(({ folder, id, task, state }) =>
    `${id ?? folder.name}_${task} (${state ?? "forgotten by Slurm"})`
  );
  const more = ends.length > named.length ? ` and ${ends.length - named.length} more` : "";
  const [first] = ends;
  const log = first === undefined ? null : await logOf(first);
  return new InterlaceError(
    `Cannot finish: ${missing.size} of ${items.length} ${noun} are missing: tasks ${
      named.join(", ")
    }${more} ended before they were done`,
    {
      code: "jobs-failed",
      kind: "failure",
      details: log === null ? [] : log.lines,
      hint: `${
        log === null ? "" : `That says ${log.path}. `
      }The same command with --resume submits what is missing.`,
    },
  );
}

/** The end of what a task printed; null where there is nothing. */
async function logOf(
  { folder, id, task }: TaskEnd,
): Promise<{ readonly path: string; readonly lines: readonly string[] } | null> {
  const path = join(folder.path, LOGS, `${id}_${task}.txt`);
  const text = await readFile(path, "utf8").catch(() => "");
  const lines = text.trimEnd().split("\n").slice(-LOG_LINES);
  return text.trim() === "" ? null : { path, lines };
}
