import { basename, dirname } from "node:path";
import type { ErrorCode } from "../error_codes.ts";
import { WORK_PREFIX } from "./work_folder.ts";

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

/** The code of what the runtime threw about a file or folder that was to be written. */
export function writeCode(cause: unknown): ErrorCode {
  return isRefused(cause) ? "permission-missing" : "file-unwritable";
}

/** In one clause: why something could not be done with a file, from what the runtime threw. */
export function fileProblem(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (isRefused(cause)) {
    const { flag, path } = refusedPermission(cause);
    // What is written to a work folder beside its place needs a permission for the folder around both.
    return `Deno was started without ${flag} for ${path !== null && path !== namedPath(cause) ? path : "it"}`;
  }
  return PROBLEMS.get(systemCode(cause)) ?? cause.message;
}

/** What helps against a missing permission, to be typed; undefined where none is missing. */
export function permissionHint(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !isRefused(cause)) return undefined;
  const { flag, path } = refusedPermission(cause);
  // A shell or Deno would cut anything else into pieces.
  const scope = path !== null && /^[\w./\\:@+~-]+$/.test(path) ? `=${path}` : "";
  return `Start Deno with ${flag}${scope}; README lists what each verb needs.`;
}

/** What Deno refused: its flag, and for what it is needed, where that has a name. */
export function refusedPermission(cause: Error): { readonly flag: string; readonly path: string | null } {
  const named = namedPath(cause);
  return {
    flag: /--allow-\w+/.exec(cause.message)?.[0] ?? "the permission",
    path: named !== null && basename(named).startsWith(WORK_PREFIX) ? dirname(named) : named,
  };
}

function namedPath({ message }: Error): string | null {
  return /^Requires \w+ access to "(.*)", run again/s.exec(message)?.[1] ?? null;
}

/** The operating system's name of an error, such as `ENOENT`, or none. */
export function systemCode(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : "";
}

/** Whether Deno refused something for want of a permission; of a module it says so with another class of error. */
export function isRefused(cause: unknown): boolean {
  return cause instanceof Error && /^Requires \w+ access to .*--allow-\w+ flag/s.test(cause.message);
}
