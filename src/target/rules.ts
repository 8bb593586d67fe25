import { isCount, isFields, isListOf, isOneOf, isText, isUpTo, type OptionRule } from "../base/options.ts";
import { MAX_WIDTH } from "../fixed/mod.ts";
import {
  HLS_TOOL_NAMES,
  type IoType,
  STRATEGIES,
  type Strategy,
  type Target,
  type TargetBackend,
  type TargetLimits,
  type TargetTiming,
} from "./target.ts";

/** Bits of the widest number that the simulators compute with. */
const SIMULATED_BITS = 128;

const isStrategies = isListOf(isOneOf(STRATEGIES));
const isBound = isUpTo(Infinity);
const isCycles = isUpTo(1000);

/** What a target may be that a script made. */
export const isTarget: OptionRule = isFields<Target>({
  name: isText,
  backend: isFields<TargetBackend>({ family: isOneOf(["hls"]), tool: isOneOf(HLS_TOOL_NAMES) }),
  part: isText,
  strategies: isFields<Record<IoType, readonly Strategy[]>>({
    io_parallel: isStrategies,
    io_stream: isStrategies,
  }),
  fanOut: isOneOf(["cloned", "free"]),
  limits: isFields<TargetLimits>({
    beatBits: isBound,
    wordBits: isBound,
    partitionElements: isBound,
    intermediateBits: isUpTo(SIMULATED_BITS),
    accumulatorBits: isUpTo(MAX_WIDTH),
    permutedAxes: isBound,
    registerBits: isBound,
    fifoBeats: isBound,
    scheduledBeats: isBound,
  }),
  timing: isFields<TargetTiming>({
    move: isCycles,
    load: isCycles,
    window: isCycles,
    product: isCycles,
    table: isCycles,
    element: isCycles,
    selection: isCycles,
    level: isCycles,
    divisionBit: isCycles,
    memoryPorts: isCount,
    sweepGap: isCycles,
  }),
});
