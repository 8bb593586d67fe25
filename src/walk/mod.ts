export * from "./axis.ts";
export * from "./counter.ts";
export * from "./samples.ts";
export * from "./stream.ts";
export * from "./unrolled_walk.ts";
export type { AxisCounters, WindowCounters } from "./window_counters.ts";
