import { type CliIo, shown } from "../terminal/io.ts";
import { openJobs } from "./job_folder.ts";
import { cancelJobs, queuedTasks } from "./queue.ts";
import { InterlaceError } from "../../base/errors.ts";

/**
 * Ends all jobs of a work that go on, by their ids; what they did is kept.
 * @throws {InterlaceError} where Slurm does not answer, or does not end one.
 */
export async function cancelAll(parent: string, io: CliIo): Promise<void> {
  const ended: string[] = [];
  for (const folder of await openJobs(parent)) {
    const tasks = await queuedTasks(folder.name, io);
    if (tasks === null) {
      throw new InterlaceError(`Cannot end the jobs of ${parent}: Slurm does not answer`, {
        code: "jobs-failed",
        kind: "failure",
        hint: "Try again when `squeue` answers.",
      });
    }
    for (const id of new Set(tasks.filter(({ isLive }) => isLive).map(({ id }) => id))) {
      await cancelJobs({ name: folder.name, id }, io);
      ended.push(id);
    }
  }
  io.stdout.write(
    ended.length === 0
      ? `no jobs of ${shown(parent)} go on\n`
      : `ended job${ended.length === 1 ? "" : "s"} ${
        ended.join(", ")
      }; what they did is kept: --resume collects it\n`,
  );
}
