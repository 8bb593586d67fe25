/** Names of the tools that a project can be made for. */
export const BACKEND_NAMES = ["vitis", "vivado"] as const;

/** A tool that a project can be made for. */
export type BackendName = typeof BACKEND_NAMES[number];
