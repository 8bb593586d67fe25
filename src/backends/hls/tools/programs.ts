import { basename, dirname, join } from "node:path";
import type { FamilyPrograms } from "../../tools/programs.ts";

/** Programs of AMD's tools, those that build projects and those that stand beside them. */
export const HLS_PROGRAMS: FamilyPrograms = {
  programs: [
    {
      name: "vitis-run",
      versionArgument: "--version",
      enables: "runs projects of the vitis back end (2023.1 and newer)",
    },
    { name: "v++", versionArgument: "--version", enables: "compiles kernels for Vitis platforms" },
    {
      name: "vitis_hls",
      versionArgument: "-version",
      enables: "runs projects of the vitis back end (before 2024.2)",
    },
    { name: "vivado_hls", versionArgument: "-version", enables: "runs projects of the vivado back end" },
    { name: "vivado", versionArgument: "-version", enables: "places and routes what the HLS tools export" },
  ],
  variables: ["XILINX_HLS", "XILINX_VITIS", "XILINX_VIVADO"],
  signposts: {
    // They cannot run a project's script by themselves.
    programs: ["v++", "vivado"],
    // …/Vivado/2023.2/bin and …/Vitis_HLS/2023.2/bin are installed side by side.
    beside: (folder) => {
      const [version, root] = [basename(dirname(folder)), dirname(dirname(dirname(folder)))];
      return ["Vitis_HLS", "Vitis", "Vivado"].map((product) => join(root, product, version, "bin"));
    },
  },
};
