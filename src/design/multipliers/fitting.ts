import { InterlaceError } from "../../base/errors.ts";
import type { IoType, Target } from "../../target/mod.ts";
import type { MacSchedule } from "../plans/mac_plans.ts";
import { lanesOf } from "./lanes.ts";
import { planSchedule, type ScheduleRequest } from "../plans/mac_schedule.ts";
import type { Note } from "../types/parameters.ts";

/** A schedule that was asked for, and what its body is built from. */
export interface FittedRequest extends ScheduleRequest {
  /** Of the layer, for messages. */
  readonly layer: string;
  readonly target: Target;
  readonly io: IoType;
  /** Reuse factors to which it may move, ascending. */
  readonly factors: readonly number[];
  /** Bits of a weight. */
  readonly weightBits: number;
  /** Whether the strategy, or the reuse factor, was set for this very layer: what was set stays. */
  readonly keeps: { readonly strategy: boolean; readonly factor: boolean };
  /** Products that one iteration of the kernel writes out. */
  readonly productsOf: (schedule: MacSchedule) => number;
  readonly note: Note;
}

/**
 * The schedule that was asked for, where the target takes its body and its words. Otherwise that of the next larger factor
 * whose is taken: weights that are all read at once become words of a memory. A note says so.
 *
 * @throws {InterlaceError} if there is none, or what was set for the layer stands in the way; it names the nearest factor.
 */
export function fittingSchedule(request: FittedRequest): MacSchedule {
  const asked = planSchedule(request);
  const problem = problemOf(asked, request);
  if (problem === null) return asked;
  const { layer, target, io, factors, strategy, keeps, note } = request;
  const { factor } = asked;
  const fitting = target.strategies[io].includes("resource")
    ? [request.lanes, ...factors.flatMap((each) => each > factor ? lanesOf(each, request) ?? [] : [])]
      .map((lanes) => planSchedule({ ...request, strategy: "resource", lanes }))
      .find((each) => problemOf(each, request) === null)
    : undefined;
  const isKept = keeps.strategy && strategy !== "resource" || keeps.factor && fitting?.factor !== factor;
  if (fitting === undefined || isKept) {
    throw new InterlaceError(`Cannot build layer "${layer}": ${problem}`, {
      code: "limit-exceeded",
      place: { layer },
      hint: fitting === undefined
        ? "Use fewer channels or features."
        : `Use the strategy resource with reuse factor ${fitting.factor}, the nearest that fits.`,
    });
  }
  note(`layer "${layer}": ${problem}; built with the strategy resource and reuse factor ${fitting.factor}`);
  return fitting;
}

/** What of a schedule passes a limit; null if nothing does. */
function problemOf(
  schedule: MacSchedule,
  { target, weightBits, productsOf }: FittedRequest,
): string | null {
  const { unrolledProducts, wordBits } = target.limits;
  const products = productsOf(schedule);
  if (products > unrolledProducts) {
    return `its loop body has ${products} products, for ${target.name} at most ${unrolledProducts} are supported`;
  }
  const bits = schedule.kind === "turns" ? schedule.inputLanes * schedule.outputLanes * weightBits : 0;
  if (bits > wordBits) {
    return `a word of its weights has ${bits} bits, for ${target.name} at most ${wordBits} are supported`;
  }
  return null;
}
