import { MAX_EXACT_WIDTH, MAX_WIDTH } from "../fixed/construct.ts";
import {
  MEMORY_RESOURCES,
  MULTIPLIER_RESOURCES,
  type StallingTiming,
  STRATEGIES,
  type Target,
} from "./target.ts";

/**
 * Vitis HLS, 2020.2 and later.
 *
 * Only synthesis knows how deep a pipeline becomes; the cycles here are assumed, rather too large than too small: a
 * pipeline deeper than assumed holds beats that a FIFO beside it must hold too.
 */
export const vitis: Target & { readonly timing: StallingTiming } = {
  name: "vitis",
  backend: { family: "hls", tool: "vitis" },
  // A Virtex UltraScale+ that both tools know.
  part: "xcvu13p-flga2577-2-e",
  strategies: { io_parallel: STRATEGIES, io_stream: STRATEGIES },
  // An array between the processes of a dataflow region must have one producer and one consumer (UG1399, "Dataflow
  // Optimization Limitations").
  fanOut: "cloned",
  memories: { stages: MEMORY_RESOURCES, fifos: MEMORY_RESOURCES },
  multipliers: MULTIPLIER_RESOURCES,
  limits: {
    // [HLS 214-256]: an aggregated beat is "larger than 4096".
    beatBits: 4096,
    // [XFORM 203-133]
    wordBits: 65_536,
    windowBits: Infinity,
    partitionElements: Infinity,
    unrolledProducts: Infinity,
    intermediateBits: MAX_EXACT_WIDTH,
    accumulatorBits: MAX_WIDTH,
    // A loop of the kernel each: sub-pixel convolution, spelled out, has five.
    permutedAxes: 5,
    // The largest devices there are have about this many registers (Versal Premium VP1902: 16.9 million).
    registerBits: 2 ** 24,
    // More beats than a device holds.
    fifoBeats: 2 ** 24,
    // What fits into memory and into seconds.
    scheduledBeats: 12_000_000,
  },
  timing: {
    pipelines: "stalling",
    move: 3,
    load: 2,
    window: 3,
    product: 3,
    table: 3,
    element: 3,
    selection: 1,
    level: 1,
    // At 5 ns an addition, a comparison and a selection twice over are as much as fits.
    orderedAdditions: 2,
    divisionBit: 1,
    memoryPorts: 2,
    // More than a block RAM needs to read and write.
    sweepGap: 4,
  },
};
