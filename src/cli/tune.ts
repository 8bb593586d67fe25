import { exactPercent } from "../base/text/percent.ts";
import {
  createDesign,
  type DesignOptions,
  type Goal,
  serialiseGoal,
  serialiseOptions,
} from "../design/mod.ts";
import { chooseFactors, tunePrecision } from "../explore/mod.ts";
import { importModel } from "../frontends/mod.ts";
import { readInputData } from "./arguments/bindings.ts";
import { withConfiguredPaths } from "./design/configured.ts";
import { designRequest } from "./design/flags.ts";
import { checkModelFile, checkNewFile, checkOutputFile, writeFileAtomically } from "./files.ts";
import type { Flags } from "./arguments/flags.ts";
import { type CliIo, printJson, warningsLast } from "./terminal/io.ts";
import { readLabels } from "./tune/labels.ts";
import { importOptions } from "./arguments/model_flags.ts";
import { writePageFlag } from "./arguments/page_flag.ts";
import { type SearchParts, searchParts, warnOfUnknownPart } from "./design/part_text.ts";
import { metricOf } from "./tune/metric.ts";
import { printTuned } from "./tune/text.ts";
import { type LoadedVerb, onlyArgument, requiredText } from "./verb.ts";

/** Samples whose numbers the page shows. */
const PAGE_SAMPLES = 16;

/** `tune`: the types that cost least and keep a budget. */
export const verb: LoadedVerb = {
  async run(typed: Flags, io: CliIo): Promise<number> {
    const flags = await withConfiguredPaths(typed, ["model", "data"]);
    const path = onlyArgument(flags, "MODEL");
    const output = requiredText(flags, "out", "FILE");
    requiredText(flags, "data", "[NAME=]X.npy");
    const metric = await metricOf(flags.text("metric") ?? "snr");
    const budget = flags.positive("budget");
    const seed = flags.integer("seed", 0);
    await checkNewFile(output, { path, force: flags.has("force") });
    const page = flags.text("html");
    if (page !== undefined) await checkOutputFile(page, [path]);
    return await warningsLast(io, async (io) => {
      const { options, goal } = await designRequest(flags, io);
      const parts = searchParts(options);
      warnOfUnknownPart(parts, io);
      await checkModelFile(path);
      const model = await importModel(path, await importOptions(flags, io));
      const { arrays } = await readInputData(flags.texts("data"), model.inputs);
      const labels = await readLabels(flags);
      const choice = await untilInterrupted(io, parts, (signal, progress) =>
        tunePrecision(model, arrays, {
          metric,
          budget,
          seed,
          labels,
          safe: flags.has("safe"),
          design: options,
          goal: goal ?? undefined,
          signal,
          progress,
        }));
      await writeFileAtomically(output, new TextEncoder().encode(await tunedText(choice.options, goal)));
      if (page !== undefined) {
        const factors = goal === null ? null : chooseFactors(model, goal, choice.options);
        const design = createDesign(model, factors?.options ?? choice.options);
        await writePageFlag(design, { output: page, samples: { arrays, samples: PAGE_SAMPLES } }, io);
      }
      if (flags.has("json")) {
        const { options: _, ...found } = choice;
        printJson(io, { ...found, ...parts, configuration: output });
      } else {
        await printTuned(choice, parts, io);
        io.stdout.write(`wrote ${output}\n`);
      }
      return 0;
    });
  },
};

/** A configuration with the types that were found; what else it does not say stays open. */
async function tunedText(options: DesignOptions, goal: Goal | null): Promise<string> {
  const { stringify } = await import("npm:yaml@2.9.1");
  const settings = { ...goal === null ? {} : serialiseGoal(goal), ...serialiseOptions(options) };
  return [
    "# Types that `tune` found. Fold says that they are no reason to keep neighbours from being folded away.",
    "# All keys: docs/CONFIGURATION.md.",
    stringify(settings, { lineWidth: 110 }),
  ].join("\n");
}

/** Ctrl-C ends the search, not the program; where people look, a line shows how far it has come. */
async function untilInterrupted<Result>(
  io: CliIo,
  { weighedBy }: SearchParts,
  search: (
    signal: AbortSignal,
    progress: (state: { readonly candidates: number; readonly cost: number | null }) => void,
  ) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  Deno.addSignalListener("SIGINT", abort);
  try {
    return await search(controller.signal, ({ candidates, cost }) => {
      if (!io.stderr.isTerminal) return;
      const best = cost === null ? "" : `, ${exactPercent(cost)} of ${weighedBy}`;
      io.stderr.write(`\r\u001b[K${candidates} candidates${best}`);
    });
  } finally {
    Deno.removeSignalListener("SIGINT", abort);
    if (io.stderr.isTerminal) io.stderr.write("\r\u001b[K");
  }
}
