import type { FamilyPrograms } from "../programs.ts";

/** Programs that synthesise a project; `vivado` is looked for with the tools that it comes with. */
export const RTL_PROGRAMS: FamilyPrograms = {
  programs: [
    {
      name: "quartus_sh",
      versionArgument: "--version",
      enables: "synthesises projects of the verilog back end",
    },
    { name: "yosys", versionArgument: "-V", enables: "synthesises Verilog of the verilog back end" },
  ],
  variables: ["XILINX_VIVADO"],
  signposts: { programs: [], beside: () => [] },
};
