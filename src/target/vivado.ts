import { MEMORY_RESOURCES } from "./target.ts";
import { vitis } from "./vitis.ts";

/** Vivado HLS, 2018.3 to 2020.1; of its pipelines the same is assumed as of those of its successor. */
export const vivado: typeof vitis = {
  ...vitis,
  name: "vivado",
  backend: { family: "hls", tool: "vivado" },
  // It has no core for a FIFO in UltraRAM (UG902, "Functional Units and Storage").
  memories: { stages: MEMORY_RESOURCES, fifos: ["lut", "block"] },
  // [XFORM 203-103] of arrays, [XFORM 203-504] of what is unrolled.
  limits: { ...vitis.limits, partitionElements: 4096, unrolledProducts: 4096 },
};
