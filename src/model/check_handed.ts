import { checkHanded } from "../base/handed.ts";

/**
 * Checks that a script hands over a model.
 *
 * @param action What is to be done with it, behind "Cannot".
 * @throws {InterlaceError} if it is none: a promise of one, `null`.
 */
export function checkIsModel(action: string, value: unknown): void {
  checkHanded(action, value, {
    name: "model",
    list: "layers",
    hint: "Give what buildModel(…) or await importModel(…) returns.",
    awaited: "Write await importModel(…).",
  });
}
