import { findCommand, pathFolders } from "../../base/processes/executables.ts";
import { InterlaceError } from "../../base/errors.ts";
import type { CliIo } from "../terminal/io.ts";
import { batchOptions, SCRIPT, type ScriptContent } from "./script.ts";

/** States of tasks that wait, run, or will do so again. Those that Slurm has besides are ends. */
const LIVE = new Set([
  "COMPLETING",
  "CONFIGURING",
  "PENDING",
  "REQUEUED",
  "REQUEUE_FED",
  "REQUEUE_HOLD",
  "RESIZING",
  "RUNNING",
  "SIGNALING",
  "SPECIAL_EXIT",
  "STAGE_OUT",
  "STOPPED",
  "SUSPENDED",
]);

/** A task of an array as Slurm sees it. */
export interface TaskState {
  /** Of the array. */
  readonly id: string;
  /** Which task of it. */
  readonly task: number;
  /** As Slurm names it: `RUNNING`. */
  readonly state: string;
  /** Why it waits; empty where nothing says so. */
  readonly reason: string;
  /** Whether it waits or runs. */
  readonly isLive: boolean;
}

/** Submits an array from the folder of its script; returns its id. */
export async function submitJobs(folder: string, content: ScriptContent, io: CliIo): Promise<string> {
  const { code, stdout, stderr } = await runSlurm("sbatch", {
    args: ["--parsable", ...batchOptions(content), SCRIPT],
    cwd: folder,
  }, io);
  const id = /^(\d+)(;.*)?$/m.exec(stdout)?.[1];
  if (code === 0 && id !== undefined) return id;
  throw new InterlaceError(
    `Cannot submit jobs: ${lastLine(stderr) || `sbatch ended with exit code ${code}`}`,
    {
      code: "jobs-failed",
      kind: "failure",
      hint: `The script is ${folder}/${SCRIPT}. Fewer tasks come of a larger --slice.`,
    },
  );
}

/**
 * What the queue says of tasks of jobs with a name, whoever submitted them; none of jobs that it has forgotten. Null where
 * Slurm does not answer, as while its controller starts again.
 */
export async function queuedTasks(name: string, io: CliIo): Promise<readonly TaskState[] | null> {
  const { code, stdout } = await runSlurm("squeue", {
    args: ["--me", `--name=${name}`, "--states=all", "--array", "--noheader", "--format=%F|%K|%T|%r"],
  }, io);
  return code === 0 ? stdout.split("\n").flatMap(stateOf) : null;
}

/** What accounting says of tasks that the queue has forgotten; none where there is no accounting. */
export async function accountedTasks(id: string, io: CliIo): Promise<readonly TaskState[]> {
  const args = ["--jobs", id, "--allocations", "--noheader", "--parsable2", "--format=JobID,State"];
  const { stdout } = await runSlurm("sacct", { args }, io).catch(() => ({ stdout: "" }));
  return stdout.split("\n").flatMap((line) => {
    const [, task, state] = /^\d+_(\d+)\|(\w+)/.exec(line) ?? [];
    return stateOf(task === undefined ? "" : `${id}|${task}|${state}|`);
  });
}

/** Ends jobs by their ids, if they still have the name. */
export async function cancelJobs(
  { name, id }: { readonly name: string; readonly id: string },
  io: CliIo,
): Promise<void> {
  const { code, stderr } = await runSlurm("scancel", { args: [`--name=${name}`, id] }, io);
  if (code === 0) return;
  throw new InterlaceError(
    `Cannot end job ${id}: ${lastLine(stderr) || `scancel ended with exit code ${code}`}`,
    {
      code: "jobs-failed",
      kind: "failure",
    },
  );
}

function stateOf(line: string): readonly TaskState[] {
  const [, id, task, state, reason] = /^(\d+)\|(\d+)\|(\w+)\|(.*)$/.exec(line) ?? [];
  if (id === undefined) return [];
  return [{
    id,
    task: Number(task),
    state,
    reason: reason === "None" ? "" : reason,
    isLive: LIVE.has(state),
  }];
}

/** What a program of Slurm said. */
interface SlurmRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program of Slurm.
 * @throws {InterlaceError} if it is not there.
 */
async function runSlurm(
  name: string,
  { args, cwd }: { readonly args: readonly string[]; readonly cwd?: string },
  io: CliIo,
): Promise<SlurmRun> {
  const platform = { os: Deno.build.os, variable: io.env };
  const path = await findCommand(name, pathFolders(platform), platform);
  if (path === undefined) {
    throw new InterlaceError(`Cannot use Slurm: ${name} is not there`, {
      code: "tool-missing",
      kind: "failure",
      hint: "Run it where jobs are submitted, or write scripts with --prepare and submit them there.",
    });
  }
  const { code, stdout, stderr } = await new Deno.Command(path, {
    args: [...args],
    cwd,
    // Ctrl-C in a terminal is for this process: `sbatch` is not to be cut off in the middle.
    detached: Deno.build.os !== "windows",
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)!;
}
