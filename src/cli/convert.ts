import type { Design } from "../design/mod.ts";
import { checkPlace, renderProject, writeProject } from "../project/mod.ts";
import { DEFAULT_SAMPLES } from "../project/render.ts";
import { encodeInputs } from "../simulate/mod.ts";
import { readInputData } from "./bindings.ts";
import { withConfiguredPaths } from "./configured.ts";
import { conversionSummary } from "./design_json.ts";
import { printDesign } from "./design_text.ts";
import type { Flags } from "./flags.ts";
import { vendorHeaders } from "./headers.ts";
import { type CliIo, printJson, shown, warningsLast } from "./io.ts";
import { designOfModel } from "./load.ts";
import { type LoadedVerb, onlyArgument, requiredText } from "./verb.ts";

/** `convert`: from a model to a project folder. */
export const verb: LoadedVerb = {
  async run(typed: Flags, io: CliIo): Promise<number> {
    const flags = await withConfiguredPaths(typed, ["model", "output", "data"]);
    const path = onlyArgument(flags, "MODEL");
    const folder = requiredText(flags, "out", "DIR");
    const force = flags.has("force");
    return await warningsLast(io, async (io) => {
      await vendorHeaders(flags, io);
      await checkPlace(folder, force);
      const design = await designOfModel(path, flags, io);
      const inputs = await givenInputs(design, flags.texts("data"));
      const project = renderProject(design, { inputs });
      await writeProject(project, folder, { force });
      if (flags.has("json")) {
        const samples = inputs?.[0].shape[0] ?? DEFAULT_SAMPLES;
        const testbench = { samples, source: inputs === undefined ? "random" : "given" } as const;
        printJson(io, conversionSummary(design, { folder, testbench }));
        return 0;
      }
      await printDesign(design, { verbose: flags.has("verbose") }, io);
      io.stdout.write(
        `\nwrote ${shown(folder)} (${design.backend}, ${design.io}, top function ${design.name})\n`,
      );
      return 0;
    });
  },
};

/** Data files as the inputs of the test bench; undefined where none were given. */
async function givenInputs(design: Design, files: readonly string[]) {
  if (files.length === 0) return undefined;
  const { arrays } = await readInputData(files, design.model.inputs);
  return encodeInputs(design, arrays);
}
