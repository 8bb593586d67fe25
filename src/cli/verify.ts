import { checkPlace, renderProject, writeProject } from "../project/mod.ts";
import type { Design } from "../design/mod.ts";
import { encodeInputs } from "../simulate/mod.ts";
import type { FixedTensor, NdArray } from "../tensor/mod.ts";
import { takeSamples, VERIFY_STEPS, verifyDesign } from "../verify/mod.ts";
import { readInputData } from "./bindings.ts";
import { FORCE_FLAG } from "./convert.ts";
import { DESIGN_FLAGS } from "./design_flags.ts";
import type { Flags } from "./flags.ts";
import { HEADERS_FLAG, vendorHeaders } from "./headers.ts";
import { type CliIo, printJson } from "./io.ts";
import { loadDesign } from "./load.ts";
import { MODEL_FLAGS } from "./model_flags.ts";
import { progressBar } from "./progress.ts";
import { onlyArgument, type Verb } from "./verb.ts";
import { printReport } from "./verify_text.ts";

/** Samples of given data that a test bench gets: a co-simulation of each takes long. */
const TESTBENCH_SAMPLES = 10;

/** `verify`: whether generated C++, simulator, float64 model and framework agree. */
export const verify: Verb = {
  name: "verify",
  usage: "MODEL|DIR [-o DIR] [--data [NAME=]X.npy]… [--json]",
  summary:
    "compiles and runs the generated C++ and compares it, layer by layer, with simulator, float64 and framework",
  flags: [
    {
      name: "output",
      short: "o",
      value: "DIR",
      help:
        `also write the project to this folder, with the first ${TESTBENCH_SAMPLES} samples in its test bench`,
    },
    {
      name: "data",
      value: "[NAME=]X.npy",
      repeat: true,
      help: "samples of an input: .npy, .npz or text",
      default: "random ones of unit range, and for the bits over the whole range of its type",
    },
    {
      name: "samples",
      value: "N",
      help: "how many random samples of each kind, or first samples of the data",
      default: "8, or all",
    },
    { name: "seed", value: "S", help: "of the random samples", default: "0" },
    {
      name: "compiler",
      value: "g++|clang++|wasm",
      help: "C++ compiler: a command, a path or wasm",
      default: "the first found",
    },
    {
      name: "tolerance",
      value: "T",
      help: "exit 1 if fixed point is off float64 by more than this fraction of an output's range anywhere",
      default: "quantisation is reported, not judged",
    },
    {
      name: "require-oracle",
      help: "exit 1 if no framework runs the model, so that nobody checks the import",
    },
    { name: "json", help: "print one JSON document" },
    ...DESIGN_FLAGS,
    ...MODEL_FLAGS,
    HEADERS_FLAG,
    FORCE_FLAG,
  ],
  example: "decoder.onnx --data test_inputs.npy --samples 10 --tolerance 0.01",
  async run(flags: Flags, io: CliIo): Promise<number> {
    const path = onlyArgument(flags, "MODEL or DIR");
    const folder = flags.text("output");
    const force = flags.has("force");
    const samples = flags.integer("samples", 1);
    const seed = flags.integer("seed", 0);
    const tolerance = flags.positive("tolerance");
    const apInclude = await vendorHeaders(flags, io);
    if (folder !== undefined) await checkPlace(folder, force);

    const { design, files } = await loadDesign(path, flags, io);
    const { arrays } = await readInputData(flags.texts("data"), design.model.inputs);
    const project = files ?? renderProject(design, { inputs: testbenchInputs(design, arrays) });
    const progress = await progressBar(io, VERIFY_STEPS.length);
    const report = await verifyDesign(design, {
      data: arrays.size > 0 ? arrays : undefined,
      samples,
      seed,
      tolerance,
      requireOracle: flags.has("require-oracle"),
      compiler: flags.text("compiler"),
      apInclude,
      project,
      progress: progress.step,
      notify: (line) => io.stderr.write(`${line}\n`),
    }).finally(progress.stop);
    if (folder !== undefined) await writeProject(project, folder, { force });

    if (flags.has("json")) printJson(io, report);
    else await printReport(report, io);
    return report.passed ? 0 : 1;
  },
};

/** The first samples of the given data for the test bench, or undefined for random ones. */
function testbenchInputs(
  design: Design,
  arrays: ReadonlyMap<string, NdArray>,
): readonly FixedTensor[] | undefined {
  if (arrays.size === 0) return undefined;
  const available = Math.min(...[...arrays.values()].map((array) => array.shape[0] ?? 0));
  return encodeInputs(design, takeSamples(arrays, Math.min(TESTBENCH_SAMPLES, available)));
}
