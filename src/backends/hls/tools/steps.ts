import type { BuildStep } from "../../tools/step.ts";

/** Steps of `build_prj.tcl` in the order in which they run. */
export const HLS_STEPS: readonly BuildStep[] = [
  {
    name: "csim",
    title: "C simulation",
    help: "C simulation: the firmware against the expected outputs",
    reports: false,
    isDefault: true,
  },
  { name: "synth", title: "C synthesis", help: "C synthesis", reports: true, isDefault: true },
  {
    name: "cosim",
    title: "C/RTL co-simulation",
    help: "co-simulation of the RTL; takes a synthesis as well",
    after: "synth",
    reports: true,
    isDefault: false,
    needs: "vivado",
  },
  {
    name: "export",
    title: "Export of the IP",
    help: "export of the IP; takes a synthesis as well",
    after: "synth",
    reports: true,
    isDefault: false,
    needs: "vivado",
  },
  {
    name: "vsynth",
    title: "Logic synthesis",
    help: "logic synthesis; takes a synthesis as well",
    after: "synth",
    reports: true,
    isDefault: false,
    needs: "vivado",
  },
];
