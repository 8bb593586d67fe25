import {
  type ConvolutionParallel,
  type ConvolutionPlan,
  type ConvolutionStream,
  type GridAxis,
  loopOf,
  type MemoryPlan,
  type ParallelPhase,
  type PhasePlan,
  type Stage,
  type TensorPlan,
} from "../../../design/mod.ts";
import { sizeOf } from "../../../tensor/mod.ts";
import { axisStruct, axisWalk, walkMembers } from "./axis_struct.ts";
import type { ConstantTable } from "../names/literals.ts";
import {
  addressMembers,
  biasTable,
  macMembers,
  memoryMembers,
  orderMember,
  phaseLookup,
  weightTable,
} from "./mac_configs.ts";
import { naming } from "../names/naming.ts";
import type { StageCode } from "./stage_code.ts";
import { counterType } from "../names/cpp_type.ts";
import { memoriesOf, storageMember } from "../project/storage.ts";
import { ints, type Member, struct, typedefs } from "./struct.ts";

/** A convolution, plain or transposed. */
export function convolutionCode(
  stage: Stage,
  plan: ConvolutionPlan,
  tensors: { readonly input: TensorPlan; readonly output: TensorPlan },
): StageCode {
  const schedule = scheduleCode(plan);
  const code = plan.walk.kind === "stream"
    ? streamCode(stage, plan, { walk: plan.walk, schedule })
    : parallelCode(stage, plan, { walk: plan.walk, schedule, ...tensors });
  const common: Member[] = [
    ...code.axes,
    ...macMembers(plan, { outputs: plan.channels.output, sums: schedule.sums }),
    ...ints({
      channels: plan.channels.input,
      groups: plan.groups,
      group_inputs: plan.groupChannels.input,
      group_outputs: plan.groupChannels.output,
      phases: plan.phases.length,
      initiation_interval: plan.schedule.interval,
    }),
  ];
  const config = naming.config(stage.id);
  const bias = biasTable(stage, plan);
  const kernel = `conv${plan.geometry.length}d_${plan.walk.kind}`;
  return {
    tables: [...code.weights, bias],
    configs: code.before + struct(config, [...common, ...code.members]),
    headers: [`conv_${plan.walk.kind}.h`],
    call: {
      kernel,
      config,
      tags: [],
      constants: [...code.weightArguments, bias.name],
    },
  };
}

/** Axes that a stream kernel walks, and its own counters. */
function streamAxes({ rows, columns }: ConvolutionPlan, walk: ConvolutionStream): Member[] {
  const counters = walkMembers(loopOf(walk), columns);
  if (rows === null) return [axisStruct("columns", axisWalk(columns), counters.columns)];
  return [
    axisStruct("rows", { ...axisWalk(rows), window: rows.window }, counters.rows),
    axisStruct("columns", { ...axisWalk(columns), window: columns.window }, counters.columns),
    ...counters.fill,
  ];
}

/** Axes of the windows of a map in registers. */
function gridAxes({ rows, columns }: ConvolutionPlan, { counters }: ConvolutionParallel): Member[] {
  const typesOf = ({ position, output }: GridAxis) =>
    typedefs({ position_t: counterType(position), output_t: counterType(output) });
  const along = typesOf(counters.columns);
  if (rows === null || counters.rows === null) return [axisStruct("columns", axisWalk(columns), along)];
  const { window, windows } = columns;
  return [
    axisStruct("rows", axisWalk(rows), typesOf(counters.rows)),
    axisStruct("columns", { ...axisWalk(columns), window, windows }, along),
  ];
}

/** What the kernels of each schedule read. */
interface ScheduleCode {
  readonly sums: readonly Member[];
  /** Of multipliers that all phases share. */
  readonly ofShared: (walk: ConvolutionStream) => readonly Member[];
  /** Of a phase with multipliers of its own. */
  readonly ofPhase: (own: ParallelPhase) => Record<string, number>;
}

function scheduleCode(plan: ConvolutionPlan): ScheduleCode {
  switch (plan.schedule.kind) {
    case "turns":
      return {
        sums: [orderMember(plan)],
        ofShared: ({ phases }) => [phaseLookup("turns", phases.map(({ turns }) => turns))],
        ofPhase: ({ turns }) => ({ turns }),
      };
    case "unrolled": {
      const { phases, inputs, channels } = plan;
      return {
        sums: [],
        ofShared: () => ints({ selected_weights: phases.length > 1 ? inputs * channels.output : 1 }),
        ofPhase: () => ({}),
      };
    }
  }
}

/** What differs with the way through the tensors. */
interface WalkCode {
  /** What it reads of the axes. */
  readonly axes: readonly Member[];
  readonly weights: readonly ConstantTable[];
  /** Tables that the kernel gets as arguments. */
  readonly weightArguments: readonly string[];
  /** Text in front of the configuration. */
  readonly before: string;
  readonly members: readonly Member[];
}

function streamCode(
  stage: Stage,
  plan: ConvolutionPlan,
  { walk, schedule }: { readonly walk: ConvolutionStream; readonly schedule: ScheduleCode },
): WalkCode {
  const { rows, phases } = plan;
  const weights = weightTable(naming.weights(stage.id), plan, walk.weights);
  const taps = phases.map((phase) => tapPixels(phase, plan.taps));
  return {
    axes: streamAxes(plan, walk),
    weights: [weights],
    weightArguments: [weights.name],
    before: "",
    members: [
      ...ints({
        taps: plan.taps,
        window: walk.window,
        ...rows ? { line_rows: Math.max(1, loopOf(walk).lineRows), period: loopOf(walk).period } : {},
        iterations: loopOf(walk).iterations,
        multipliers: plan.schedule.multipliers,
      }),
      ...memoryMembers(plan, walk.weights, memoriesOf(stage, "weights")[0]),
      ...addressMembers(walk.weights),
      ...schedule.ofShared(walk),
      ...rows ? storageMember("line_storage", memoriesOf(stage, "line")[0]) : [],
      phaseLookup("taps", phases.map(({ taps }) => taps.length)),
      phaseLookup("inputs", phases.map(({ inputs }) => inputs)),
      phaseLookup("base", walk.phases.map(({ base }) => base)),
      { kind: "lookup", name: "tap", parameters: ["phase", "slot"], table: taps },
    ],
  };
}

function parallelCode(
  stage: Stage,
  plan: ConvolutionPlan,
  { walk, schedule, input, output }: {
    readonly walk: ConvolutionParallel;
    readonly schedule: ScheduleCode;
    readonly input: TensorPlan;
    readonly output: TensorPlan;
  },
): WalkCode {
  const weights = walk.phases.map((phase, i) =>
    weightTable(naming.weights(stage.id, i), plan, phase.weights)
  );
  // One a phase that has inputs.
  const memories = memoriesOf(stage, "weights").values();
  const phases = plan.phases.map((phase, i) =>
    phaseStruct(naming.phase(stage.id, i), plan, {
      phase,
      own: walk.phases[i],
      schedule,
      memory: phase.inputs === 0 ? undefined : memories.next().value,
    })
  );
  return {
    axes: gridAxes(plan, walk),
    weights,
    weightArguments: [],
    before: phases.join(""),
    members: [
      ...ints({
        in_size: sizeOf(input.shape),
        out_size: sizeOf(output.shape),
        parallel: walk.windows,
        iterations: walk.iterations,
        multipliers: walk.multipliers,
      }),
      { kind: "text", text: computeWindow(stage, plan, weights.map((table) => table.name)) },
    ],
  };
}

/** One of the small convolutions of an io_parallel convolution. */
function phaseStruct(
  name: string,
  { rows, weights }: ConvolutionPlan,
  { phase, own, schedule, memory }: {
    readonly phase: PhasePlan;
    readonly own: ParallelPhase;
    readonly schedule: ScheduleCode;
    /** Of its weights; absent where they are none. */
    readonly memory: MemoryPlan | undefined;
  },
): string {
  return struct(name, [
    ...ints({
      ...rows ? { row: phase.row } : {},
      column: phase.column,
      taps: phase.taps.length,
      inputs: phase.inputs,
      input_lanes: own.inputLanes,
      ...schedule.ofPhase(own),
    }),
    ...memoryMembers({ weights }, own.weights, memory),
    { kind: "lookup", name: "tap", parameters: ["slot"], table: tapPixels(phase, phase.taps.length) },
  ]);
}

/** The pixel of the window that each tap reads; slots that a phase has no tap for read anything, and are not used. */
function tapPixels({ taps }: PhasePlan, slots: number): number[] {
  return Array.from({ length: Math.max(1, slots) }, (_, slot) => taps[slot]?.pixel ?? 0);
}

/** The function that computes all phases of one window of an io_parallel convolution. */
function computeWindow(stage: Stage, plan: ConvolutionPlan, weights: readonly string[]): string {
  const config = naming.config(stage.id);
  const calls = plan.phases.flatMap((_, i) => [
    `    nnet::conv_phase<data_T, res_T, ${config}, ${naming.phase(stage.id, i)}>(`,
    `        map, window, turn, output_turn, ${weights[i]}, biases, inputs[${i}], acc[${i}], made);`,
  ]);
  return [
    "template <class data_T, class res_T, class GRID>",
    "static void compute_window(const data_T map[GRID::in_rows][columns::input][channels], const GRID &window,",
    "                           int turn, int output_turn, const bias_t biases[out_channels],",
    "                           data_T inputs[phases][groups][turns][input_lanes],",
    "                           accum_t acc[phases][output_lanes],",
    "                           res_T made[GRID::out_rows][columns::output][out_channels]) {",
    "#pragma HLS INLINE",
    ...calls,
    "}",
  ].join("\n");
}
