import { InterlaceError } from "../base/errors.ts";
import { chosenTarget, type Target, TARGET_NAMES, targetOf } from "../target/mod.ts";
import { isTarget } from "../target/rules.ts";

/** What `interlace.json` holds of a target. */
export interface StoredTarget {
  /** Its name. */
  readonly backend: string;
  /** All of it, where its name alone does not say it: one that is not in the table. JSON has null for `Infinity`. */
  readonly target?: unknown;
}

/** What a project says of the target that it is for. */
export function storeTarget(target: Target): StoredTarget {
  return TARGET_NAMES.includes(target.name) ? { backend: target.name } : { backend: target.name, target };
}

/**
 * The target that a project is for.
 *
 * @param file That says so, for messages.
 * @throws {InterlaceError} for a name that is not in the table where nothing but a name is there, and for what is no target.
 */
export function restoreTarget({ backend, target }: StoredTarget, file: string): Target {
  if (target === undefined) return targetOf(backend, file);
  try {
    return chosenTarget(checked(target));
  } catch (cause) {
    if (!(cause instanceof InterlaceError)) throw cause;
    const { summary, place: { field }, hint } = cause;
    throw new InterlaceError(summary, { code: "project-damaged", place: { file, field }, hint, cause });
  }
}

function checked(stored: unknown): Target {
  const target = typeof stored === "object" && stored !== null && "limits" in stored
    // One that was stored before targets said what they bind leaves it to synthesis.
    ? { memories: { stages: [], fifos: [] }, multipliers: [], ...stored, limits: withInfinity(stored.limits) }
    : stored;
  isTarget(target, { action: "read the target of a project", path: "target" });
  return target as Target;
}

/** Limits in which JSON has null for `Infinity`. */
function withInfinity(limits: unknown): unknown {
  if (typeof limits !== "object" || limits === null || Array.isArray(limits)) return limits;
  return Object.fromEntries(Object.entries(limits).map(([name, most]) => [name, most ?? Infinity]));
}
