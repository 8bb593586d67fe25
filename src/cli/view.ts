import { describeDesign, observeNumbers, renderDesignPage } from "../view/mod.ts";
import { readInputData } from "./bindings.ts";
import { withConfiguredPaths } from "./configured.ts";
import { flagOptions } from "./design_flags.ts";
import { checkOutputFile, writeFileAtomically } from "./files.ts";
import type { Flags } from "./flags.ts";
import { vendorHeaders } from "./headers.ts";
import { type CliIo, shown, warningsLast } from "./io.ts";
import { loadDesign } from "./load.ts";
import { type LoadedVerb, onlyArgument } from "./verb.ts";

/** `view`: a page of a design. */
export const verb: LoadedVerb = {
  async run(typed: Flags, io: CliIo): Promise<number> {
    const flags = await withConfiguredPaths(typed, ["model", "data"]);
    const path = onlyArgument(flags, "MODEL or DIR");
    const given = flags.text("out");
    const files = flags.texts("data");
    const samples = flags.integer("samples", 1);
    const seed = flags.integer("seed", 0);
    flagOptions(flags);
    return await warningsLast(io, async (io) => {
      await vendorHeaders(flags, io);
      if (given !== undefined) await checkOutputFile(given, [path]);
      const { design } = await loadDesign(path, flags, io);
      const output = given ?? `${design.name}.html`;
      const read = files.length === 0 ? null : await readInputData(files, design.model.inputs);
      await checkOutputFile(output, [path, ...read?.paths ?? []]);
      const numbers = flags.has("no-numbers")
        ? null
        : await observeNumbers(design, { data: read?.arrays, samples, seed });
      const page = await renderDesignPage(describeDesign(design, numbers));
      await writeFileAtomically(output, new TextEncoder().encode(page));
      io.stdout.write(`wrote ${shown(output)}\n`);
      return 0;
    });
  },
};
