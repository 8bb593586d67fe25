import { FAMILY_TOOLS, foreignRunFlags, type RunnerOptions } from "../../backends/mod.ts";
import { InterlaceError } from "../../base/errors.ts";
import type { Target } from "../../target/mod.ts";
import type { Flags } from "./flags.ts";
import type { CliIo } from "../terminal/io.ts";

/**
 * How generated code is run, by family: what the flags of each say, as far as a verb has them, and the environment.
 * @throws {InterlaceError} naming a flag whose value will not do.
 */
export async function runnerOptions(flags: Flags, io: CliIo): Promise<RunnerOptions> {
  const request = {
    flag: (name: string) => flags.knows(name) ? flags.text(name) : undefined,
    variable: io.env,
  };
  const options = await Promise.all(
    Object.values(FAMILY_TOOLS).map(({ runners }) => runners.options(request)),
  );
  return Object.fromEntries(options.flatMap((each) => Object.entries(each)));
}

/**
 * Sees to it that no flag says how code of another family than the target's is run.
 * @throws {InterlaceError} naming the flag.
 */
export function checkRunFlags(flags: Flags, target: Target): void {
  const foreign = foreignRunFlags(target).find(({ name }) => flags.knows(name) && flags.has(name));
  if (foreign === undefined) return;
  throw new InterlaceError(`Cannot use --${foreign.name} for ${target.name}: nothing of it is run so`, {
    code: "option-invalid",
    place: { field: `--${foreign.name}` },
    hint: "Leave it out, or choose another --backend.",
  });
}
