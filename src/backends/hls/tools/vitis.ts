import { BUILD_SCRIPT } from "../project/build_script.ts";
import type { HlsTool } from "./tool.ts";

/** What `v++` and `vitis-run` are configured by (UG1399, "HLS Config File Commands"). */
const CONFIGURATION = "hls_config.cfg";
const WITH_CONFIGURATION = `--config ${CONFIGURATION} --work_dir vitis_component`;

/** Vitis HLS, 2020.2 and later; its firmware is C++14. */
export const vitis: HlsTool = {
  title: "Vitis HLS",
  programs: [
    { name: "vitis-run", args: ["--mode", "hls", "--tcl", BUILD_SCRIPT] },
    { name: "vitis_hls", args: ["-f", BUILD_SCRIPT] },
  ],
  commands: [
    { command: `vitis-run --mode hls --tcl ${BUILD_SCRIPT}`, about: "C simulation and synthesis" },
    { command: `vitis_hls -f ${BUILD_SCRIPT}`, about: "the same, before 2024.2" },
  ],
  cflags: "-std=c++14",
  solution: (flow) => `solution1 -flow_target ${flow}`,
  boundsPartitions: false,
  configuration: {
    file: CONFIGURATION,
    commands: [
      { command: `vitis-run --mode hls --csim ${WITH_CONFIGURATION}`, about: "C simulation" },
      { command: `v++ -c --mode hls ${WITH_CONFIGURATION}`, about: "synthesis" },
      { command: `vitis-run --mode hls --cosim ${WITH_CONFIGURATION}`, about: "co-simulation" },
      { command: `vitis-run --mode hls --package ${WITH_CONFIGURATION}`, about: "export of the IP" },
      { command: `vitis-run --mode hls --impl ${WITH_CONFIGURATION}`, about: "place and route" },
    ],
  },
};
