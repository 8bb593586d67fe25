import { InterlaceError } from "../../base/errors.ts";
import type { Design } from "../../design/mod.ts";

/**
 * Sees to it that what a user wrote may stand in the Tcl script of a project.
 * @throws {InterlaceError} naming the field.
 */
export function checkScriptText({ part, clockUncertainty }: Design): void {
  checkWord("Part", part, /^[A-Za-z0-9_./-]{1,64}$/);
  if (clockUncertainty !== null) {
    checkWord("ClockUncertainty", clockUncertainty, /^\d{1,6}(\.\d{1,6})?(%|ns)?$/);
  }
}

function checkWord(field: string, word: string, pattern: RegExp): void {
  if (pattern.test(word)) return;
  throw new InterlaceError(`Cannot use ${field} ${JSON.stringify(word)}: it does not read like one`, {
    code: "option-invalid",
    place: { field },
  });
}
