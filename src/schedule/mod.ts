export * from "./axis.ts";
export * from "./counter.ts";
export * from "./network.ts";
export { draftDepths, scheduleNetwork } from "./network_schedule.ts";
export * from "./processes.ts";
export { windowRuns } from "./processes_window.ts";
export * from "./stream.ts";
export * from "./samples.ts";
export type { AxisCounters, WindowCounters } from "./window_counters.ts";
