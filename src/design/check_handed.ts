import { checkHanded } from "../base/handed.ts";

/**
 * Checks that a script hands over a design.
 *
 * @param action What is to be done with it, behind "Cannot".
 * @throws {InterlaceError} if it is none: a promise, a model, `null`.
 */
export function checkIsDesign(action: string, value: unknown): void {
  checkHanded(action, value, {
    name: "design",
    list: "stages",
    hint: "Give what createDesign(model) returns.",
    awaited: "Give createDesign(await importModel(…)), or await what makes the design.",
  });
}
