import { exportQonnx } from "../export/mod.ts";
import { withConfiguredPaths } from "./design/configured.ts";
import { flagOptions } from "./design/flags.ts";
import { checkOutputFile, writeFileAtomically } from "./files.ts";
import type { Flags } from "./arguments/flags.ts";
import { type CliIo, shown, warningsLast } from "./terminal/io.ts";
import { loadDesign } from "./load.ts";
import { type LoadedVerb, onlyArgument, requiredText } from "./verb.ts";

/** Formats that a design can be written in. */
const FORMATS = ["qonnx"] as const;

/** `export`: a design as a file of another tool's. */
export const verb: LoadedVerb = {
  async run(typed: Flags, io: CliIo): Promise<number> {
    const flags = await withConfiguredPaths(typed, ["model"]);
    const path = onlyArgument(flags, "MODEL or DIR");
    const output = requiredText(flags, "out", "FILE.onnx");
    flags.word("format", FORMATS);
    flagOptions(flags);
    return await warningsLast(io, async (io) => {
      await checkOutputFile(output, [path]);
      const { design } = await loadDesign(path, flags, io);
      await writeFileAtomically(output, await exportQonnx(design));
      io.stdout.write(`wrote ${shown(output)} (QONNX, ${design.stages.length} stages)\n`);
      return 0;
    });
  },
};
