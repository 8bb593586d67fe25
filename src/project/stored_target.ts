import { isDeepStrictEqual } from "node:util";
import { InterlaceError } from "../base/errors.ts";
import { chosenTarget, type Target, TARGET_NAMES, targetOf, TARGETS } from "../target/mod.ts";
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
  const target = isRecord(stored) && "limits" in stored
    ? { ...stored, limits: withInfinity(stored.limits) }
    : stored;
  const whole = filled(target);
  isTarget(whole, { action: "read the target of a project", path: "target" });
  return whole as Target;
}

/** What versions before wrote, with what a target has since: limits and timing like those of the named one of its kind. */
function filled(stored: unknown): unknown {
  if (!isRecord(stored)) return stored;
  const like = TARGETS.find(({ backend }) => isDeepStrictEqual(backend, stored.backend));
  if (like === undefined) return stored;
  const { limits, timing } = stored;
  return {
    ...stored,
    // One that says nothing of what it binds leaves that to synthesis.
    memories: stored.memories ?? { stages: [], fifos: [] },
    multipliers: stored.multipliers ?? [],
    limits: isRecord(limits) ? { ...like.limits, ...limits } : limits,
    // Cycles of pipelines of another sort say nothing of these.
    timing: isRecord(timing) && !("pipelines" in timing)
      ? {
        ...like.timing,
        ...Object.fromEntries(Object.entries(timing).filter(([name]) => name in like.timing)),
      }
      : withoutGap(timing),
  };
}

/** Elastic pipelines had a gap between two uses of a column once, which none of their modules has. */
function withoutGap(timing: unknown): unknown {
  if (!isRecord(timing) || timing.pipelines !== "elastic") return timing;
  const { sweepGap: _none, ...rest } = timing;
  return rest;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Limits in which JSON has null for `Infinity`. */
function withInfinity(limits: unknown): unknown {
  if (!isRecord(limits)) return limits;
  return Object.fromEntries(Object.entries(limits).map(([name, most]) => [name, most ?? Infinity]));
}
