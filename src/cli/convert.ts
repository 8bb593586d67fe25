import { checkPlace, renderProject, writeProject } from "../project/mod.ts";
import { withConfiguredPaths } from "./configured.ts";
import { printDesign } from "./design_text.ts";
import type { Flags } from "./flags.ts";
import { vendorHeaders } from "./headers.ts";
import { type CliIo, shown, warningsLast } from "./io.ts";
import { designOfModel } from "./load.ts";
import { type LoadedVerb, onlyArgument, requiredText } from "./verb.ts";

/** `convert`: from a model to a project folder. */
export const verb: LoadedVerb = {
  async run(typed: Flags, io: CliIo): Promise<number> {
    const flags = await withConfiguredPaths(typed, ["model", "output"]);
    const path = onlyArgument(flags, "MODEL");
    const folder = requiredText(flags, "out", "DIR");
    const force = flags.has("force");
    return await warningsLast(io, async (io) => {
      await vendorHeaders(flags, io);
      await checkPlace(folder, force);
      const design = await designOfModel(path, flags, io);
      await writeProject(renderProject(design), folder, { force });
      await printDesign(design, { verbose: flags.has("verbose") }, io);
      io.stdout.write(
        `\nwrote ${shown(folder)} (${design.backend}, ${design.io}, top function ${design.name})\n`,
      );
      return 0;
    });
  },
};
