import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { InterlaceError } from "../../base/errors.ts";
import { fileCode, fileProblem, permissionHint, writeCode } from "../../base/files/file_problem.ts";
import type { Candidate } from "./candidate.ts";
import { formatRecord, parseRecord } from "./record.ts";

/**
 * Candidates that were computed, by their keys.
 *
 * @category Exploring
 */
export interface ExploreStore {
  /** What was computed before. */
  readonly get: (key: string) => Candidate | undefined;
  /** Keeps a candidate; when this returns it is on disk, or wherever the store keeps it. */
  readonly add: (candidate: Candidate) => Promise<void>;
}

/** What a file of candidates held. */
export interface OpenedStore extends ExploreStore {
  /** Candidates in it, whatever exploration they are of. */
  readonly size: number;
  /** Lines that are none: a process was killed while it wrote, or somebody edited them. */
  readonly damaged: number;
}

/**
 * Opens a file of candidates, one a line in JSON; it need not exist, nor its folder. A candidate is one write, behind all others, so that a
 * process that is killed loses the line that it was writing, and several may write to one file.
 *
 * @example
 * ```ts
 * import { openStore } from "./store.ts";
 *
 * const store = await openStore("build/none.jsonl");
 * store.size; // 0
 * ```
 * @throws {InterlaceError} for a file that cannot be read.
 * @category Exploring
 */
export async function openStore(path: string): Promise<OpenedStore> {
  const text = await readOrNothing(path);
  const lines = text.split("\n").filter((line) => line !== "");
  const records = new Map<string, Candidate>();
  let damaged = 0;
  for (const line of lines) {
    const candidate = parseRecord(line);
    if (candidate === null) damaged++;
    else records.set(candidate.key, candidate);
  }
  // Behind a line that was cut off, a new one must begin.
  let start = text === "" || text.endsWith("\n") ? "" : "\n";
  return {
    size: records.size,
    damaged,
    get: (key) => records.get(key),
    async add(candidate) {
      const line = `${start}${formatRecord(candidate)}\n`;
      start = "";
      await onFile(path, "write", async () => {
        await mkdir(dirname(path), { recursive: true });
        await appendFile(path, line);
      });
      records.set(candidate.key, candidate);
    },
  };
}

/** A store that forgets. */
export function memoryStore(): ExploreStore {
  const records = new Map<string, Candidate>();
  return {
    get: (key) => records.get(key),
    add: (candidate) => Promise.resolve(void records.set(candidate.key, candidate)),
  };
}

function readOrNothing(path: string): Promise<string> {
  return onFile(path, "read", async () => {
    try {
      return await readFile(path, "utf8");
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
      throw error;
    }
  });
}

async function onFile<Result>(
  path: string,
  what: "read" | "write",
  action: () => Promise<Result>,
): Promise<Result> {
  try {
    return await action();
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw new InterlaceError(`Cannot ${what} ${path}: ${fileProblem(cause)}`, {
      code: what === "write" ? writeCode(cause) : fileCode(cause),
      place: { file: path },
      hint: permissionHint(cause),
      cause,
    });
  }
}
