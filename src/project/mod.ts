/**
 * Projects: rendered whole, written whole or not at all, and opened again.
 *
 * @module
 */
export { MANIFEST, type ProjectFiles } from "./manifest.ts";
export { type OpenedProject, openProject } from "./open.ts";
export { type ProjectOptions, renderProject } from "./render.ts";
export { checkPlace, writeProject } from "./write.ts";
export { writeFolder } from "./write_folder.ts";
