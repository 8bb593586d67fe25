import { BUILD_SCRIPT } from "./build_script.ts";
import type { HlsTool } from "./tool.ts";

/** Vitis HLS, 2020.2 and later; its firmware is C++14. */
export const vitis: HlsTool = {
  title: "Vitis HLS",
  programs: [
    { name: "vitis-run", args: ["--mode", "hls", "--tcl", BUILD_SCRIPT] },
    { name: "vitis_hls", args: ["-f", BUILD_SCRIPT] },
  ],
  commands: [`vitis-run --mode hls --tcl ${BUILD_SCRIPT}`, `vitis_hls -f ${BUILD_SCRIPT} (before 2024.2)`],
  cflags: "-std=c++14",
  solution: "solution1 -flow_target vivado",
};
