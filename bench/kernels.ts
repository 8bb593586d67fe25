/**
 * Prints latency, interval and resources of a fixed set of designs, each with where it comes from: reports of a run before
 * (`--reports DIR` or `INTERLACE_BENCH_REPORTS`, a folder for each design), an HLS tool where one is found (`--tool-path P`;
 * `--no-build` leaves it alone, `--folder DIR` takes the projects), else the schedule and the estimate. `--json FILE` writes
 * them too, `--only ID` measures one design (several are several flags). `--target NAME` and `--part P` make them for another
 * back end or part: `--target verilog --part LFE5U-85F` places and routes them with open tools.
 */
import { parseArgs } from "@std/cli/parse-args";
import { InterlaceError, VERSION } from "../src/base/mod.ts";
import { processIo } from "../src/cli/terminal/io.ts";
import { renderTable } from "../src/cli/terminal/table.ts";
import { chosenTarget, DEFAULT_TARGET } from "../src/target/mod.ts";
import { refuseUnknown } from "./support/arguments.ts";
import {
  estimatedFigures,
  figuresTable,
  type KernelFigures,
  type KernelResults,
  reportedFigures,
} from "./support/figures.ts";
import { type BenchKernel, benchKernels } from "./support/kernels.ts";
import { builtReport, hasTool, recordedReport } from "./support/reports.ts";
import { writeJson } from "./support/results.ts";

const flags = parseArgs(Deno.args, {
  string: ["reports", "tool-path", "folder", "json", "only", "target", "part"],
  collect: ["only"],
  boolean: ["build"],
  negatable: ["build"],
  default: { build: true, folder: "build/bench" },
  unknown: refuseUnknown,
});
const io = processIo();
const reports = flags.reports ?? Deno.env.get("INTERLACE_BENCH_REPORTS");
const place = { folder: flags.folder, toolPath: flags["tool-path"] };
const asked = flags.target === undefined && flags.part === undefined
  ? undefined
  : { target: chosenTarget(flags.target), part: flags.part };
const builds = flags.build && await hasTool(place, asked ?? { target: DEFAULT_TARGET }, io);

async function measure(kernel: BenchKernel): Promise<KernelFigures> {
  const recorded = reports === undefined ? null : await recordedReport(reports, kernel);
  if (recorded !== null) return reportedFigures(kernel, recorded, "recorded");
  if (builds) return reportedFigures(kernel, await builtReport(place, kernel, io), "built");
  return estimatedFigures(kernel, await kernel.design());
}

const known = await benchKernels(asked);
const only: readonly string[] = flags.only;
const unknown = only.find((id) => !known.some((kernel) => kernel.id === id));
if (unknown !== undefined) {
  throw new InterlaceError(`Cannot measure ${unknown}: it is no identifier of a kernel`, {
    code: "option-invalid",
    details: known.map(({ id }) => id),
  });
}
const kernels = known.filter(({ id }) => only.length === 0 || only.includes(id));
const figures: [string, KernelFigures][] = [];
for (const kernel of kernels) figures.push([kernel.name, await measure(kernel)]);
const results: KernelResults = { version: VERSION, kernels: Object.fromEntries(figures) };
if (flags.json !== undefined) await writeJson(flags.json, results);
io.stdout.write(await renderTable(figuresTable(results), io.stdout));
