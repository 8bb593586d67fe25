import { InterlaceError } from "../../base/errors.ts";
import type { Flags } from "../arguments/flags.ts";

/**
 * The numbers of a flag that takes several, with commas between them; undefined where it is not given.
 *
 * @param isRight What each of them must be.
 * @throws {InterlaceError} naming the one that is not.
 */
export function numbersOf(
  flags: Flags,
  name: string,
  { isRight, kind }: { readonly isRight: (value: number) => boolean; readonly kind: string },
): readonly number[] | undefined {
  const text = flags.text(name);
  return text?.split(",").map((part) => {
    const value = Number(part);
    if (part.trim() !== "" && isRight(value)) return value;
    throw new InterlaceError(`Cannot use --${name} ${text}: "${part.trim()}" is not ${kind}`, {
      code: "option-invalid",
      place: { field: `--${name}` },
      hint: `Write numbers with commas between them, such as --${name} 8,12.`,
    });
  });
}
