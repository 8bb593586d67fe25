/**
 * Compares schedule and estimate of the bench's kernels, and the simulator's ratios, with `bench/baselines`; prints what
 * changed and exits 1 if anything became worse. Nothing is built here: figures of tools depend on what is installed.
 * `--baseline FILE --results FILE` compares two files of `bench/kernels.ts --json` instead, whoever measured them.
 *
 * `--update` writes new baselines, `--kernels` leaves the simulator out, `--simulator FILE` takes what
 * `bench/simulator.ts --json FILE` wrote before, of several files the medians.
 */
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "@std/cli/parse-args";
import { InterlaceError, VERSION } from "../src/base/mod.ts";
import { processIo } from "../src/cli/terminal/io.ts";
import { renderTable } from "../src/cli/terminal/table.ts";
import { refuseUnknown } from "./support/arguments.ts";
import { readKernelResults, readRatios } from "./support/baselines.ts";
import { type Change, compareKernels, compareRatios, type Ratios } from "./support/compare.ts";
import { estimateKernels } from "./support/figures.ts";
import { benchKernels } from "./support/kernels.ts";
import { medianRatios, ratiosOf, SIMULATOR_BOUNDS } from "./support/ratios.ts";
import { writeJson } from "./support/results.ts";

const KERNELS = new URL("baselines/kernels.json", import.meta.url);
const SIMULATOR = new URL("baselines/simulator.json", import.meta.url);

const flags = parseArgs(Deno.args, {
  boolean: ["update", "kernels"],
  string: ["simulator", "baseline", "results"],
  collect: ["simulator"],
  unknown: refuseUnknown,
});
const io = processIo();

/** What the simulator's bench wrote, or writes now. */
async function simulatorRatios(): Promise<Ratios> {
  const files: readonly string[] = flags.simulator;
  if (files.length === 0) return ratiosOf(await runSimulator());
  return medianRatios(await Promise.all(files.map(async (file) => ratiosOf(await Deno.readTextFile(file)))));
}

async function runSimulator(): Promise<string> {
  const file = await Deno.makeTempFile({ suffix: ".json" });
  try {
    const script = fileURLToPath(new URL("simulator.ts", import.meta.url));
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", script, "--only", "layers,networks", "--json", file],
      stdout: "null",
      stderr: "inherit",
    }).output();
    if (!success) throw new Error("bench/simulator.ts failed");
    return await Deno.readTextFile(file);
  } finally {
    await Deno.remove(file);
  }
}

const isOfTools = flags.baseline !== undefined || flags.results !== undefined;
if (isOfTools && (flags.baseline === undefined || flags.results === undefined || flags.update)) {
  throw new InterlaceError(
    "Cannot compare: --baseline FILE and --results FILE go together, without --update",
    {
      code: "usage",
    },
  );
}
const fileOf = (path: string) => pathToFileURL(resolve(path));
const baseline = flags.baseline === undefined ? KERNELS : fileOf(flags.baseline);
const results = flags.results === undefined
  ? await estimateKernels(await benchKernels())
  : await readKernelResults(fileOf(flags.results));
const ratios = flags.kernels || isOfTools ? null : await simulatorRatios();

if (flags.update) {
  await writeJson(KERNELS, results);
  if (ratios !== null) {
    const before = await readRatios(SIMULATOR);
    // What cannot be measured here keeps the ratio that it had.
    const measured = Object.entries(ratios).map(([name, ratio]) => [name, ratio ?? before[name]]);
    await writeJson(SIMULATOR, { version: VERSION, ratios: Object.fromEntries(measured) });
  }
  io.stdout.write("wrote bench/baselines\n");
  Deno.exit(0);
}

const changes: readonly Change[] = [
  ...compareKernels(await readKernelResults(baseline), results),
  ...ratios === null ? [] : compareRatios(await readRatios(SIMULATOR), ratios, SIMULATOR_BOUNDS),
];
if (changes.length > 0) {
  const cell = (value: Change["now"]) =>
    typeof value === "number" ? Number(value.toPrecision(8)) : value ?? "?";
  io.stdout.write(
    await renderTable({
      head: ["subject", "figure", "before", "now", ""],
      rows: changes.map(({ subject, figure, before, now, verdict }) => [
        subject,
        figure,
        cell(before),
        cell(now),
        verdict,
      ]),
    }, io.stdout),
  );
}
const count = (verdict: Change["verdict"]) => changes.filter((change) => change.verdict === verdict).length;
const worse = [
  ...new Set(changes.filter(({ verdict }) => verdict === "regression").map(({ subject }) => subject)),
];
if (worse.length > 0) io.stdout.write(`regression: ${worse.join("; ")}\n`);
if (count("improvement") + count("new") > 0) {
  io.stdout.write("better or new: run `deno task bench:update` and commit the baselines\n");
}
const absent = changes.filter(({ verdict }) => verdict === "not measured").map(({ subject }) => subject);
if (absent.length > 0) io.stdout.write(`not measured, its file is not here: ${absent.join("; ")}\n`);
if (count("noise") + absent.length === changes.length) {
  const name = flags.baseline ?? "bench/baselines";
  io.stdout.write(count("noise") === 0 ? `as in ${name}\n` : `as in ${name}, within noise\n`);
}
if (worse.length > 0) Deno.exit(1);
