import type { MacSchedule } from "../plans/mac_plans.ts";
import { unusualLanes } from "../plans/mac_schedule.ts";

/**
 * How multipliers are shared, in a comment of generated code, in ASCII: `reuse factor 12`, with lanes behind it where the
 * factor means others.
 */
export function sharingText(schedule: MacSchedule): string {
  const lanes = unusualLanes(schedule);
  const through = lanes === null ? "" : ` in lanes of ${lanes.inputs} by ${lanes.outputs}`;
  return `reuse factor ${schedule.factor}${through}`;
}
