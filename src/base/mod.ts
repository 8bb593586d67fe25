export * from "./brand.ts";
export * from "./error_codes.ts";
export * from "./errors.ts";
export * from "./exhaustive.ts";
export * from "./text/identifiers.ts";
export * from "./version.ts";
