import { appendFile } from "node:fs/promises";
import { InterlaceError } from "../../base/errors.ts";
import { onDisk } from "../files.ts";
import type { CliIo } from "../terminal/io.ts";
import { type JobItem, openJob } from "./job_folder.ts";
import { resultFile, ResultReader } from "./results.ts";

/** What a task has to do, where it is being done. */
export interface TaskSlice {
  readonly items: readonly JobItem[];
  /** Results that an earlier start of the task left, a line each. */
  readonly known: readonly string[];
  /** Keeps a result; when this returns it is on disk. */
  readonly add: (line: string) => Promise<void>;
}

/**
 * The slice that a process of an array of jobs is to do.
 * @throws {InterlaceError} where nothing says which one it is.
 */
export async function openSlice(folder: string, io: CliIo): Promise<TaskSlice> {
  const jobs = await openJob(folder);
  const text = io.env("SLURM_ARRAY_TASK_ID") ?? "";
  const task = Number(text);
  const items = /^\d+$/.test(text) ? jobs.slices[task] : undefined;
  if (items === undefined) {
    throw new InterlaceError(`Cannot do a task of ${folder}: SLURM_ARRAY_TASK_ID is "${text}"`, {
      code: "usage",
      place: { field: "--task" },
      hint: `It is a number from 0 to ${jobs.slices.length - 1}, which Slurm sets.`,
    });
  }
  const file = resultFile(jobs, {
    task,
    job: digitsOr(`p${Deno.pid}`, io.env("SLURM_ARRAY_JOB_ID")),
    start: digitsOr("0", io.env("SLURM_RESTART_COUNT")),
  });
  return {
    items,
    known: await new ResultReader().newLines(jobs, task),
    // One write behind all others: of a process that is killed, or a disk that is full, the last line is lost.
    add: (line) => onDisk(`write ${file}`, file, () => appendFile(file, `${line}\n`)),
  };
}

/** A number that Slurm sets, as part of a file's name. */
function digitsOr(otherwise: string, text = ""): string {
  return /^\d+$/.test(text) ? text : otherwise;
}
