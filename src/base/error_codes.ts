/**
 * Every kind of error by its code, which stays while words may change, and what it means. `docs/ERRORS.md` is made of it.
 */
export const ERROR_CODES = {
  "usage": "A verb or an argument of the command line is missing, or one too many.",
  "option-unknown": "There is no flag or option of this name.",
  "option-invalid": "A flag or an option has a value that it must not have.",
  "configuration-invalid":
    "A configuration file cannot be understood, or has an unknown key or a wrong value.",
  "permission-missing": "Deno was started without a permission that is needed.",
  "file-missing": "There is no file or folder of this name.",
  "file-unreadable": "A file cannot be read: a folder, a pipe, not permitted, too large.",
  "file-damaged": "A file is cut off, damaged, or not what its name says.",
  "file-unwritable": "A file cannot be written: not permitted, the disk is full, no such folder.",
  "place-taken": "Something is in the place of what would be written.",
  "format-unknown": "A file is in no format that is known.",
  "model-invalid": "A model contradicts itself: a cycle, a name that nothing makes, numbers that are none.",
  "model-unsupported": "A model is right, but something in it is not supported.",
  "layer-unknown": "A model has no layer or tensor of this name.",
  "layer-invalid": "A layer cannot be built: its parameters do not fit each other or its inputs.",
  "type-invalid": "A text is no fixed-point type, or a type is outside of what is supported.",
  "limit-exceeded": "Something would need more bits, elements or bytes than there may be.",
  "data-mismatch": "Data do not fit: another shape, another number of samples, an input without any.",
  "data-invalid": "Numbers cannot be used: not finite, out of range, not exact.",
  "goal-unreachable": "No factors reach the interval, rate or share of the part that was asked for.",
  "deadlock": "Stages of the hardware would wait for each other for ever.",
  "project-damaged": "A folder is no project that Interlace wrote, or parts of it are missing.",
  "compiler-missing": "No C++ compiler can be used.",
  "compile-failed": "The generated C++ does not compile.",
  "program-failed": "A compiled program or a worker ended before it gave results.",
  "tool-missing": "The vendor's tool was not found or cannot be started.",
  "tool-failed": "The vendor's tool failed, or took too long.",
  "jobs-failed": "Jobs of a cluster could not be submitted, or ended before they were done.",
  "package-unavailable": "A package, or a part of Interlace, has to be fetched and cannot be.",
  "interrupted": "A signal ended the work.",
} as const satisfies Readonly<Record<string, string>>;

/**
 * What went wrong, for programs: a key of {@linkcode ERROR_CODES}.
 *
 * @category Errors
 */
export type ErrorCode = keyof typeof ERROR_CODES;
