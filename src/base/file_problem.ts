import type { ErrorCode } from "./error_codes.ts";

/** What the operating system's refusals mean to a person. */
const PROBLEMS: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "there is no such file or folder"],
  ["ENOTDIR", "a part of its path is no folder"],
  ["EACCES", "it is not permitted"],
  ["EPERM", "it is not permitted"],
  ["EROFS", "the file system is read-only"],
  ["ENOSPC", "the disk is full"],
  ["EDQUOT", "the disk quota is used up"],
  ["EISDIR", "it is a folder"],
  ["ELOOP", "its symbolic links lead nowhere"],
  ["ENAMETOOLONG", "its name is too long"],
  ["EMFILE", "too many files are open"],
  ["EIO", "the disk reports an error"],
]);

/** The code of what the runtime threw about a file that was to be read. */
export function fileCode(cause: unknown): ErrorCode {
  if (isRefused(cause)) return "permission-missing";
  const code = cause instanceof Error && "code" in cause ? cause.code : "";
  return code === "ENOENT" || code === "ENOTDIR" ? "file-missing" : "file-unreadable";
}

/** In one clause: why something could not be done with a file, from what the runtime threw. */
export function fileProblem(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (isRefused(cause)) {
    const flag = /--allow-\w+/.exec(cause.message)?.[0] ?? "the permission";
    return `Deno was started without ${flag} for it`;
  }
  return PROBLEMS.get(systemCode(cause)) ?? cause.message;
}

/** The operating system's name of an error, such as `ENOENT`, or none. */
export function systemCode(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : "";
}

/** Whether Deno refused something for want of a permission; of a module it says so with another class of error. */
export function isRefused(cause: unknown): boolean {
  return cause instanceof Error && /^Requires \w+ access to .*--allow-\w+ flag/s.test(cause.message);
}
