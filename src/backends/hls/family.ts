import type { BackendFamily } from "../family.ts";
import { selectCompiler } from "../compile/compiler.ts";
import { runCsim } from "./csim/run.ts";
import { stageOfFunction } from "./names/function_stages.ts";
import { renderHlsProject } from "./project/project.ts";
import { hlsToolOf } from "./tools/table.ts";

/** C++ for high-level synthesis. */
export const hls: BackendFamily = {
  name: "hls",
  language: "C++",
  comparison: "simulatorVsCsim",
  render: renderHlsProject,
  // What v++ links are kernels of Vitis HLS.
  boards: (target) => hlsToolOf(target) === "vitis" ? ["stream", "zynq", "alveo"] : ["stream", "zynq"],
  clocked: false,
  checkRunner: async ({ runners, notify } = {}) => {
    await selectCompiler(runners?.hls?.compiler, { notify });
  },
  execute: (design, inputs, { runners, ...options } = {}) =>
    runCsim(design, inputs, { ...runners?.hls, ...options }),
  functions: { areNested: true, stageOf: stageOfFunction },
};
