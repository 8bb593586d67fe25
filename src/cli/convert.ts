import { boardTargets } from "../backends/board_targets.ts";
import { BOARD_NAMES } from "../backends/boards/table.ts";
import { boardOf, clockPeriodOf, type Deployment, partOf } from "../backends/deployment.ts";
import { WORD_BITS } from "../backends/words/word_bits.ts";
import { toolsOf } from "../backends/tools/tools.ts";
import { InterlaceError } from "../base/errors.ts";
import type { Design } from "../design/mod.ts";
import { checkPlace, renderProject, writeProject } from "../project/mod.ts";
import { defaultSamples } from "../project/render.ts";
import { encodeInputs } from "../simulate/mod.ts";
import type { NdArray } from "../tensor/mod.ts";
import { readInputData } from "./arguments/bindings.ts";
import { withConfiguredPaths } from "./design/configured.ts";
import { conversionSummary } from "./design/json.ts";
import { flagGoal, flagOptions } from "./design/flags.ts";
import { printDesign } from "./design/text.ts";
import { factorSummary, printFactors, printSaving } from "./design/factors_text.ts";
import type { Flags } from "./arguments/flags.ts";
import { checkOutputFile } from "./files.ts";
import { InputOverflow } from "./verify/input_overflow.ts";
import { type CliIo, printJson, shown, warningsLast } from "./terminal/io.ts";
import { type AssumedOptions, chosenDesign, DESIGN_STEPS } from "./load.ts";
import { writePageFlag } from "./arguments/page_flag.ts";
import { checkRunFlags, runnerOptions } from "./arguments/run_options.ts";
import { progressBar } from "./terminal/progress.ts";
import { type LoadedVerb, onlyArgument, requiredText } from "./verb.ts";

/** What a conversion does, in this order. */
const STEPS = [...DESIGN_STEPS, "firmware and test bench", "files"] as const;

/** `convert`: from a model to a project folder. */
export const verb: LoadedVerb = {
  async run(typed: Flags, io: CliIo): Promise<number> {
    const flags = await withConfiguredPaths(typed, ["model", "output", "data"]);
    const path = onlyArgument(flags, "MODEL");
    const folder = requiredText(flags, "out", "DIR");
    const force = flags.has("force");
    const page = flags.text("html");
    const deployment = deploymentOf(flags);
    // A flag is corrected at once, a place after a look at it.
    flagOptions(flags);
    flagGoal(flags);
    return await warningsLast(io, async (io) => {
      await runnerOptions(flags, io);
      await checkPlace(folder, force);
      if (page !== undefined) await checkOutputFile(page, [path]);
      const { design, choice, weighed, arrays, inputs, warnings } = await convert(
        { path, folder, force, deployment },
        flags,
        io,
      );
      if (page !== undefined) {
        await writePageFlag(design, { output: page, samples: { arrays } }, io);
      }
      if (flags.has("json")) {
        const samples = inputs?.[0].shape[0] ?? defaultSamples(design);
        const testbench = { samples, source: inputs === undefined ? "random" : "given" } as const;
        printJson(
          io,
          conversionSummary(design, {
            folder,
            testbench,
            warnings: weighed === null ? warnings : [weighed, ...warnings],
            factors: factorSummary(choice),
            deployment: deployment ?? null,
          }),
        );
        return 0;
      }
      if (choice !== null) await printFactors(choice, io);
      await printDesign(design, { verbose: flags.has("verbose") }, io);
      io.stdout.write(
        `\nwrote ${shown(folder)} (${design.target.name}, ${design.io}, top ${
          toolsOf(design.target).topName(design)
        })\n`,
      );
      if (choice === null) printSaving(design, io);
      return 0;
    });
  },
};

/** What is converted, and where to. */
interface Conversion {
  readonly path: string;
  readonly folder: string;
  readonly force: boolean;
  /** What stands around the network. */
  readonly deployment: Deployment | undefined;
}

/** Writes the project; on a terminal a bar shows how far it has come. */
async function convert({ path, folder, force, deployment }: Conversion, flags: Flags, io: CliIo) {
  const progress = await progressBar(io, STEPS.length);
  const begin: (step: typeof STEPS[number]) => void = progress.step;
  try {
    const { design, choice, weighed } = await chosenDesign(path, flags, io, begin, assumedFor(deployment));
    checkRunFlags(flags, design.target);
    const overflow = new InputOverflow(design);
    const { arrays } = await readInputData(flags.texts("data"), design.model.inputs);
    const inputs = givenInputs(design, arrays, overflow);
    begin("firmware and test bench");
    const project = renderProject(design, { inputs, deployment });
    begin("files");
    await writeProject(project, folder, { force });
    return { design, choice, weighed, arrays, inputs, warnings: overflow.warnings(io) };
  } finally {
    progress.stop();
  }
}

/** What a board decides where nobody else does: of several back ends that reach it none. */
function assumedFor(deployment: Deployment | undefined): AssumedOptions {
  if (deployment === undefined) return {};
  const board = boardOf(deployment);
  const [target, ...others] = boardTargets(board);
  return {
    target: others.length === 0 ? target : undefined,
    part: partOf(board),
    clockPeriod: clockPeriodOf(board),
  };
}

/** What `--deploy` asks for. */
function deploymentOf(flags: Flags): Deployment | undefined {
  const board = flags.word("deploy", BOARD_NAMES);
  const bits = flags.word("word-bits", WORD_BITS.map(String));
  if (board !== undefined) {
    const { defaultWordBits } = boardOf({ board });
    return { board, wordBits: WORD_BITS.find((known) => String(known) === bits) ?? defaultWordBits };
  }
  if (bits === undefined) return undefined;
  throw new InterlaceError(`Cannot use --word-bits ${bits}: nothing is deployed that has words`, {
    code: "option-invalid",
    place: { field: "--word-bits" },
    hint: `Write --deploy ${BOARD_NAMES[0]}, too.`,
  });
}

/** Data as the inputs of the test bench; undefined where none were given. */
function givenInputs(design: Design, arrays: ReadonlyMap<string, NdArray>, overflow: InputOverflow) {
  if (arrays.size === 0) return undefined;
  const inputs = encodeInputs(design, arrays);
  overflow.add(arrays);
  return inputs;
}
