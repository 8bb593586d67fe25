import type { ErrorCode } from "../error_codes.ts";
import { type ErrorOptions, InterlaceError } from "../errors.ts";
import { fileCode } from "./file_problem.ts";

/** Why a file or folder could not be read, beside the problem itself. */
export interface ReadProblem extends Pick<ErrorOptions, "cause" | "hint"> {
  /** Of what nothing was caught of; default `"file-unreadable"`. */
  readonly code?: ErrorCode;
}

/** The error for a file or folder that cannot be read, to be thrown. */
export function cannotRead(
  shown: string,
  problem: string,
  { cause, hint, code = "file-unreadable" }: ReadProblem = {},
): InterlaceError {
  return new InterlaceError(`Cannot read ${shown}: ${problem}`, {
    code: cause === undefined ? code : fileCode(cause),
    place: { file: shown },
    hint,
    cause,
  });
}
