import { isCount, isFields, isListOf, isOneOf, isText, isUpTo, type OptionRule } from "../base/options.ts";
import { MAX_EXACT_WIDTH, MAX_WIDTH } from "../fixed/construct.ts";
import {
  type ElasticTiming,
  HLS_TOOL_NAMES,
  type HlsBackend,
  type IoType,
  MEMORY_RESOURCES,
  MULTIPLIER_RESOURCES,
  type RtlBackend,
  type StallingTiming,
  STRATEGIES,
  type Strategy,
  type Target,
  type TargetLimits,
  type TargetMemories,
  type TargetTiming,
} from "./target.ts";

const isStrategies = isListOf(isOneOf(STRATEGIES));
const isResources = isListOf(isOneOf(MEMORY_RESOURCES));
const isBound = isUpTo(Infinity);
const isCycles = isUpTo(1000);

const isHls = isFields<HlsBackend>({ family: isOneOf(["hls", "rtl"]), tool: isOneOf(HLS_TOOL_NAMES) });
const isRtl = isFields<RtlBackend>({ family: isOneOf(["hls", "rtl"]) });

/** The fields of the family that it names. */
const isBackend: OptionRule = (value, place) => {
  const isOfRtl = typeof value === "object" && value !== null && "family" in value && value.family === "rtl";
  (isOfRtl ? isRtl : isHls)(value, place);
};

const isStalling = isFields<StallingTiming>({
  pipelines: isOneOf(["stalling", "elastic"]),
  move: isCycles,
  load: isCycles,
  window: isCycles,
  product: isCycles,
  table: isCycles,
  element: isCycles,
  selection: isCycles,
  level: isCycles,
  orderedAdditions: isUpTo(Infinity),
  divisionBit: isCycles,
  memoryPorts: isCount,
  sweepGap: isCycles,
});
const isElastic = isFields<ElasticTiming>({
  pipelines: isOneOf(["stalling", "elastic"]),
  mulBefore: isCycles,
  mulAfter: isCycles,
  lineAfter: isCycles,
  selectAfter: isCycles,
  adderLevels: isCount,
});

/** The fields of the pipelines that it names. */
const isTiming: OptionRule = (value, place) => {
  const isOfElastic = typeof value === "object" && value !== null && "pipelines" in value &&
    value.pipelines === "elastic";
  (isOfElastic ? isElastic : isStalling)(value, place);
};

const isOfKnownFields = isFields<Target>({
  name: isText,
  backend: isBackend,
  part: isText,
  strategies: isFields<Record<IoType, readonly Strategy[]>>({
    io_parallel: isStrategies,
    io_stream: isStrategies,
  }),
  fanOut: isOneOf(["cloned", "free"]),
  multipliers: isListOf(isOneOf(MULTIPLIER_RESOURCES)),
  memories: isFields<TargetMemories>({ stages: isResources, fifos: isResources }),
  limits: isFields<TargetLimits>({
    beatBits: isBound,
    wordBits: isBound,
    windowBits: isBound,
    partitionElements: isBound,
    unrolledProducts: isBound,
    intermediateBits: isUpTo(MAX_EXACT_WIDTH),
    accumulatorBits: isUpTo(MAX_WIDTH),
    permutedAxes: isBound,
    registerBits: isBound,
    fifoBeats: isBound,
    scheduledBeats: isBound,
  }),
  timing: isTiming,
});

/** What a target may be that a script made: its pipelines are those that its family makes. */
export const isTarget: OptionRule = (value, place) => {
  isOfKnownFields(value, place);
  const { backend, timing } = value as Target;
  const pipelines: TargetTiming["pipelines"] = backend.family === "rtl" ? "elastic" : "stalling";
  isOneOf([pipelines])(timing.pipelines, { ...place, path: `${place.path}.timing.pipelines` });
};
