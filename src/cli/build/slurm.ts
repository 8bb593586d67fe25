import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { z } from "npm:zod@4.6.7";
import { InterlaceError, printable } from "../../base/errors.ts";
import { isUnread, readReports } from "../../reports/mod.ts";
import { buildFolder, type BuiltFolder } from "./folder.ts";
import { readBuildProject } from "./project.ts";
import { buildRequest } from "./request.ts";
import { forgetStamp } from "./stamp.ts";
import type { Flags } from "../arguments/flags.ts";
import { type CliIo, printJson, shown } from "../terminal/io.ts";
import { showReports } from "../report.ts";
import { Interrupted, withAbort } from "../terminal/signals.ts";
import { cancelAll } from "../slurm/cancel.ts";
import { runJobs } from "../slurm/run_jobs.ts";
import { type JobSettings, KEPT_FROM_TASKS } from "../slurm/settings.ts";
import { openSlice } from "../slurm/task.ts";
import { requiredText } from "../verb.ts";

/** Name of the folder of jobs in that of outcomes. */
const JOBS = "slurm";

/** Flags of `build` that are for whoever collects. */
const COLLECTOR_FLAGS = ["json", "debug", "out"];

const outcomeSchema = z.object({
  key: z.string(),
  /** Of the project. */
  folder: z.string(),
  /** What came of it; null where it failed. */
  built: z.object({
    tool: z.string(),
    steps: z.array(z.object({ step: z.string(), ran: z.boolean() })),
    /** Folder of the tool's reports; null where no step of those makes any. */
    reports: z.string().nullable(),
  }).nullable(),
  /** What failed. */
  error: z.string().nullable(),
});

/** What came of a build, as a task writes it. */
type Outcome = Readonly<z.infer<typeof outcomeSchema>>;

const itemSchema = z.array(z.object({ key: z.string(), folder: z.string() }));

/** A line with which a task says that it has begun with a project. */
const begunSchema = z.object({ begun: z.string() });

/**
 * Has jobs of a cluster build projects, a task each, and shows what their tools report.
 *
 * @returns The exit code.
 * @throws {InterlaceError} for a folder that is no project, and if jobs are not done.
 */
export async function buildByJobs(flags: Flags, settings: JobSettings, io: CliIo): Promise<number> {
  const parent = join(requiredText(flags, "out", "DIR"), JOBS);
  if (flags.has("cancel")) {
    await cancelAll(parent, io);
    return 0;
  }
  const args = flags.argumentsWithout([...KEPT_FROM_TASKS, "task", ...COLLECTOR_FLAGS]);
  const items = await itemsOf(flags, args);
  const isAnew = !settings.resume && (flags.has("force") || flags.has("reset"));
  const outcomes = new Map<string, Outcome>();
  let failure: InterlaceError | null = null;
  const isInterrupted = await withAbort(async (signal) => {
    const results = runJobs<Outcome>(
      {
        parent,
        verb: "build",
        noun: "projects",
        items,
        slice: 1,
        settings,
        args,
        parse: (line) => parsedLine(outcomeSchema, line),
        isRepeated: ({ error }) => isAnew || error !== null,
      },
      io,
      signal,
    );
    try {
      for await (const outcome of results) {
        outcomes.set(outcome.key, outcome);
        const { folder, error } = outcome;
        io.stderr.write(
          `${outcomes.size}/${items.length} ${shown(folder)}: ${error === null ? "built" : "failed"}\n`,
        );
      }
    } catch (error) {
      if (!(error instanceof InterlaceError) || error.code !== "jobs-failed") throw error;
      failure = error;
    }
    return signal.aborted;
  });
  if (settings.prepare && outcomes.size < items.length) {
    io.stderr.write("nothing was submitted: the same command with --resume collects what jobs did\n");
    return 0;
  }
  const ordered = items.flatMap(({ key }) => outcomes.get(key) ?? []);
  const isBad = await showOutcomes(ordered, flags.has("json"), io);
  if (failure !== null) throw failure;
  if (isInterrupted && outcomes.size < items.length) throw stopped();
  return isBad ? 1 : 0;
}

/** What is to be built, each once. */
async function itemsOf(flags: Flags, args: readonly string[]) {
  if (flags.positional.length === 0) {
    throw new InterlaceError("Cannot start: DIR is missing", {
      code: "usage",
      hint: "--help shows what to type.",
    });
  }
  const { constraints } = await buildRequest(flags);
  const items = await Promise.all(flags.positional.map(async (path) => {
    const { inputs } = await readBuildProject(path);
    const folder = await realpath(path);
    const followed = JSON.stringify({ folder, inputs, args, constraints });
    return { key: createHash("sha256").update(followed).digest("hex"), folder };
  }));
  return [...new Map(items.map((item) => [item.key, item])).values()];
}

/** Shows what came of builds; whether any of them is not as it should be. */
async function showOutcomes(outcomes: readonly Outcome[], json: boolean, io: CliIo): Promise<boolean> {
  for (const { folder, error } of outcomes) {
    if (error !== null) io.stderr.write(`error: ${shown(folder)}: ${printable(error)}\n`);
  }
  const folders = outcomes.flatMap(({ built }) => built?.reports ?? []);
  const entries = json ? [] : await showReports(folders, { json }, io);
  if (!json) return outcomes.some(({ error }) => error !== null) || entries.some(isBadEntry);
  const documents = await Promise.all(outcomes.map(async ({ folder, built, error }) => ({
    project: folder,
    tool: built?.tool ?? null,
    steps: built?.steps ?? [],
    error,
    reports: built?.reports == null ? [] : await readReports(built.reports),
  })));
  printJson(io, documents);
  return documents.some(({ error, reports }) => error !== null || reports.some(isBadEntry));
}

function isBadEntry(entry: Awaited<ReturnType<typeof readReports>>[number]): boolean {
  return isUnread(entry) || entry.cosim?.passed === false;
}

/**
 * Builds the projects of a slice that are not built yet, as a task of jobs. Each step is a start of the tool, so that a
 * task that Slurm starts once more repeats only what was under way.
 *
 * @returns The exit code.
 */
export async function buildSlice(task: string, flags: Flags, io: CliIo): Promise<number> {
  const slice = await openSlice(task, io);
  const items = itemSchema.safeParse(slice.items).data ?? [];
  const request = await buildRequest(flags);
  const begun = new Set(slice.known.map((line) => parsedLine(begunSchema, line)?.begun));
  const outcomes = slice.known.flatMap((line) => parsedLine(outcomeSchema, line) ?? []);
  for (const { key, folder } of items) {
    if (outcomes.some((outcome) => outcome.key === key)) continue;
    const isAnew = (request.force || request.reset) && !begun.has(key);
    if (isAnew) await forgetStamp(folder);
    await slice.add(JSON.stringify({ begun: key }));
    const outcome = await outcomeOf(
      key,
      { ...request, folder, force: false, reset: request.reset && isAnew },
      io,
    );
    await slice.add(JSON.stringify(outcome));
    outcomes.push(outcome);
  }
  return outcomes.some(({ error }) => error !== null) ? 1 : 0;
}

async function outcomeOf(
  key: string,
  request: Parameters<typeof buildFolder>[0],
  io: CliIo,
): Promise<Outcome> {
  const { folder } = request;
  try {
    return {
      key,
      folder,
      built: summaryOf(await buildFolder({ ...request, isStepwise: true }, io)),
      error: null,
    };
  } catch (error) {
    // Whoever was interrupted is asked again.
    if (!(error instanceof InterlaceError) || error instanceof Interrupted) throw error;
    io.stderr.write(`error: ${printable(error.message)}\n`);
    return { key, folder, built: null, error: error.summary };
  }
}

function summaryOf({ tool, asked, steps, results }: BuiltFolder): Outcome["built"] {
  return {
    tool: tool.command,
    steps: asked.map((step) => ({ step: step.name, ran: steps.includes(step) })),
    reports: asked.some(({ reports }) => reports) ? results : null,
  };
}

function parsedLine<T>(schema: z.ZodType<T>, line: string): T | null {
  try {
    return schema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    // A line that a process was killed over.
    return null;
  }
}

function stopped(): Interrupted {
  return new Interrupted("Cannot finish the builds: it was interrupted", {
    signal: "SIGINT",
    hint: "Jobs go on: the same command with --resume collects what they do, with --cancel it ends them.",
  });
}
