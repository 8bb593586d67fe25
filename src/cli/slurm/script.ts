import type { JobSettings } from "./settings.ts";

/** Name of the script in the folder of its jobs. */
export const SCRIPT = "job.sh";

/** What a script says. */
export interface ScriptContent {
  /** Of the jobs, by which the queue finds them: letters, digits and dashes. */
  readonly name: string;
  /** Tasks in it. */
  readonly tasks: number;
  readonly settings: Pick<JobSettings, "options" | "atOnce">;
  /** Folder of logs, absolute. */
  readonly logs: string;
  /** Where the command was typed: its paths are relative to that. */
  readonly cwd: string;
  /** The command of every task, with its arguments. */
  readonly command: readonly string[];
}

/**
 * Options of `sbatch`: in the script, for those who submit it by hand, and on the command line, where no `SBATCH_*` variable
 * replaces them. No path is among them: Slurm replaces signs in paths of logs, also where it cannot be told not to. The
 * script leads what its command prints to the log itself.
 */
export function batchOptions(
  { name, tasks, settings: { options, atOnce } }: ScriptContent,
): readonly string[] {
  return [
    `--job-name=${name}`,
    `--array=0-${tasks - 1}${atOnce === null ? "" : `%${atOnce}`}`,
    "--output=/dev/null",
    "--requeue",
    "--ntasks=1",
    ...options,
  ];
}

/** The script of an array of jobs. */
export function batchScript(content: ScriptContent): string {
  return [
    "#!/bin/sh",
    ...batchOptions(content).map((option) => `#SBATCH ${option}`),
    "",
    "# A task does line SLURM_ARRAY_TASK_ID, counted from 0, of slices.jsonl beside this script, and writes to results/.",
    "# What is there already it does not do again; what it prints goes to logs/. By hand: `sbatch job.sh`, then the",
    "# command that wrote this with --resume; one task alone, without Slurm: `SLURM_ARRAY_TASK_ID=0 sh job.sh`.",
    `exec >> ${shellWord(content.logs)}/"\${SLURM_ARRAY_JOB_ID:-hand}_$SLURM_ARRAY_TASK_ID.txt" 2>&1 || exit`,
    `cd ${shellWord(content.cwd)} || exit`,
    `exec ${content.command.map(shellWord).join(" ")}`,
    "",
  ].join("\n");
}

/** A word as a POSIX shell reads it, whatever is in it. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
