import { outputsOf, type Stage } from "../design/mod.ts";

/** The stage that makes each tensor. */
export function writersOf(stages: readonly Stage[]): ReadonlyMap<string, Stage> {
  return new Map(stages.flatMap((stage) => outputsOf(stage).map((name) => [name, stage] as const)));
}
