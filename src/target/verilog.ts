import { STRATEGIES, type Target } from "./target.ts";
import { vitis } from "./vitis.ts";

/**
 * Verilog of our own modules, for any tool that synthesises it.
 *
 * Cycles are those of `templates/rtl` for the beat that is furthest on its way: from what starts it to where the next stage
 * may read it, two cycles of the FIFO between them included. The schedule takes pipelines to stall and stages to finish an
 * image before the next, which those of the Verilog do not: simulation of the Verilog tells its cycles.
 */
export const verilog: Target = {
  ...vitis,
  name: "verilog",
  backend: { family: "rtl" },
  strategies: { io_parallel: [], io_stream: STRATEGIES },
  // Its memories are arrays without attributes, its products operators.
  memories: { stages: [], fifos: [] },
  multipliers: [],
  timing: {
    move: 3,
    load: 1,
    window: 2,
    product: 4,
    table: 4,
    element: 2,
    selection: 0,
    level: 1,
    divisionBit: 1,
    memoryPorts: 2,
    sweepGap: 0,
  },
};
