import type { ConfigurationPaths } from "../../design/options/configuration.ts";
import { readText } from "../files.ts";
import type { Flags } from "../arguments/flags.ts";

/** Arguments that a configuration file may stand in for. */
export type Argument = "model" | "output" | "data";

/**
 * The flags, with what the configuration file names for arguments that were not given: paths as they would be typed.
 *
 * @param wanted Arguments that the verb takes; with the model comes its file of weights.
 * @throws {InterlaceError} for a file that cannot be understood.
 */
export async function withConfiguredPaths(flags: Flags, wanted: readonly Argument[]): Promise<Flags> {
  const path = flags.text("config");
  if (path === undefined) return flags;
  const { parseConfigurationFile } = await import("../../design/options/configuration_file.ts");
  // Whoever reads the settings warns.
  const { paths } = parseConfigurationFile(await readText(path), path, () => {});
  return flags.filled(wanted.flatMap((argument) => missing(flags, paths, argument)));
}

function missing(flags: Flags, paths: ConfigurationPaths, argument: Argument): readonly string[] {
  const flag = (name: string, value: string | undefined) =>
    value === undefined || flags.texts(name).length > 0 ? [] : [`--${name}=${value}`];
  switch (argument) {
    case "data":
      return flag("data", paths.data);
    case "output":
      return flag("out", paths.output);
    case "model":
      if (flags.positional.length > 0 || paths.model === undefined) return [];
      // A path that begins with a dash would be taken for a flag.
      return [
        paths.model.startsWith("-") ? `./${paths.model}` : paths.model,
        ...flag("weights", paths.weights),
      ];
  }
}
