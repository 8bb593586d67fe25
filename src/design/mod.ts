export * from "./create.ts";
export * from "./options.ts";
export * from "./plan.ts";
export { divisors, isValidReuseFactor, validReuseFactors } from "./reuse.ts";
export { DEFAULT_PRECISION } from "./settings.ts";
export { foldEntry, tableEntryType } from "./table.ts";
