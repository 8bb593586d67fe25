import { join } from "node:path";
import { InterlaceError } from "../base/errors.ts";
import { statPath } from "../base/files/stat_path.ts";
import {
  type Candidate,
  explore,
  type ExploreOptions,
  isBuilt,
  openStore,
  paretoSet,
} from "../explore/mod.ts";
import { importModel } from "../frontends/mod.ts";
import { readInputData } from "./arguments/bindings.ts";
import { withConfiguredPaths } from "./design/configured.ts";
import { designRequest } from "./design/flags.ts";
import { chosenMembers, prepareBuild, printBuilt } from "./explore/build.ts";
import { writeMembers } from "./explore/members.ts";
import { exploreUntilEnd } from "./explore/run.ts";
import { exploreSlice, slurmEngine } from "./explore/slurm.ts";
import { explorationSummary, printExploration } from "./explore/text.ts";
import { checkModelFile, checkOutputFile } from "./files.ts";
import type { Flags } from "./arguments/flags.ts";
import { type CliIo, printJson, shown, warn, warningsLast } from "./terminal/io.ts";
import { readLabels } from "./tune/labels.ts";
import { numbersOf } from "./terminal/lists.ts";
import { importOptions } from "./arguments/model_flags.ts";
import { searchParts, warnOfUnknownPart } from "./design/part_text.ts";
import { Interrupted } from "./terminal/signals.ts";
import { cancelAll } from "./slurm/cancel.ts";
import { jobSettings } from "./slurm/settings.ts";
import { metricOf } from "./tune/metric.ts";
import { type LoadedVerb, onlyArgument, requiredText } from "./verb.ts";

/** Name of the file of candidates in the folder. */
const RECORDS = "records.jsonl";

/** Name of the folder of jobs in the folder. */
const JOBS = "slurm";

/** Name of the folder of configurations in the folder. */
const MEMBERS = "pareto";

/** `explore`: folding and types crossed. */
export const verb: LoadedVerb = {
  async run(typed: Flags, io: CliIo): Promise<number> {
    const flags = await withConfiguredPaths(typed, ["model", "data"]);
    const jobs = jobSettings(flags);
    const folder = requiredText(flags, "out", "DIR");
    if (flags.has("cancel")) {
      await cancelAll(join(folder, JOBS), io);
      return 0;
    }
    const path = onlyArgument(flags, "MODEL");
    requiredText(flags, "data", "[NAME=]X.npy");
    const metric = await metricOf(flags.text("metric") ?? "snr");
    const points = pointFlags(flags);
    const page = flags.text("html");
    if (page !== undefined) await checkOutputFile(page, [path]);
    return await warningsLast(io, async (io) => {
      const { options: design, goal } = await designRequest(flags, io);
      if (goal !== null || typeof design.reuseFactor === "number") throw factorsRefused(goal !== null);
      const parts = searchParts(design);
      warnOfUnknownPart(parts, io);
      const build = await prepareBuild(flags, design, io);
      await checkModelFile(path);
      const model = await importModel(path, await importOptions(flags, io));
      const { arrays } = await readInputData(flags.texts("data"), model.inputs);
      const labels = await readLabels(flags);
      const options: ExploreOptions = {
        metric,
        labels,
        design,
        seed: flags.integer("seed", 0),
        safe: flags.has("safe"),
        threads: flags.integer("threads", 1),
      };
      const task = flags.text("task");
      if (task !== undefined) {
        const threads = options.threads ?? flags.integer("cpus", 1) ?? 1;
        await exploreSlice(task, { model, arrays, options: { ...options, threads } }, io);
        return 0;
      }
      const store = await openFolder(folder, io);
      const engine = jobs === null
        ? undefined
        : slurmEngine({ parent: join(folder, JOBS), flags, settings: jobs }, io);
      const { candidates, isComplete, failure } = await exploreUntilEnd(
        (signal) => explore(model, arrays, { ...options, ...points, store, engine, signal }),
        metric.name,
        io,
      );
      if (jobs?.prepare && !isComplete) {
        io.stderr.write("nothing was submitted: the same command with --resume collects what jobs did\n");
        return 0;
      }
      const members = paretoSet(candidates, metric.better);
      const chosen = chosenMembers(flags.texts("build"), members);
      // Nothing is said, and nothing of an earlier run is taken away, where nothing was computed.
      const files = candidates.length === 0
        ? new Map<string, string>()
        : await writeMembers(join(folder, MEMBERS), members, metric.name);
      const exploration = { metric, candidates, members, files };
      if (page !== undefined && candidates.length > 0) {
        const view = { name: model.name, ...parts };
        await writePage(page, { ...exploration, ...view, isComplete });
        io.stderr.write(`wrote ${shown(page)}\n`);
      }
      const built = build === null ? [] : await build({ model, folder, members: chosen }, io);
      if (flags.has("json")) {
        printJson(io, {
          ...explorationSummary(exploration),
          ...parts,
          store: join(folder, RECORDS),
          isComplete,
          built,
        });
      } else {
        await printExploration(exploration, parts, io);
        await printBuilt(built, io);
        if (members.length > 0) io.stdout.write(`wrote ${shown(join(folder, MEMBERS))}\n`);
      }
      if (failure !== null) throw failure;
      if (!isComplete) {
        throw stopped(folder, { isOfJobs: jobs !== null, isEmpty: candidates.length === 0 });
      }
      if (!candidates.some(isBuilt)) throw nothingBuilt(candidates);
      return 0;
    });
  },
};

function pointFlags(flags: Flags): Pick<ExploreOptions, "intervals" | "budgets" | "widths"> {
  const isCount = (value: number) => Number.isSafeInteger(value) && value >= 1;
  return {
    intervals: numbersOf(flags, "intervals", { isRight: isCount, kind: "a number of cycles" }),
    budgets: numbersOf(flags, "budget", {
      isRight: (value) => Number.isFinite(value) && value >= 0,
      kind: "a number of at least 0",
    }),
    widths: numbersOf(flags, "widths", {
      isRight: (value) => isCount(value) && value <= 64,
      kind: "a number of bits from 1 to 64",
    }),
  };
}

/** The candidates of a folder, which is made with the first one. */
async function openFolder(folder: string, io: CliIo) {
  const found = await statPath(folder);
  if (found !== undefined && !found.isDirectory) {
    throw new InterlaceError(`Cannot write ${folder}: it is a file, no folder`, {
      code: "place-taken",
      place: { file: folder },
      hint: "Name another folder.",
    });
  }
  const records = join(folder, RECORDS);
  if (found !== undefined && (await statPath(records)) === undefined) {
    for await (const { name } of Deno.readDir(folder)) {
      // They are there before the first candidate is known, or one that was interrupted left them.
      if (name === JOBS || name === MEMBERS) continue;
      throw new InterlaceError(`Cannot write to ${folder}: it holds other things than an exploration`, {
        code: "place-taken",
        place: { file: folder },
        hint: "Name a folder that is empty or not there, or one that explore made.",
      });
    }
  }
  const store = await openStore(records);
  if (store.damaged > 0) {
    warn(io, `${store.damaged} of the lines of ${shown(records)} cannot be read, and are computed again`);
  }
  return store;
}

/** What writes the page, with the chart library, is loaded where there is one to write. */
async function writePage(
  output: string,
  exploration: Parameters<typeof import("./explore/page.ts")["writeExplorationPage"]>[1],
): Promise<void> {
  const path = "./explore/page.ts";
  const { writeExplorationPage }: typeof import("./explore/page.ts") = await import(path);
  await writeExplorationPage(output, exploration);
}

function factorsRefused(isGoal: boolean): InterlaceError {
  return new InterlaceError(
    `Cannot explore with ${isGoal ? "a goal" : "a factor for the whole model"}: factors are what is explored`,
    {
      code: "option-invalid",
      place: { field: isGoal ? "goal" : "ReuseFactor" },
      hint: "Write --intervals 600,1550; factors of single layers stay as they are set.",
    },
  );
}

function nothingBuilt(candidates: readonly Candidate[]): InterlaceError {
  const reasons = new Set(candidates.map(({ reason }) => shown(reason ?? "")));
  return new InterlaceError(
    `Cannot build any of ${candidates.length} candidates: no types and factors reach what was asked for`,
    {
      kind: "failure",
      code: "goal-unreachable",
      details: [...reasons],
      hint: "Name longer --intervals or larger budgets, or leave them out, and the tool chooses some.",
    },
  );
}

/** What was under way when it was ended. */
interface Stopped {
  /** Whether jobs of a cluster do the work. */
  readonly isOfJobs: boolean;
  /** Whether nothing is done yet. */
  readonly isEmpty: boolean;
}

function stopped(folder: string, { isOfJobs, isEmpty }: Stopped): Interrupted {
  return new Interrupted("Cannot finish the exploration: it was interrupted", {
    signal: "SIGINT",
    hint: isOfJobs
      ? `Jobs go on: the same command with --resume collects what they do in ${folder}, with --cancel it ends them.`
      : isEmpty
      ? undefined
      : `What is done is kept in ${folder}: the same command goes on with it.`,
  });
}
