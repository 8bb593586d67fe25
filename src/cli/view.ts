import { readInputData } from "./arguments/bindings.ts";
import { withConfiguredPaths } from "./design/configured.ts";
import { flagOptions } from "./design/flags.ts";
import { writeDesignPage } from "./design/page.ts";
import { checkOutputFile } from "./files.ts";
import type { Flags } from "./arguments/flags.ts";
import { type CliIo, shown, warningsLast } from "./terminal/io.ts";
import { loadDesign } from "./load.ts";
import { reportOfProject } from "./report/projects.ts";
import { type LoadedVerb, onlyArgument } from "./verb.ts";

/** `view`: a page of a design. */
export const verb: LoadedVerb = {
  async run(typed: Flags, io: CliIo): Promise<number> {
    const flags = await withConfiguredPaths(typed, ["model", "data"]);
    const path = onlyArgument(flags, "MODEL or DIR");
    const given = flags.text("out");
    const samples = flags.integer("samples", 1);
    const seed = flags.integer("seed", 0);
    flagOptions(flags);
    return await warningsLast(io, async (io) => {
      if (given !== undefined) await checkOutputFile(given, [path]);
      const { design, files } = await loadDesign(path, flags, io);
      const output = given ?? `${design.name}.html`;
      const { arrays, paths } = await readInputData(flags.texts("data"), design.model.inputs);
      await checkOutputFile(output, [path, ...paths]);
      await writeDesignPage(design, {
        output,
        samples: flags.has("no-numbers") ? null : { arrays, samples, seed },
        report: files === null ? null : await reportOfProject(path, design),
      });
      io.stdout.write(`wrote ${shown(output)}\n`);
      return 0;
    });
  },
};
