import { lanesText } from "./lanes.ts";
import type { MacSchedule } from "./mac_plans.ts";
import { unusualLanes } from "./mac_schedule.ts";

/** How multipliers are shared, in a comment: `reuse factor 12`, with lanes behind it where the factor means others. */
export function sharingText(schedule: MacSchedule): string {
  const lanes = unusualLanes(schedule);
  return `reuse factor ${schedule.factor}${lanes === null ? "" : ` in ${lanesText(lanes)} lanes`}`;
}
