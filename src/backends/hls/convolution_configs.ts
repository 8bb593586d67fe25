import type {
  ConvolutionParallel,
  ConvolutionPlan,
  ConvolutionStream,
  ParallelPhase,
  PhasePlan,
  Stage,
  TensorPlan,
} from "../../design/mod.ts";
import { sizeOf } from "../../tensor/mod.ts";
import { axisStruct } from "./axis_struct.ts";
import type { ConstantTable } from "./literals.ts";
import { biasTable, macMembers, memoryMembers, phaseLookups, weightTable } from "./mac_configs.ts";
import { naming } from "./naming.ts";
import type { StageCode } from "./stage_code.ts";
import { ints, type Member, struct } from "./struct.ts";

/** A convolution, plain or transposed. */
export function convolutionCode(
  stage: Stage,
  plan: ConvolutionPlan,
  tensors: { readonly input: TensorPlan; readonly output: TensorPlan },
): StageCode {
  const common: Member[] = [
    ...plan.rows ? [axisStruct("rows", plan.rows)] : [],
    axisStruct("columns", plan.columns),
    ...macMembers(plan, { inputs: plan.inputs, outputs: plan.channels.output }),
    ...ints({
      channels: plan.channels.input,
      groups: plan.groups,
      group_inputs: plan.groupChannels.input,
      group_outputs: plan.groupChannels.output,
      phases: plan.phases.length,
      in_size: sizeOf(tensors.input.shape),
      out_size: sizeOf(tensors.output.shape),
      initiation_interval: plan.schedule.interval,
    }),
  ];
  const code = plan.walk.kind === "stream"
    ? streamCode(stage, plan, plan.walk)
    : parallelCode(stage, plan, plan.walk);
  const config = naming.config(stage.id);
  const bias = biasTable(stage, plan);
  const kernel = `conv${plan.geometry.length}d_${plan.walk.kind}`;
  return {
    tables: [...code.weights, bias],
    configs: code.before + struct(config, [...common, ...code.members]),
    headers: [`conv_${plan.walk.kind}.h`],
    call: {
      kernel,
      templateArguments: [config],
      tags: [],
      constants: [...code.weightArguments, bias.name],
    },
  };
}

/** What differs with the way through the tensors. */
interface WalkCode {
  readonly weights: readonly ConstantTable[];
  /** Tables that the kernel gets as arguments. */
  readonly weightArguments: readonly string[];
  /** Text in front of the configuration. */
  readonly before: string;
  readonly members: readonly Member[];
}

function streamCode(stage: Stage, plan: ConvolutionPlan, walk: ConvolutionStream): WalkCode {
  const { rows, phases, schedule } = plan;
  const weights = weightTable(naming.weights(stage.id), plan, walk.weights);
  const taps = phases.map((phase) => tapPixels(phase, plan.taps));
  const selects = schedule.kind === "unrolled" && phases.length > 1;
  return {
    weights: [weights],
    weightArguments: [weights.name],
    before: "",
    members: [
      ...ints({
        taps: plan.taps,
        window: walk.window,
        ...rows ? { line_rows: Math.max(1, walk.lineRows), period: walk.period } : {},
        iterations: walk.iterations,
        multipliers: schedule.multipliers,
      }),
      ...memoryMembers(walk.weights),
      ...ints({ selected_weights: selects ? plan.inputs * plan.channels.output : 1 }),
      ...phaseLookups(
        phases.map(({ taps, inputs }, i) => ({ ...walk.phases[i], taps: taps.length, inputs })),
      ),
      { kind: "lookup", name: "tap", parameters: ["phase", "slot"], table: taps },
    ],
  };
}

function parallelCode(stage: Stage, plan: ConvolutionPlan, walk: ConvolutionParallel): WalkCode {
  const weights = walk.phases.map((phase, i) =>
    weightTable(naming.weights(stage.id, i), plan, phase.weights)
  );
  const phases = plan.phases.map((phase, i) => phaseStruct(naming.phase(stage.id, i), phase, walk.phases[i]));
  return {
    weights,
    weightArguments: [],
    before: phases.join(""),
    members: [
      ...ints({ parallel: walk.windows, iterations: walk.iterations, multipliers: walk.multipliers }),
      { kind: "text", text: computeWindow(stage, plan, weights.map((table) => table.name)) },
    ],
  };
}

/** One of the small convolutions of an io_parallel convolution. */
function phaseStruct(name: string, phase: PhasePlan, own: ParallelPhase): string {
  return struct(name, [
    ...ints({
      row: phase.row,
      column: phase.column,
      taps: phase.taps.length,
      inputs: phase.inputs,
      input_lanes: own.inputLanes,
      turns: own.turns,
    }),
    ...memoryMembers(own.weights),
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
    `        data, window, turn, output_turn, ${weights[i]}, biases, inputs[${i}], acc[${i}], res);`,
  ]);
  return [
    "template <class data_T, class res_T, class GRID>",
    "static void compute_window(const data_T data[in_size], const GRID &window, int turn, int output_turn,",
    "                           const bias_t biases[out_channels],",
    "                           data_T inputs[phases][groups][turns][input_lanes],",
    "                           accum_t acc[phases][output_lanes], res_T res[out_size]) {",
    "#pragma HLS INLINE",
    ...calls,
    "}",
  ].join("\n");
}
