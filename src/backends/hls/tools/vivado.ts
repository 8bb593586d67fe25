import { BUILD_SCRIPT } from "../project/build_script.ts";
import type { HlsTool } from "./tool.ts";

/** Vivado HLS, 2018.3 to 2020.1; its firmware is C++11. */
export const vivado: HlsTool = {
  title: "Vivado HLS",
  programs: [{ name: "vivado_hls", args: ["-f", BUILD_SCRIPT] }],
  commands: [{ command: `vivado_hls -f ${BUILD_SCRIPT}`, about: "C simulation and synthesis" }],
  cflags: "-std=c++0x",
  solution: () => "solution1",
  boundsPartitions: true,
  configuration: null,
};
