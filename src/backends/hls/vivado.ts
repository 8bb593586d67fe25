import { BUILD_SCRIPT } from "./build_script.ts";
import type { HlsTool } from "./tool.ts";

/** Vivado HLS, 2018.3 to 2020.1; its firmware is C++11. */
export const vivado: HlsTool = {
  title: "Vivado HLS",
  programs: [{ name: "vivado_hls", args: ["-f", BUILD_SCRIPT] }],
  commands: [`vivado_hls -f ${BUILD_SCRIPT}`],
  cflags: "-std=c++0x",
  solution: "solution1",
};
