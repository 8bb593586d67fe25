export * from "./axis.ts";
export * from "./stream.ts";
