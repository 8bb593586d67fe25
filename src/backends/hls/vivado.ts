import type { HlsTool } from "./tool.ts";

/** Vivado HLS, 2018.3 to 2020.1; its firmware is C++11. */
export const vivado: HlsTool = {
  title: "Vivado HLS",
  commands: ["vivado_hls -f build_prj.tcl"],
  standard: "c++11",
  cflags: "-std=c++0x",
  solution: "solution1",
};
