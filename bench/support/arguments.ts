import { InterlaceError } from "../../src/base/mod.ts";

/** Refuses what a script was not made for, as `parseArgs` reports it. */
export function refuseUnknown(argument: string): never {
  throw new InterlaceError(`Cannot start: ${argument} is no flag of this script`, {
    code: "option-invalid",
    hint: "The comment at its head lists them.",
  });
}
