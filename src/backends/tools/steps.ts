import type { TargetBackend } from "../../target/mod.ts";
import { HLS_STEPS } from "../hls/tools/steps.ts";
import { RTL_STEPS } from "../rtl/tools/steps.ts";
import type { BuildStep } from "./step.ts";

/** The steps of every family's builds, in the order in which they run. */
export const BUILD_STEPS: Readonly<Record<TargetBackend["family"], readonly BuildStep[]>> = {
  hls: HLS_STEPS,
  rtl: RTL_STEPS,
};

/** Which steps must run so that all that were asked for are done. */
export function stepsToRun(
  steps: readonly BuildStep[],
  asked: readonly string[],
  done: readonly string[],
): readonly BuildStep[] {
  const missing = new Set(asked.filter((name) => !done.includes(name)));
  // Later steps first: what one needs may need another.
  for (const { name, after } of steps.toReversed()) {
    if (missing.has(name) && after !== undefined && !done.includes(after)) missing.add(after);
  }
  return steps.filter(({ name }) => missing.has(name));
}

/** What of earlier runs is still there while steps run: not what was made of the results that one of them makes anew. */
export function stepsLeft(
  steps: readonly BuildStep[],
  running: readonly BuildStep[],
  before: readonly string[],
): readonly string[] {
  const lost = new Set(running.map(({ name }) => name));
  for (const { name, after } of steps) if (after !== undefined && lost.has(after)) lost.add(name);
  return before.filter((name) => !lost.has(name));
}
