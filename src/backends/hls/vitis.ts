import type { HlsTool } from "./tool.ts";

/** Vitis HLS, 2020.2 and later; its firmware is C++14. */
export const vitis: HlsTool = {
  title: "Vitis HLS",
  commands: ["vitis-run --mode hls --tcl build_prj.tcl", "vitis_hls -f build_prj.tcl (before 2024.2)"],
  standard: "c++14",
  cflags: "-std=c++14",
  solution: "solution1 -flow_target vivado",
};
