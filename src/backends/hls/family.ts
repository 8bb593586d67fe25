import type { BackendFamily } from "../family.ts";
import { runCsim } from "./csim/run.ts";
import { renderHlsProject } from "./project.ts";

/** C++ for high-level synthesis. */
export const hls: BackendFamily = {
  name: "hls",
  language: "C++",
  comparison: "simulatorVsCsim",
  render: renderHlsProject,
  boards: () => ["stream"],
  clocked: false,
  execute: (design, inputs, { runners, ...options } = {}) =>
    runCsim(design, inputs, { ...runners?.hls, ...options }),
};
