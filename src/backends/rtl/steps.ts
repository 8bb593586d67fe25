import type { BuildStep } from "../step.ts";

/** What `build` does with a project in Verilog. */
export const RTL_STEPS: readonly BuildStep[] = [
  {
    name: "vsynth",
    title: "Logic synthesis",
    help: "logic synthesis; of C++ it takes a synthesis as well",
    reports: false,
    isDefault: true,
  },
];
