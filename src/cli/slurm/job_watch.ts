import { type CliIo, warn } from "../terminal/io.ts";
import { InterlaceError } from "../../base/errors.ts";
import type { JobFolder, JobItem } from "./job_folder.ts";
import { accountedTasks, queuedTasks, type TaskState } from "./queue.ts";

/** How a task ended whose items are not all done. */
export interface TaskEnd {
  readonly folder: JobFolder;
  readonly task: number;
  /** Of the job; null where it is not known. */
  readonly id: string | null;
  /** Null where Slurm does not know any more. */
  readonly state: string | null;
}

/** Follows tasks in the queue. */
export class JobWatch {
  readonly #io: CliIo;
  /** Latest states by the path of the folder and the number of the task: the queue forgets tasks that ended. */
  readonly #states = new Map<string, Map<number, TaskState>>();
  #told = "";
  #isSilent = false;

  constructor(io: CliIo) {
    this.#io = io;
  }

  /**
   * Jobs of which tasks wait or run, with their ids.
   * @throws {InterlaceError} where Slurm does not answer: then nobody knows.
   */
  async stillLive(folders: readonly JobFolder[]): Promise<readonly JobFolder[]> {
    const live: JobFolder[] = [];
    for (const folder of folders) {
      const tasks = await queuedTasks(folder.name, this.#io);
      if (tasks === null) {
        throw new InterlaceError("Cannot tell which jobs go on: Slurm does not answer", {
          code: "jobs-failed",
          kind: "failure",
          hint: "Try again when `squeue` answers; what jobs do meanwhile is kept.",
        });
      }
      this.#keep(folder, tasks);
      const running = tasks.find(({ isLive }) => isLive);
      if (running !== undefined) live.push({ ...folder, id: running.id });
    }
    return live;
  }

  /** Keys of the items of tasks that wait or run. */
  keysUnderWay({ path, slices }: JobFolder): readonly string[] {
    const tasks = [...this.#states.get(path)?.values() ?? []].filter(({ isLive }) => isLive);
    return tasks.flatMap(({ task }) => slices[task]?.map(({ key }) => key) ?? []);
  }

  /** Asks the queue anew; whether tasks wait or run, or may do so since Slurm does not answer. */
  async look(folders: readonly JobFolder[]): Promise<boolean> {
    let isLive = false;
    for (const folder of folders) {
      const tasks = await queuedTasks(folder.name, this.#io);
      if (tasks === null) {
        if (!this.#isSilent) {
          warn(this.#io, "Slurm does not answer: jobs go on, and results are still collected");
        }
        this.#isSilent = true;
        return true;
      }
      this.#isSilent = false;
      this.#keep(folder, tasks);
      isLive ||= tasks.some((task) => task.isLive);
    }
    return isLive;
  }

  /** Says how far tasks are, where that has changed. */
  tell(
    { done, total, noun }: { readonly done: number; readonly total: number; readonly noun: string },
  ): void {
    const states = [...this.#states.values()].flatMap((tasks) => [...tasks.values()]).filter(({ isLive }) =>
      isLive
    );
    const running = states.filter(({ state }) => state === "RUNNING").length;
    const waiting = states.filter(({ state }) => state !== "RUNNING");
    const reasons = [...new Set(waiting.map(({ reason }) => reason).filter(Boolean))].slice(0, 3);
    const why = reasons.length === 0 ? "" : ` (${reasons.join(", ")})`;
    const line = `${done}/${total} ${noun}; tasks: ${running} running, ${waiting.length} waiting${why}`;
    if (line !== this.#told) this.#io.stderr.write(`${line}\n`);
    this.#told = line;
  }

  /** Tasks that do not go on, of which items are missing. */
  ends(folders: readonly JobFolder[], missing: ReadonlyMap<string, JobItem>): readonly TaskEnd[] {
    return folders.flatMap((folder) =>
      folder.slices.flatMap((slice, task): readonly TaskEnd[] => {
        const known = this.#states.get(folder.path)?.get(task);
        if (known?.isLive || !slice.some(({ key }) => missing.has(key))) return [];
        return [{ folder, task, id: known?.id ?? folder.id, state: known?.state ?? null }];
      })
    );
  }

  /** Asks accounting what became of tasks that the queue has forgotten. */
  async askAccounting(folders: readonly JobFolder[]): Promise<void> {
    for (const folder of folders) {
      const known = this.#states.get(folder.path);
      if (folder.id === null || folder.slices.every((_, task) => known?.has(task))) continue;
      const tasks = await accountedTasks(folder.id, this.#io);
      const states = this.#states.get(folder.path) ?? new Map<number, TaskState>();
      for (const task of tasks) if (!states.has(task.task)) states.set(task.task, task);
      this.#states.set(folder.path, states);
    }
  }

  /** What the queue does not know any more has ended as it was last seen, or somehow. */
  #keep({ path }: JobFolder, tasks: readonly TaskState[]): void {
    const states = new Map([...this.#states.get(path) ?? []].filter(([, { isLive }]) => !isLive));
    // Somebody may have submitted a script once more by hand.
    for (const task of tasks) if (!states.get(task.task)?.isLive) states.set(task.task, task);
    this.#states.set(path, states);
  }
}
