import { smallest } from "../base/numbers/extremes.ts";
import { checkPlace, renderProject, writeProject } from "../project/mod.ts";
import type { Design } from "../design/mod.ts";
import { encodeInputs } from "../simulate/mod.ts";
import type { FixedTensor, NdArray } from "../tensor/mod.ts";
import { takeSamples, VERIFY_STEPS, verifyDesign } from "../verify/mod.ts";
import { readInputData } from "./arguments/bindings.ts";
import { withConfiguredPaths } from "./design/configured.ts";
import { checkOutputFile, writeFileAtomically } from "./files.ts";
import { flagOptions } from "./design/flags.ts";
import type { Flags } from "./arguments/flags.ts";
import { type CliIo, deferredErrors, printJson, shown } from "./terminal/io.ts";
import { loadDesign } from "./load.ts";
import { checkRunFlags, runnerOptions } from "./arguments/run_options.ts";
import { TESTBENCH_SAMPLES } from "./specs/verify.ts";
import { writePageFlag } from "./arguments/page_flag.ts";
import { progressBar } from "./terminal/progress.ts";
import { type LoadedVerb, onlyArgument } from "./verb.ts";
import { printReport } from "./verify/text.ts";

/** `verify`: whether generated C++ or Verilog, simulator, float64 model and framework agree. */
export const verb: LoadedVerb = {
  async run(typed: Flags, io: CliIo): Promise<number> {
    // Notes on model and configuration would be out of sight above the tables.
    const notes = deferredErrors(io);
    try {
      const flags = await withConfiguredPaths(typed, ["model", "data"]);
      return await verifyPath(onlyArgument(flags, "MODEL or DIR"), flags, { io, notes: notes.io });
    } finally {
      notes.flush();
    }
  },
};

async function verifyPath(
  path: string,
  flags: Flags,
  { io, notes }: { readonly io: CliIo; readonly notes: CliIo },
): Promise<number> {
  const folder = flags.text("out");
  const page = flags.text("html");
  const force = flags.has("force");
  const samples = flags.integer("samples", 1);
  const seed = flags.integer("seed", 0);
  const tolerance = flags.positive("tolerance");
  const vcd = flags.text("vcd");
  flagOptions(flags);
  const runners = await runnerOptions(flags, io);
  if (folder !== undefined) await checkPlace(folder, force);
  if (vcd !== undefined) await checkOutputFile(vcd, [path]);
  if (page !== undefined) await checkOutputFile(page, [path]);

  const { design, files } = await loadDesign(path, flags, notes);
  checkRunFlags(flags, design.target);
  const { arrays } = await readInputData(flags.texts("data"), design.model.inputs);
  const project = files ?? renderProject(design, { inputs: testbenchInputs(design, arrays) });
  const progress = await progressBar(io, VERIFY_STEPS.length);
  const report = await verifyDesign(design, {
    data: arrays.size > 0 ? arrays : undefined,
    samples,
    seed,
    tolerance,
    requireOracle: flags.has("require-oracle"),
    runners,
    waveform: vcd === undefined ? undefined : async (dump) => {
      await writeFileAtomically(vcd, dump);
      io.stderr.write(`wrote ${shown(vcd)}: the waveform around the first element that differs\n`);
    },
    project,
    progress: progress.step,
    notify: (line) => io.stderr.write(`${line}\n`),
  }).finally(progress.stop);
  if (folder !== undefined) await writeProject(project, folder, { force });

  if (page !== undefined) {
    await writePageFlag(design, { output: page, samples: { arrays, samples, seed } }, io);
  }
  if (flags.has("json")) printJson(io, report);
  else await printReport(report, { verbose: flags.has("verbose") }, io);
  return report.passed ? 0 : 1;
}

/** The first samples of the given data for the test bench, or undefined for random ones. */
function testbenchInputs(
  design: Design,
  arrays: ReadonlyMap<string, NdArray>,
): readonly FixedTensor[] | undefined {
  if (arrays.size === 0) return undefined;
  const available = smallest([...arrays.values()].map((array) => array.shape[0] ?? 0));
  return encodeInputs(design, takeSamples(arrays, Math.min(TESTBENCH_SAMPLES, available)));
}
