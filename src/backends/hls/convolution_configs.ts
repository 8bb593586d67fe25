import type { ConvolutionPlan, Design, PhasePlan, Stage, TensorPlan } from "../../design/mod.ts";
import { lineRows } from "../../schedule/mod.ts";
import { sizeOf } from "../../tensor/mod.ts";
import { axisStruct } from "./axis_struct.ts";
import { biasTable, lanes, macMembers, phaseLookups, weightTable } from "./mac_configs.ts";
import { naming } from "./naming.ts";
import type { StageCode } from "./stage_code.ts";
import { ints, type Member, struct } from "./struct.ts";

/** A convolution, plain or transposed. */
export function convolutionCode(
  design: Design,
  stage: Stage,
  plan: ConvolutionPlan,
  tensors: { readonly input: TensorPlan; readonly output: TensorPlan },
): StageCode {
  const config = naming.config(stage.id);
  const axes: Member[] = [
    ...plan.rows ? [axisStruct("rows", plan.rows)] : [],
    axisStruct("columns", plan.columns),
  ];
  const groupInputs = plan.channels.input / plan.groups;
  const common: Member[] = [
    ...axes,
    ...macMembers(plan, { inputs: plan.inputs, outputs: plan.channels.output }),
    ...ints({
      channels: plan.channels.input,
      groups: plan.groups,
      group_inputs: groupInputs,
      group_outputs: plan.channels.output / plan.groups,
      phases: plan.phases.length,
      in_size: sizeOf(tensors.input.shape),
      out_size: sizeOf(tensors.output.shape),
      initiation_interval: plan.strategy === "latency" ? plan.reuse.factor : 1,
    }),
  ];
  const rank = plan.rows ? 2 : 1;
  const headers = [`conv_${design.io === "io_stream" ? "stream" : "parallel"}.h`];
  const bias = biasTable(stage, plan);
  if (design.io === "io_stream") {
    const weights = weightTable(naming.weights(stage.id), plan, plan.packed[0].values);
    return {
      tables: [weights, bias],
      configs: struct(config, [...common, ...streamMembers(plan)]),
      headers,
      call: {
        kernel: `conv${rank}d_stream`,
        templateArguments: [config],
        tags: [],
        constants: [weights.name, bias.name],
      },
    };
  }
  const weights = plan.phases.map((_, i) =>
    weightTable(naming.weights(stage.id, i), plan, orZero(plan.packed[i].values))
  );
  const { turns, output_turns } = lanes(plan, plan.inputs);
  const phases = plan.phases.map((phase, i) => phaseStruct(naming.phase(stage.id, i), plan, phase, i));
  const members = [
    ...common,
    ...ints({
      parallel: plan.parallel.factor,
      iterations: plan.parallel.partitions * turns * output_turns,
      multipliers: plan.parallel.factor *
        plan.phases.reduce(
          (sum, phase) => sum + Math.ceil((phase.inputs * plan.channels.output) / plan.reuse.factor),
          0,
        ),
    }),
    { kind: "text", text: computeWindow(stage, plan, weights.map((table) => table.name)) } as const,
  ];
  const forward = `struct ${config};\n`;
  return {
    tables: [...weights, bias],
    configs: phases.join("") + forward + struct(config, members),
    headers,
    call: { kernel: `conv${rank}d_parallel`, templateArguments: [config], tags: [], constants: [bias.name] },
  };
}

function streamMembers(plan: ConvolutionPlan): Member[] {
  const { phases, rows, columns, strategy } = plan;
  const slots = phases.map((phase) => tapPixels(plan, phase, plan.taps));
  return [
    ...ints({
      taps: plan.taps,
      window: (rows?.window ?? 1) * columns.window,
      ...rows ? { line_rows: Math.max(1, lineRows(rows)), period: plan.stream.period } : {},
      iterations: plan.stream.iterations,
      multipliers: plan.reuse.multipliers,
      weight_count: plan.packed[0].values.length,
      word_lanes: plan.reuse.inputLanes * plan.reuse.outputLanes,
      selected_weights: strategy === "latency" && phases.length > 1 ? plan.inputs * plan.channels.output : 1,
    }),
    ...phaseLookups(phases.map((phase) => ({ ...phase, taps: phase.taps.length }))),
    { kind: "lookup", name: "tap", parameters: ["phase", "slot"], table: slots },
  ];
}

/** One of the small convolutions of an io_parallel convolution. */
function phaseStruct(name: string, plan: ConvolutionPlan, phase: PhasePlan, index: number): string {
  const latency = plan.strategy === "latency";
  const inputLanes = latency ? Math.max(1, phase.inputs) : Math.max(1, phase.inputLanes);
  return struct(name, [
    ...ints({
      row: phase.row,
      column: phase.column,
      taps: phase.taps.length,
      inputs: phase.inputs,
      input_lanes: inputLanes,
      turns: Math.ceil(phase.inputs / inputLanes),
      word_lanes: inputLanes * plan.reuse.outputLanes,
      weight_count: orZero(plan.packed[index].values).length,
    }),
    {
      kind: "lookup",
      name: "tap",
      parameters: ["slot"],
      table: tapPixels(plan, phase, phase.taps.length),
    },
  ]);
}

/** The pixel of the window that each tap of a phase is; 0 in slots that it does not use, of which there is at least one. */
function tapPixels({ columns }: ConvolutionPlan, { taps }: PhasePlan, slots: number): number[] {
  return Array.from({ length: Math.max(1, slots) }, (_, i) => {
    const tap = taps[i];
    return tap ? tap.row * columns.window + tap.column : 0;
  });
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

/** C++ has no empty arrays: the weights of an empty phase are one zero that nothing reads. */
function orZero(values: BigInt64Array): BigInt64Array {
  return values.length > 0 ? values : BigInt64Array.of(0n);
}
