export * from "./definition.ts";
export * from "./geometry.ts";
export * from "./kernel.ts";
export * from "./layer.ts";
export * from "./table.ts";
