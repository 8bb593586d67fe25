import { type ElasticTiming, STRATEGIES, type Target } from "./target.ts";
import { vitis } from "./vitis.ts";

/** Verilog of our own modules, for any tool that synthesises it: their cycles are known, and so is the schedule. */
export const verilog: Target & { readonly timing: ElasticTiming } = {
  ...vitis,
  name: "verilog",
  backend: { family: "rtl" },
  strategies: { io_parallel: [], io_stream: STRATEGIES },
  // Its memories are arrays without attributes, its products operators, or sums if so asked.
  memories: { stages: [], fifos: [] },
  multipliers: ["lut"],
  // Of wires and registers no tool for Verilog has such limits.
  limits: { ...vitis.limits, beatBits: Infinity, wordBits: Infinity, windowBits: 512 },
  timing: { pipelines: "elastic", mulBefore: 3, mulAfter: 1, lineAfter: 1, selectAfter: 0, adderLevels: 1 },
};
