// Its CommonJS build would make Deno set up Node.js's world before anything starts.
export { closest } from "npm:fastest-levenshtein@1.0.16/esm/mod.js";
