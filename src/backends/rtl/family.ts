import type { BackendFamily } from "../family.ts";
import { renderRtlProject } from "./project/project.ts";
import { executeRtl } from "./simulation/execute.ts";
import { usableSimulator } from "./simulation/simulators.ts";
import { stageOfInstance } from "./text/instance_stages.ts";

/** Verilog-2005, one module a stage. */
export const rtl: BackendFamily = {
  name: "rtl",
  language: "Verilog",
  comparison: "simulatorVsRtl",
  render: renderRtlProject,
  boards: () => ["stream", "uart"],
  clocked: true,
  checkRunner: async ({ runners } = {}) => {
    await usableSimulator(runners?.rtl?.simulator);
  },
  execute: executeRtl,
  functions: { areNested: false, stageOf: stageOfInstance },
};
