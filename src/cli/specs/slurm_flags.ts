import type { FlagSpec } from "../arguments/flags.ts";

/** What `--engine` may be. */
export const ENGINES = ["local", "slurm"] as const;

/** Seconds between two looks at the queue where nobody says any. */
export const DEFAULT_POLL = 15;

/** Most tasks of an array where nobody says how many items each has: Slurm's own limit is 1,001. */
export const MOST_TASKS = 1000;

/** Flags that are about jobs alone: tasks get all others. */
export const JOB_FLAGS: readonly FlagSpec[] = [
  { name: "engine", value: "E", help: `what computes: ${ENGINES.join(" or ")}`, default: ENGINES[0] },
  { name: "resume", help: "Slurm: collect what jobs did, wait for those that go on, submit what is missing" },
  { name: "cancel", help: "Slurm: end the jobs of this folder, by their ids" },
  { name: "prepare", help: "Slurm: write the scripts, to be read and submitted by hand" },
  { name: "account", value: "A", help: "Slurm: who is charged", default: "SBATCH_ACCOUNT" },
  { name: "partition", value: "P", help: "Slurm: which nodes", default: "SBATCH_PARTITION" },
  {
    name: "time",
    value: "T",
    such: "a limit as Slurm writes it, such as 90, 12:00:00 or 1-12",
    help: "Slurm: after which a task is ended",
    default: "SBATCH_TIMELIMIT",
  },
  {
    name: "memory",
    value: "M",
    such: "an amount as Slurm writes it, such as 8G",
    help: "Slurm: of a task",
    default: "SBATCH_MEM_PER_NODE",
  },
  {
    name: "constraint",
    value: "C",
    such: "features of nodes, such as 'skylake&ssd'",
    help: "Slurm: features of nodes",
    default: "SBATCH_CONSTRAINT",
  },
  { name: "cpus", value: "N", such: "a count, such as 4", help: "Slurm: cores of a task", default: "1" },
  {
    name: "at-once",
    value: "N",
    such: "a count, such as 4",
    help: "Slurm: tasks that run at once, as there are licences",
    default: "all",
  },
  {
    name: "poll",
    value: "S",
    such: "seconds, such as 60",
    help: "Slurm: seconds between two looks at the queue",
    default: String(DEFAULT_POLL),
  },
];

/** Items of a task. */
export function sliceFlag(items: string, standard: string): FlagSpec {
  return {
    name: "slice",
    value: "N",
    such: "a count, such as 10",
    help: `Slurm: ${items} of a task`,
    default: standard,
  };
}

/** What scripts of jobs say. */
export const TASK_FLAG: FlagSpec = {
  name: "task",
  value: "DIR",
  help: "what scripts of jobs say: do slice SLURM_ARRAY_TASK_ID of the jobs in DIR",
};
