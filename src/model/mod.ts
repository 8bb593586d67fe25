export * from "./builder.ts";
export * from "./builder_options.ts";
export * from "./cost.ts";
export * from "./create.ts";
export * from "./layer_facts.ts";
export * from "./model.ts";
export type { AveragePoolOptions, PoolOptions } from "./pool_options.ts";
export * from "./print.ts";
