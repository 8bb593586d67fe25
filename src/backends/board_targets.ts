import { type Target, TARGETS } from "../target/mod.ts";
import type { Board } from "./boards/board.ts";
import { familyOf } from "./table.ts";

/** Whether a target's back end has what stands around a network on a board. */
export function reachesBoard(target: Target, { kind }: Board): boolean {
  return familyOf(target).boards(target).includes(kind);
}

/** The targets that have a name and reach a board. */
export function boardTargets(board: Board): readonly Target[] {
  return TARGETS.filter((target) => reachesBoard(target, board));
}
