import { isDeepStrictEqual } from "node:util";
import { InterlaceError } from "../base/errors.ts";
import { nearest } from "../base/text/nearest.ts";
import type { Target } from "./target.ts";
import { verilog } from "./verilog.ts";
import { vitis } from "./vitis.ts";
import { vivado } from "./vivado.ts";

/**
 * Every target that has a name, that of a design that asks for none first.
 *
 * @category Targets
 */
export const TARGETS: readonly Target[] = [vitis, vivado, verilog];

/** What a design is built for that asks for no target. */
export const DEFAULT_TARGET: Target = TARGETS[0];

/** Names of targets, as flags and configuration files have them. */
export const TARGET_NAMES: readonly string[] = TARGETS.map(({ name }) => name);

/**
 * A target by its name.
 *
 * @param file That names it, for messages.
 * @throws {InterlaceError} listing the names there are.
 * @example
 * ```ts
 * import { targetOf } from "./table.ts";
 *
 * targetOf("vivado").limits.permutedAxes; // 5
 * ```
 * @category Targets
 */
export function targetOf(name: string, file?: string): Target {
  const known = TARGETS.find((target) => target.name === name);
  if (known !== undefined) return known;
  const guess = nearest(name, TARGET_NAMES);
  throw new InterlaceError(`Cannot use backend "${name}": there is none of that name`, {
    code: "option-invalid",
    place: { file, field: "Backend" },
    hint: `${guess === undefined ? "" : `Did you mean ${guess}? `}Choose one of ${TARGET_NAMES.join(", ")}.`,
  });
}

/**
 * The target that options ask for by themselves or by name, or the default one.
 *
 * @throws {InterlaceError} for an unknown name, and for a target that has the name of another one: a project holds the
 * name alone, and would be opened for the other.
 */
export function chosenTarget(target: Target | string = DEFAULT_TARGET): Target {
  if (typeof target === "string") return targetOf(target);
  const known = TARGETS.find(({ name }) => name === target.name);
  if (known === undefined || isDeepStrictEqual(known, target)) return target;
  throw new InterlaceError(
    `Cannot use a target "${target.name}" of your own: there is another one of that name`,
    {
      code: "option-invalid",
      place: { field: "target.name" },
      hint: "Give it a name of its own; projects name what they were made for.",
    },
  );
}
