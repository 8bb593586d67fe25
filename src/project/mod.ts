/**
 * Projects: rendered whole, written whole or not at all, and opened again.
 *
 * @module
 */
export type { ProjectFiles } from "./manifest.ts";
export { type OpenedProject, openProject } from "./open.ts";
export { type ProjectOptions, renderProject } from "./render.ts";
export { checkPlace, writeFolder, writeProject } from "./write.ts";
