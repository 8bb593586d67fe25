import { InterlaceError } from "../base/errors.ts";
import { type DesignOptions, serialiseOptions } from "../design/mod.ts";
import { tunePrecision } from "../explore/mod.ts";
import { importModel } from "../frontends/mod.ts";
import { type NdArray, parseDataFile } from "../tensor/mod.ts";
import { readRegularFile } from "../base/read_file.ts";
import { readInputData, resolveDataBinding } from "./bindings.ts";
import { withConfiguredPaths } from "./configured.ts";
import { designRequest } from "./design_flags.ts";
import { checkModelFile, checkNewFile, writeFileAtomically } from "./files.ts";
import type { Flags } from "./flags.ts";
import { type CliIo, printJson, warningsLast } from "./io.ts";
import { importOptions } from "./model_flags.ts";
import { metricOf } from "./tune_metric.ts";
import { printTuned } from "./tune_text.ts";
import { type LoadedVerb, onlyArgument, requiredText } from "./verb.ts";

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
    return await warningsLast(io, async (io) => {
      const { options, goal } = await designRequest(flags, io);
      if (goal !== null) throw goalRefused();
      await checkModelFile(path);
      const model = await importModel(path, await importOptions(flags, io));
      const { arrays } = await readInputData(flags.texts("data"), model.inputs);
      const labels = await readLabels(flags);
      const choice = await untilInterrupted(io, (signal, progress) =>
        tunePrecision(model, arrays, {
          metric,
          budget,
          seed,
          labels,
          safe: flags.has("safe"),
          design: options,
          signal,
          progress,
        }));
      await writeFileAtomically(output, new TextEncoder().encode(await tunedText(choice.options)));
      if (flags.has("json")) {
        const { options: _, ...found } = choice;
        printJson(io, { ...found, configuration: output });
      } else {
        await printTuned(choice, io);
        io.stdout.write(`wrote ${output}\n`);
      }
      return 0;
    });
  },
};

/** A configuration with the types that were found; what else it does not say stays open. */
async function tunedText(options: DesignOptions): Promise<string> {
  const { stringify } = await import("npm:yaml@2.9.1");
  return [
    "# Types that `tune` found. Fold says that they are no reason to keep neighbours from being folded away.",
    "# All keys: docs/CONFIGURATION.md.",
    stringify(serialiseOptions(options), { lineWidth: 110 }),
  ].join("\n");
}

async function readLabels(flags: Flags): Promise<NdArray | undefined> {
  const text = flags.text("labels");
  if (text === undefined) return undefined;
  const { path, array } = await resolveDataBinding(text);
  const file = await parseDataFile({ name: path, bytes: await readRegularFile(path) });
  const found = array === "" && file.size === 1 ? [...file.values()][0] : file.get(array);
  if (found !== undefined) return found;
  throw new InterlaceError(
    `Cannot read labels from ${path}: ${
      array === "" ? "it holds several arrays" : `it has no array ${array}`
    }`,
    {
      code: "data-mismatch",
      place: { file: path, field: "--labels" },
      hint: `Name one of its arrays: ${path}:${[...file.keys()][0]}.`,
    },
  );
}

/** Ctrl-C ends the search, not the program; where people look, a line shows how far it has come. */
async function untilInterrupted<Result>(
  io: CliIo,
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
      const best = cost === null ? "" : `, ${(100 * cost).toFixed(2)} % of the part`;
      io.stderr.write(`\r\u001b[K${candidates} candidates${best}`);
    });
  } finally {
    Deno.removeSignalListener("SIGINT", abort);
    if (io.stderr.isTerminal) io.stderr.write("\r\u001b[K");
  }
}

function goalRefused(): InterlaceError {
  return new InterlaceError("Cannot tune for a goal: types are looked for with the factors that are set", {
    code: "option-invalid",
    place: { field: "goal" },
    hint: "Tune first, then convert with the configuration and the goal.",
  });
}
