import { findCompilers } from "../../src/backends/hls/csim/mod.ts";
import { wantsAll } from "../conformance/cases.ts";

/** Whether no native compiler works here: tests that need one are ignored. */
export const noNative: boolean = !(await findCompilers()).some(({ kind, available }) =>
  kind === "native" && available
);

/**
 * How programs of many small designs are compiled: they run for milliseconds, and optimising takes more than half of a
 * compiler's time. The whole matrix compiles what the suite has as users compile a large design.
 */
export const OPTIMIZE = wantsAll() ? "2" : "g";
