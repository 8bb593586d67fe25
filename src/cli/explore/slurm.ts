import { z } from "npm:zod@4.6.7";
import { InterlaceError } from "../../base/errors.ts";
import {
  type Candidate,
  type ExploreEngine,
  explorePoints,
  type ExplorePointsOptions,
  type ExploreStore,
  formatRecord,
  keysOf,
  parseRecord,
} from "../../explore/mod.ts";
import type { Model } from "../../model/mod.ts";
import type { NdArray } from "../../tensor/mod.ts";
import { candidateLine } from "./text.ts";
import type { Flags } from "../arguments/flags.ts";
import type { CliIo } from "../terminal/io.ts";
import { runJobs } from "../slurm/run_jobs.ts";
import { type JobSettings, KEPT_FROM_TASKS } from "../slurm/settings.ts";
import { openSlice } from "../slurm/task.ts";

/** Flags of `explore` that are for whoever collects. */
const COLLECTOR_FLAGS = ["html", "json", "build", "tool-path", "intervals", "budget", "widths", "debug"];

/** Where jobs are written, and what was typed. */
export interface SlurmExploration {
  /** Holds a folder for each time that jobs were written. */
  readonly parent: string;
  readonly flags: Flags;
  readonly settings: JobSettings;
}

/** Computes candidates by jobs of a cluster that has Slurm: tasks start this command line again, with a slice of the points. */
export function slurmEngine({ parent, flags, settings }: SlurmExploration, io: CliIo): ExploreEngine {
  return {
    async *run(task, points, signal) {
      if (points.length === 0) return;
      const keyOf = await keysOf(task);
      const items = points.map((point) => ({ key: keyOf(point), ...point }));
      const places = new Map(items.map(({ key }, index) => [key, index]));
      const results = runJobs<Candidate>(
        {
          parent,
          verb: "explore",
          noun: "candidates",
          items,
          settings,
          args: [
            ...flags.argumentsWithout([...KEPT_FROM_TASKS, "task", ...COLLECTOR_FLAGS]),
            "--",
            ...flags.positional,
          ],
          parse: parseRecord,
        },
        io,
        signal,
      );
      for await (const { key, figures, reason } of results) {
        const result = figures === null ? { figures, reason: reason ?? "" } : { figures, reason: null };
        yield { index: places.get(key)!, result };
      }
    },
  };
}

const pointSchema = z.array(z.object({
  key: z.string(),
  interval: z.number().int().positive(),
  types: z.union([z.object({ budget: z.number() }), z.object({ width: z.number().int().positive() })]),
}));

/** What candidates are computed of. */
export interface SliceTask {
  readonly model: Model;
  readonly arrays: ReadonlyMap<string, NdArray>;
  readonly options: ExplorePointsOptions;
}

/**
 * Computes the candidates of a slice that nobody has computed yet, as a task of jobs.
 * @throws {InterlaceError} if they would not be those that were submitted.
 */
export async function exploreSlice(
  folder: string,
  { model, arrays, options: { threads, ...problem } }: SliceTask,
  io: CliIo,
): Promise<void> {
  const slice = await openSlice(folder, io);
  const { data: points } = pointSchema.safeParse(slice.items);
  const keyOf = await keysOf({ model, data: arrays, problem });
  if (points === undefined || points.some(({ key, interval, types }) => key !== keyOf({ interval, types }))) {
    throw changed(folder);
  }
  const known = new Map(
    slice.known.map(parseRecord).filter((candidate) => candidate !== null)
      .map((candidate) => [candidate.key, candidate]),
  );
  const store: ExploreStore = {
    get: (key) => known.get(key),
    add: (candidate) => slice.add(formatRecord(candidate)),
  };
  const asked = points.map(({ interval, types }) => ({ interval, types }));
  const steps = explorePoints(model, arrays, asked, { ...problem, store, threads });
  for await (const { candidate, isKnown, done, total } of steps) {
    const before = isKnown ? ", known already" : "";
    io.stderr.write(`${done}/${total} ${candidateLine(candidate, problem.metric?.name ?? "snr")}${before}\n`);
  }
}

function changed(folder: string): InterlaceError {
  return new InterlaceError(
    `Cannot do a task of ${folder}: model, data, metric, flags or version are others than when it was written`,
    { code: "data-mismatch", hint: "Run the same command with --resume: it submits what is missing now." },
  );
}
