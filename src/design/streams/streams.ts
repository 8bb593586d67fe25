import {
  draftDepths,
  draftElasticDepths,
  ElasticRun,
  isBalanced,
  LEAST_DEPTH,
  type Network,
  type NetworkFifo,
  type NetworkProcess,
  type NetworkSchedule,
  type NetworkTrace,
  scheduleElastic,
  scheduleNetwork,
  type StreamLoop,
  type StreamPassage,
  traceElastic,
  traceNetwork,
  type TraceRequest,
} from "../../dataflow/mod.ts";
import type { DraftParts } from "../draft.ts";
import { elasticNetworkOf } from "./elastic_network.ts";
import { type FifoParts, fifosOf } from "./fifos.ts";
import type { Design, Stage } from "../plans/plan.ts";
import type { StreamTensor, TensorPlan } from "../plans/tensor_plan.ts";
import { withOperands } from "../stage_ends.ts";
import {
  inputTensors,
  outputsOf,
  outputTensors,
  streamNamed,
  streamOf,
  streamsOf,
  type WithTensors,
} from "../stage_tensors.ts";
import { stageTitle } from "../stage_title.ts";
import { stageLoops } from "./stream_loops.ts";

/** The FIFOs of a design as they will be built. */
export interface PlannedStreams {
  readonly tensors: ReadonlyMap<string, TensorPlan>;
  /** Null for a network that is too large to be scheduled. */
  readonly schedule: NetworkSchedule | null;
}

/** Gives the FIFOs of an `io_stream` design their depths; `set` are some by the tensor that a layer makes. */
export type PlanStreams = (parts: NetworkParts, set: ReadonlyMap<string, number>) => PlannedStreams;

/** Of a design, what its dataflow follows from. */
export type NetworkParts = Pick<Design, "stages" | "tensors" | "inputs" | "outputs" | "target">;

/**
 * Gives every FIFO of an `io_stream` design its depth: the one that was set, or the smallest that keeps the interval. A
 * network of more beats than the target's limit is not scheduled; see {@linkcode ruleDepth}.
 *
 * @param set Depths by the name of the tensor that a layer makes; copies of it and other beats of it take them over.
 * @throws {InterlaceError} for depths that deadlock, naming the stages that wait for each other and the FIFO to deepen.
 */
export const planStreams: PlanStreams = (parts, set) => {
  const schedule = isTooLarge(parts) ? null : dataflowOf(parts, set).schedule();
  const depths = new Map(schedule?.fifos.map(({ name, depth }) => [name, depth]));
  return { tensors: withDepths(parts, set, depths), schedule };
};

/**
 * As {@linkcode planStreams}, but without a schedule, and in a fraction of the time: no FIFO is shallower than there.
 *
 * @throws {InterlaceError} as there.
 */
export const draftStreams: PlanStreams = (parts, set) => {
  if (isTooLarge(parts)) return planStreams(parts, set);
  const { fifos, depths } = dataflowOf(parts, set).draft();
  const byName = new Map(depths.map((depth, fifo) => [fifos[fifo].name, depth]));
  return { tensors: withDepths(parts, set, byName), schedule: null };
};

/**
 * When the beats of every tensor of a design with elastic pipelines pass, images behind each other from cycle 1 on, and how
 * many each FIFO holds at most: exactly what simulation of its Verilog counts.
 *
 * @returns By the name of the tensor; null for other pipelines, and where nothing was scheduled.
 */
export function streamPassages(design: Design, images: number): ReadonlyMap<string, StreamPassage> | null {
  const { schedule, target: { timing } } = design;
  if (schedule === null || timing.pipelines !== "elastic") return null;
  const network = elasticNetworkOf(design, timing, (name) => streamNamed(design, name).depth);
  const run = new ElasticRun(network, { depths: network.fifos.map(({ depth }) => depth ?? 0), images });
  if (!run.run()) throw new RangeError("the network deadlocks at depths at which it did not");
  return new Map(
    [...network.fifos, ...network.ports].map(({ name }, index) => {
      const { firsts, lasts, fill } = run.streams[index];
      return [name, { firsts, lasts, fill: index < network.fifos.length ? fill : null }];
    }),
  );
}

/** A dataflow as the target's pipelines make it. */
interface Dataflow {
  /** Null where a stage does other things to its streams than its module, if it has one. */
  readonly schedule: () => NetworkSchedule | null;
  readonly draft: () => {
    readonly fifos: readonly { readonly name: string }[];
    readonly depths: readonly number[];
  };
}

function dataflowOf(parts: NetworkParts, set: ReadonlyMap<string, number>): Dataflow {
  const { timing } = parts.target;
  switch (timing.pipelines) {
    case "stalling": {
      const network = networkOf(parts, set);
      return {
        schedule: () => scheduleNetwork(network),
        draft: () => ({ fifos: network.fifos, depths: draftDepths(network) }),
      };
    }
    case "elastic": {
      const origins = originsOf(parts.stages);
      const network = elasticNetworkOf(parts, timing, (name) => set.get(origins.get(name)!) ?? null);
      return {
        schedule: () => isBalanced(network) ? scheduleElastic(network) : null,
        draft: () => ({
          fifos: network.fifos,
          depths: isBalanced(network) ? draftElasticDepths(network) : [],
        }),
      };
    }
  }
}

function isTooLarge({ tensors, target }: NetworkParts): boolean {
  let beats = 0;
  for (const tensor of streamsOf({ tensors })) beats += tensor.beats.count;
  return beats > target.limits.scheduledBeats;
}

/** The tensors with the depths that were computed; else with those that were set, else by rule. */
function withDepths(
  { stages, tensors }: NetworkParts,
  set: ReadonlyMap<string, number>,
  computed: ReadonlyMap<string, number>,
): ReadonlyMap<string, TensorPlan> {
  const origins = originsOf(stages);
  const joined = new Set(stages.flatMap(({ inputs }) => inputs.length > 1 ? inputs : []));
  const depthOf = (tensor: StreamTensor) =>
    computed.get(tensor.name) ?? set.get(origins.get(tensor.name)!) ??
      ruleDepth(tensor, joined.has(tensor.name));
  return new Map(
    streamsOf({ tensors }).map((tensor) => [tensor.name, { ...tensor, depth: depthOf(tensor) }]),
  );
}

/**
 * A depth without a schedule: the whole tensor in front of a stage of several inputs, so that no path waits for another
 * and nothing can deadlock; else a row of pixels, because a transposed convolution reads a row while it writes the first
 * of several output rows and none while it writes the others.
 */
function ruleDepth({ beats, shape }: StreamTensor, joined: boolean): number {
  const row = shape.length > 1 ? shape[shape.length - 2] : 1;
  return Math.max(LEAST_DEPTH, joined ? beats.count : row);
}

/** The stages of an `io_stream` design as processes, and the tensors between them as FIFOs, some of a set depth. */
export function networkOf(
  parts: NetworkParts,
  set: ReadonlyMap<string, number> = new Map(),
): Network {
  const origins = originsOf(parts.stages);
  const fifos = fifosOf(parts)
    .map((name): NetworkFifo => ({ name, depth: set.get(origins.get(name)!) ?? null }));
  const indices = new Map(fifos.map(({ name }, index) => [name, index]));
  const processes = parts.stages.filter(({ plan }) => plan.kind !== "input").map((stage): NetworkProcess => {
    const outputs = outputsOf(stage);
    const fifoOf = (name: string) => indices.get(name) ?? null;
    return {
      name: stage.name,
      kind: stageTitle(stage.plan),
      loops: loopsOf(parts, stage),
      inputs: stage.inputs.map(fifoOf),
      outputs: outputs.map(fifoOf),
    };
  });
  return { processes, fifos };
}

/** The loops of a stage of an `io_stream` design. */
function loopsOf(design: WithTensors, stage: Stage): readonly StreamLoop[] {
  return stageLoops(stage, {
    inputs: inputTensors(design, stage).map(streamOf),
    outputs: outputTensors(design, stage).map(streamOf),
  });
}

/** Tensors that stages make whose beats wait in a FIFO, as they are, as a copy or in beats of another width. */
export function fifoOrigins(parts: FifoParts & Pick<DraftParts, "stages">): readonly string[] {
  const origins = originsOf(parts.stages);
  return fifosOf(parts).map((name) => origins.get(name)!);
}

/** For every tensor the one that it is a copy of, or holds in other beats; itself where it is neither. */
export function originsOf(stages: DraftParts["stages"]): ReadonlyMap<string, string> {
  const origins = new Map<string, string>();
  for (const stage of stages) {
    const { kind, inputs } = withOperands(stage, (name) => origins.get(name)!);
    const origin = kind === "clone" || kind === "repack" ? inputs[0] : stage.name;
    for (const name of outputsOf(stage)) origins.set(name, origin);
  }
  return origins;
}

/**
 * What stages and FIFOs of a scheduled design do over time, images following one another at its interval.
 * @returns Null where nothing was scheduled.
 */
export function traceStreams(
  design: Design,
  { images, columns }: Pick<TraceRequest, "images" | "columns">,
): NetworkTrace | null {
  const { schedule, target: { timing } } = design;
  if (schedule === null) return null;
  const depths = schedule.fifos.map(({ depth }) => depth);
  switch (timing.pipelines) {
    case "stalling": {
      const interval = schedule.intervalCycles;
      return traceNetwork(networkOf(design), { depths, interval, images, columns });
    }
    case "elastic":
      return traceElastic(elasticNetworkOf(design, timing, () => null), { depths, images, columns });
  }
}
