import { configurationText } from "./design/config_text.ts";
import { withConfiguredPaths } from "./design/configured.ts";
import { checkNewFile, writeFileAtomically } from "./files.ts";
import type { Flags } from "./arguments/flags.ts";
import { type CliIo, warningsLast } from "./terminal/io.ts";
import { designOfModel } from "./load.ts";
import { type LoadedVerb, onlyArgument } from "./verb.ts";

/** `config`: what `convert` would decide, as a file to go on from. */
export const verb: LoadedVerb = {
  async run(typed: Flags, io: CliIo): Promise<number> {
    const flags = await withConfiguredPaths(typed, ["model"]);
    const path = onlyArgument(flags, "MODEL");
    const output = flags.text("out");
    if (output !== undefined) await checkNewFile(output, { path, force: flags.has("force") });
    return await warningsLast(io, async (io) => {
      const text = configurationText(await designOfModel(path, flags, io));
      if (output === undefined) io.stdout.write(text);
      else {
        await writeFileAtomically(output, new TextEncoder().encode(text));
        io.stdout.write(`wrote ${output}\n`);
      }
      return 0;
    });
  },
};
