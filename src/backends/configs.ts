import { exhaustive } from "../base/mod.ts";
import type {
  ConvolutionPlan,
  DensePlan,
  Design,
  MacPlan,
  PhasePlan,
  Stage,
  TensorPlan,
} from "../design/mod.ts";
import { MAX_PERMUTED_AXES } from "../layers/mod.ts";
import { lineRows } from "../schedule/mod.ts";
import { type FixedTensor, sizeOf } from "../tensor/mod.ts";
import { axisStruct } from "./axis_struct.ts";
import { cppType } from "./cpp_type.ts";
import { concatenateCode, mergeCode } from "./join_configs.ts";
import { type ElementwiseCode, hardSigmoidCode, tableCode, thresholdCode } from "./function_configs.ts";
import type { ConstantTable } from "./literals.ts";
import { naming } from "./naming.ts";
import { selectCode, shuffleCode } from "./selection_configs.ts";
import { softmaxCode } from "./softmax_configs.ts";
import { ints, type Member, struct, typedefs } from "./struct.ts";
import { globalPoolCode, interpolateCode, windowCode } from "./window_configs.ts";

/** What a stage brings into a project: constant tables, configuration structs, a call of its kernel. */
export interface StageCode {
  readonly tables: readonly ConstantTable[];
  /** Text of the configuration structs, in order. */
  readonly configs: string;
  /** Headers of its kernel. */
  readonly headers: readonly string[];
  /** The kernel, without the names of the tensors. */
  readonly call: StageCall;
}

/** A call of a kernel: template arguments behind the tensors' types, and arguments behind the tensors. */
export interface StageCall {
  readonly kernel: string;
  readonly templateArguments: readonly string[];
  /** Arguments in front of the tensors. */
  readonly tags: readonly string[];
  readonly constants: readonly string[];
}

/** Code of every stage but the inputs. */
export function stageCode(design: Design, stage: Stage): StageCode {
  const output = design.tensors.get(stage.name)!;
  const inputs = stage.inputs.map((name) => design.tensors.get(name)!);
  const { plan } = stage;
  switch (plan.kind) {
    case "input":
      return {
        tables: [],
        configs: "",
        headers: [],
        call: { kernel: "", templateArguments: [], tags: [], constants: [] },
      };
    case "convolution":
      return convolution(design, stage, plan, { input: inputs[0], output });
    case "dense":
      return dense(design, stage, plan, inputs[0]);
    case "affine":
      return elementwise(design, stage, { x: inputs[0], y: output }, {
        function: "affine",
        parameters: plan.scale.data.length,
        constants: { scale: plan.scale, offset: plan.shift },
      });
    case "relu":
    case "cast":
      return elementwise(design, stage, { x: inputs[0], y: output }, {
        function: plan.kind,
        parameters: 1,
        constants: {},
      });
    case "rectifier":
      return elementwise(design, stage, { x: inputs[0], y: output }, {
        function: "rectifier",
        parameters: plan.slopes.data.length,
        constants: { slope: plan.slopes },
      });
    case "clip": {
      const bound = (value: bigint | null): FixedTensor => ({
        shape: [1],
        type: plan.type,
        data: BigInt64Array.of(value ?? 0n) as FixedTensor["data"],
      });
      return elementwise(design, stage, { x: inputs[0], y: output }, {
        function: "clip",
        parameters: 1,
        constants: { min: bound(plan.min), max: bound(plan.max) },
        scalars: true,
        members: [
          { kind: "bool", name: "has_min", value: plan.min !== null },
          { kind: "bool", name: "has_max", value: plan.max !== null },
        ],
      });
    }
    case "table":
      return elementwise(design, stage, { x: inputs[0], y: output }, tableCode(plan, inputs[0].type));
    case "hard_sigmoid":
      return elementwise(design, stage, { x: inputs[0], y: output }, hardSigmoidCode(plan));
    case "softmax":
      return softmaxCode(design, stage, plan, inputs[0]);
    case "threshold":
      return elementwise(design, stage, { x: inputs[0], y: output }, thresholdCode(plan));
    case "permute":
      return rearrange(design, stage, "permute", permuteMembers(plan, inputs[0], output));
    case "merge":
      return mergeCode(design, stage, plan, { a: inputs[0], b: inputs[1], y: output });
    case "concatenate":
      return concatenateCode(design, stage, plan, { a: inputs[0], b: inputs[1], y: output });
    case "select":
      return selectCode(design, stage, plan, { x: inputs[0], y: output });
    case "shuffle":
      return shuffleCode(design, stage, plan);
    case "repack":
      return rearrange(design, stage, "repack", ints({ size: sizeOf(output.shape) }));
    case "clone":
      return rearrange(
        design,
        stage,
        "clone",
        ints(design.io === "io_stream" ? { beats: output.beats.count } : { size: sizeOf(output.shape) }),
      );
    case "pool":
    case "upsample":
      return windowCode(design, stage, plan, { x: inputs[0], y: output });
    case "interpolate":
      return interpolateCode(design, stage, plan, { x: inputs[0], y: output });
    case "global_pool":
      return globalPoolCode(design, stage, plan, { x: inputs[0], y: output });
    default:
      return exhaustive(plan);
  }
}

function rearrange(design: Design, stage: Stage, kernel: string, members: readonly Member[]): StageCode {
  const config = naming.config(stage.id);
  return {
    tables: [],
    configs: struct(config, members),
    headers: ["rearrange.h"],
    call: {
      kernel: `${kernel}_${design.io === "io_stream" ? "stream" : "parallel"}`,
      templateArguments: [config],
      tags: [],
      constants: [],
    },
  };
}

function permuteMembers(
  plan: { readonly shape: readonly number[]; readonly permutation: readonly number[] },
  input: TensorPlan,
  output: TensorPlan,
): Member[] {
  const strides = plan.shape.map((_, axis) => sizeOf(plan.shape.slice(axis + 1)));
  const sizes = [...output.shape];
  const moved = plan.permutation.map((axis) => strides[axis]);
  while (sizes.length < MAX_PERMUTED_AXES) {
    sizes.unshift(1);
    moved.unshift(0);
  }
  return ints({
    size: sizeOf(output.shape),
    beats: input.beats.count,
    ...Object.fromEntries(sizes.map((size, i) => [`size${i}`, size])),
    ...Object.fromEntries(moved.map((stride, i) => [`stride${i}`, stride])),
  });
}

function elementwise(
  design: Design,
  stage: Stage,
  tensors: { readonly x: TensorPlan; readonly y: TensorPlan },
  code: ElementwiseCode,
): StageCode {
  const config = naming.config(stage.id);
  const { x, y } = tensors;
  const stream = design.io === "io_stream";
  const names = Object.keys(code.constants);
  const tables = names.map((role): ConstantTable => ({
    name: naming.table(role, stage.id),
    type: cppType(code.constants[role].type),
    values: code.constants[role],
  }));
  const accessors = names.map((role, i): Member => {
    const { name } = tables[i];
    const [parameter, index] = code.scalars ? ["", "0"] : ["int i", "i"];
    return { kind: "text", text: `static ${role}_t ${role}(${parameter}) { return ${name}[${index}]; }` };
  });
  const body: Member[] = [
    ...typedefs(Object.fromEntries(names.map((role, i) => [`${role}_t`, tables[i].type]))),
    ...ints({ size: sizeOf(y.shape), beats: y.beats.count, parameters: code.parameters }),
    ...code.members ?? [],
    ...accessors,
  ];
  const element = `nnet::${code.function}<${naming.type(x.id)}, ${naming.type(y.id)}, ${config}>`;
  return {
    tables,
    configs: struct(config, body) + `typedef ${element} ${naming.table("function", stage.id)};\n`,
    headers: ["elementwise.h", code.header ?? "elementwise.h"],
    call: {
      kernel: stream ? "elementwise_stream" : "elementwise_parallel",
      templateArguments: [config, naming.table("function", stage.id)],
      tags: [],
      constants: [],
    },
  };
}

function macMembers(plan: MacPlan, sizes: { readonly inputs: number; readonly outputs: number }): Member[] {
  const { reuse } = plan;
  return [
    ...typedefs({
      weight_t: cppType(plan.weights.type),
      bias_t: cppType(plan.bias.type),
      accum_t: cppType(plan.accumulator),
      strategy: `nnet::${plan.strategy}`,
    }),
    { kind: "bool", name: "order_free", value: plan.orderFree },
    ...ints({
      inputs: sizes.inputs,
      out_channels: sizes.outputs,
      reuse_factor: reuse.factor,
      ...lanes(plan, sizes.inputs),
    }),
  ];
}

/** How a stage's inputs lie in registers and what is multiplied at once. */
function lanes(plan: MacPlan, inputs: number) {
  const { reuse, strategy } = plan;
  if (strategy === "latency") {
    return { input_lanes: inputs, turns: 1, output_lanes: plan.bias.data.length, output_turns: 1 };
  }
  return {
    input_lanes: reuse.inputLanes,
    turns: inputs / reuse.inputLanes,
    output_lanes: reuse.outputLanes,
    output_turns: reuse.outputTurns,
  };
}

function dense(design: Design, stage: Stage, plan: DensePlan, input: TensorPlan): StageCode {
  const config = naming.config(stage.id);
  const tables = [
    weightTable(naming.weights(stage.id), plan, plan.packed.values),
    biasTable(stage, plan),
  ];
  const latency = plan.strategy === "latency";
  const members = [
    ...macMembers(plan, plan),
    ...ints({
      beats: input.beats.count,
      groups: 1,
      group_outputs: plan.outputs,
      phases: 1,
      multipliers: plan.reuse.multipliers,
      iterations: latency ? 1 : plan.reuse.factor,
      weight_count: plan.packed.values.length,
      word_lanes: plan.reuse.inputLanes * plan.reuse.outputLanes,
      selected_weights: 1,
    }),
    ...phaseLookups([{ taps: 1, inputs: plan.inputs, turns: 1, base: 0 }]),
  ];
  const stream = design.io === "io_stream";
  return {
    tables,
    configs: struct(config, members),
    headers: ["dense.h"],
    call: {
      kernel: stream ? "dense_stream" : "dense_parallel",
      templateArguments: [config],
      tags: stream ? [] : [`${config}::strategy()`],
      constants: tables.map((table) => table.name),
    },
  };
}

function phaseLookups(
  phases: readonly {
    readonly taps: number;
    readonly inputs: number;
    readonly turns: number;
    readonly base: number;
  }[],
): Member[] {
  const lookup = (name: string, table: readonly number[]): Member => ({
    kind: "lookup",
    name,
    parameters: ["phase"],
    table,
  });
  return [
    lookup("phase_taps", phases.map((phase) => phase.taps)),
    lookup("phase_inputs", phases.map((phase) => phase.inputs)),
    lookup("phase_turns", phases.map((phase) => phase.turns)),
    lookup("phase_base", phases.map((phase) => phase.base)),
  ];
}

function convolution(
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
  const headers = [`conv${rank}d_${design.io === "io_stream" ? "stream" : "parallel"}.h`];
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
  const width = columns.window;
  const taps = Math.max(1, plan.taps);
  const slots = phases.map((phase) =>
    Array.from({ length: taps }, (_, i) => {
      const tap = phase.taps[i];
      return tap ? tap.row * width + tap.column : 0;
    })
  );
  return [
    ...ints({
      taps: plan.taps,
      window: (rows?.window ?? 1) * width,
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
  const offsets = (values: readonly number[]) => values.length > 0 ? values : [0];
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
    ...plan.rows
      ? [
        {
          kind: "lookup",
          name: "tap_row",
          parameters: ["slot"],
          table: offsets(phase.taps.map((t) => t.row)),
        } as const,
      ]
      : [],
    {
      kind: "lookup",
      name: "tap_column",
      parameters: ["slot"],
      table: offsets(phase.taps.map((t) => t.column)),
    },
  ]);
}

/** The function that computes all phases of one window of an io_parallel convolution. */
function computeWindow(stage: Stage, plan: ConvolutionPlan, weights: readonly string[]): string {
  const place = plan.rows ? ["row", "column"] : ["position"];
  const kernel = plan.rows ? "conv2d_phase" : "conv1d_phase";
  const config = naming.config(stage.id);
  const calls = plan.phases.map((_, i) =>
    `    nnet::${kernel}<data_T, res_T, ${config}, ${naming.phase(stage.id, i)}>(data, ${
      place.join(", ")
    }, turn, ` +
    `output_turn, ${weights[i]}, biases, inputs[${i}], acc[${i}], res);`
  );
  return [
    "template <class data_T, class res_T>",
    `static void compute_window(const data_T data[in_size], ${
      place.map((name) => `int ${name}`).join(", ")
    }, int turn,`,
    "                           int output_turn, const bias_t biases[out_channels],",
    "                           data_T inputs[phases][groups][turns][input_lanes],",
    "                           accum_t acc[phases][output_lanes], res_T res[out_size]) {",
    "#pragma HLS INLINE",
    ...calls,
    "}",
  ].join("\n");
}

function weightTable(name: string, plan: MacPlan, values: BigInt64Array): ConstantTable {
  const { type } = plan.weights;
  return {
    name,
    type: cppType(type),
    values: { shape: [values.length], type, data: values as FixedTensor["data"] },
  };
}

function biasTable(stage: Stage, plan: MacPlan): ConstantTable {
  return { name: naming.bias(stage.id), type: cppType(plan.bias.type), values: plan.bias };
}

/** C++ has no empty arrays: the weights of an empty phase are one zero that nothing reads. */
function orZero(values: BigInt64Array): BigInt64Array {
  return values.length > 0 ? values : BigInt64Array.of(0n);
}
