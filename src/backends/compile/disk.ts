import { statfs } from "node:fs/promises";

/** Free bytes below which a compiler that failed may have failed for want of space: a program takes some hundred kilobytes. */
const LITTLE_BYTES = 2 ** 24;

/** Errors of the operating system for a disk, or a user's share of it, that is used up. */
const FULL = ["ENOSPC", "EDQUOT"];

/** Whether an error says that the disk is full. */
export function isFullError(error: unknown): boolean {
  return error instanceof Error && "code" in error && FULL.includes(String(error.code));
}

/** Whether so little is left of the disk on which a folder lies that a compiler's output may not have fitted. */
export async function isDiskFull(folder: string): Promise<boolean> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize < LITTLE_BYTES;
  } catch {
    // Nobody can tell: then it was something else.
    return false;
  }
}
