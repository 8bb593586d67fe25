export { parseConfiguration } from "./configuration.ts";
export { deserialiseOptions, type SerialisedOptions, serialiseOptions } from "./configuration_json.ts";
export { mergeOptions } from "./configuration_merge.ts";
export * from "./create.ts";
export * from "./options.ts";
export * from "./plan.ts";
export { divisors, isValidReuseFactor, validReuseFactors } from "./reuse.ts";
export { DEFAULT_PRECISION } from "./settings.ts";
export { foldEntry, tableEntryType } from "./table.ts";
