import { InterlaceError } from "../base/errors.ts";
import { shortNumber } from "../base/text/short_number.ts";
import { type ComparedFigure, compareFigures } from "../explore/compare_figures.ts";
import { type DesignFigures, designFigures } from "../explore/design_figures.ts";
import type { Metric } from "../explore/mod.ts";
import { readInputData } from "./arguments/bindings.ts";
import { type Baseline, formatBaseline, readBaseline } from "./check/baseline.ts";
import { printTable } from "./design/text.ts";
import { checkNewFile, writeFileAtomically } from "./files.ts";
import { Flags } from "./arguments/flags.ts";
import { type CliIo, printJson, shown, warningsLast } from "./terminal/io.ts";
import { readLabels } from "./tune/labels.ts";
import { searchParts, warnOfUnknownPart } from "./design/part_text.ts";
import { designOfModel } from "./load.ts";
import { KEPT_FLAGS } from "./specs/check.ts";
import { metricOf } from "./tune/metric.ts";
import { type LoadedVerb, onlyArgument } from "./verb.ts";

/** `check`: a design against kept figures. */
export const verb: LoadedVerb = {
  async run(flags: Flags, io: CliIo): Promise<number> {
    const path = onlyArgument(flags, "BASELINE");
    const model = flags.text("write");
    return await warningsLast(
      io,
      (io) =>
        model === undefined ? checkBaseline(path, flags, io) : writeBaseline({ path, model }, flags, io),
    );
  },
};

async function writeBaseline(
  { path, model }: { readonly path: string; readonly model: string },
  flags: Flags,
  io: CliIo,
): Promise<number> {
  if (flags.has("update")) throw conflict("update", "--write writes all of the baseline");
  await checkNewFile(path, { path: model, force: flags.has("force") });
  const kept = keptFlags(flags);
  const { figures } = await figuresOf(model, new Flags(kept, KEPT_FLAGS), io);
  await writeText(path, formatBaseline({ model, flags: kept, figures }));
  if (flags.has("json")) printJson(io, { baseline: path, figures });
  else io.stdout.write(`wrote ${shown(path)}\n`);
  return 0;
}

async function checkBaseline(path: string, flags: Flags, io: CliIo): Promise<number> {
  const given = KEPT_FLAGS.find(({ name }) => flags.has(name));
  if (given !== undefined) throw conflict(given.name, "a baseline says what is checked");
  const baseline = await readBaseline(path);
  const { allowed } = baseline;
  const { figures, metric } = await keptFiguresOf(baseline, io);
  const compared = compareFigures(baseline.figures, figures, { allowed, metric });
  const worse = compared.filter(({ verdict }) => verdict === "worse");
  if (flags.has("update")) await writeText(path, formatBaseline({ ...baseline, figures }));
  const passed = worse.length === 0 || flags.has("update");
  if (flags.has("json")) printJson(io, { baseline: path, passed, compared, updated: flags.has("update") });
  else await printCompared(compared, { path, updated: flags.has("update") }, io);
  return passed ? 0 : 1;
}

/** The flags that a baseline keeps, one argument each. */
function keptFlags(flags: Flags): readonly string[] {
  return KEPT_FLAGS.flatMap(({ name, value }) =>
    value === undefined
      ? flags.has(name) ? [`--${name}`] : []
      : flags.texts(name).map((text) => `--${name}=${text}`)
  );
}

/** What the design of a baseline is worth now; its paths lead on from where it was written. */
async function keptFiguresOf({ model, flags }: Baseline, io: CliIo): ReturnType<typeof figuresOf> {
  try {
    return await figuresOf(model, new Flags(flags, KEPT_FLAGS), io);
  } catch (cause) {
    if (!(cause instanceof InterlaceError) || cause.code !== "file-missing") throw cause;
    throw new InterlaceError(cause.summary, {
      code: cause.code,
      kind: cause.kind,
      place: cause.place,
      details: cause.details,
      hint: "Run check from the folder in which --write was run: paths in a baseline lead on from there.",
      cause,
    });
  }
}

/** What a design of these flags is worth. */
async function figuresOf(
  model: string,
  flags: Flags,
  io: CliIo,
): Promise<{ readonly figures: DesignFigures; readonly metric: Metric | null }> {
  const isJudged = flags.has("data");
  const unused = ["labels", "metric"].find((name) => flags.has(name));
  if (!isJudged && unused !== undefined) throw conflict(unused, "there are no data to measure on");
  const metric = isJudged ? await metricOf(flags.text("metric") ?? "snr") : null;
  const design = await designOfModel(model, flags, io);
  warnOfUnknownPart(searchParts(design.options), io);
  if (metric === null) return { figures: await designFigures(design, null), metric };
  const { arrays } = await readInputData(flags.texts("data"), design.model.inputs);
  const labels = await readLabels(flags) ?? null;
  if (metric.needsLabels && labels === null) {
    throw conflict("metric", `${metric.name} compares with --labels`);
  }
  const figures = await designFigures(design, { data: arrays, labels, metric });
  if (figures.metric !== null && Number.isFinite(figures.metric)) return { figures, metric };
  throw new InterlaceError(`Cannot check ${metric.name}: on these data it is ${figures.metric}`, {
    code: "data-invalid",
    place: { field: "--metric" },
    hint: "Give --labels, or a metric that is a number where nothing is lost, such as mse.",
  });
}

async function printCompared(
  compared: readonly ComparedFigure[],
  { path, updated }: { readonly path: string; readonly updated: boolean },
  io: CliIo,
): Promise<void> {
  const text = (value: number | null) => value === null ? "?" : shortNumber(value);
  await printTable("Against the baseline", {
    head: ["figure", "kept", "now", "change", ""],
    rows: compared.map(({ name, kept, now, verdict }) => [
      name,
      text(kept),
      text(now),
      kept === null || now === null || kept === now ? "" : changeText(kept, now),
      verdict === "same" ? "" : verdict,
    ]),
  }, io);
  const worse = compared.filter(({ verdict }) => verdict === "worse").map(({ name }) => name);
  const better = compared.some(({ verdict }) => verdict === "better");
  io.stdout.write(
    updated
      ? `wrote ${shown(path)}\n`
      : worse.length > 0
      ? `worse: ${worse.join(", ")}; --update keeps the figures as they are now\n`
      : better
      ? "nothing is worse; --update keeps what is better\n"
      : "nothing is worse\n",
  );
}

function changeText(kept: number, now: number): string {
  const difference = `${now > kept ? "+" : ""}${shortNumber(now - kept)}`;
  if (kept === 0) return difference;
  const percent = 100 * (now - kept) / Math.abs(kept);
  return `${difference} (${percent > 0 ? "+" : ""}${shortNumber(percent)} %)`;
}

async function writeText(path: string, text: string): Promise<void> {
  await writeFileAtomically(path, new TextEncoder().encode(text));
}

function conflict(flag: string, why: string): InterlaceError {
  return new InterlaceError(`Cannot use --${flag} here: ${why}`, {
    code: "option-invalid",
    place: { field: `--${flag}` },
    hint:
      "check BASELINE --write MODEL with the flags of the design writes a baseline; check BASELINE compares.",
  });
}
