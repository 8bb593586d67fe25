// Longer than 300 lines because it has a note for every key.

import { DEFAULT_TARGET, TARGET_NAMES } from "../../target/mod.ts";

/** Names of targets as documentation and hints list them. */
const NAMES = TARGET_NAMES.map((name) => `\`${name}\``).join(" or ");
const USABLE = `Use ${TARGET_NAMES.join(" or ")}.`;

/** A key that a configuration may have, as the documentation lists it. */
export interface KeyNote {
  /** What may stand behind it; a type, words, or further keys. */
  readonly value: string;
  /** What holds without it; absent where that needs no word. */
  readonly default?: string;
  /** What it says. */
  readonly about: string;
}

/** Keys of one kind of map, in the order of the documentation. */
export type KeyTable = Readonly<Record<string, KeyNote>>;

/** Keys of hls4ml that are passed over, and why: the rest of a sentence that begins with the key. */
export type IgnoredKeys = Readonly<Record<string, string>>;

/** Keys of what factors are chosen for; there may be one of them. */
export const GOAL_KEYS = {
  Interval: {
    value: "cycles",
    about: "factors are chosen: an image every so many cycles, with the least hardware",
  },
  Rate: { value: "images a second, such as `25kHz`", about: "the same at the clock that is asked for" },
  Fit: {
    value: "a share, such as `70%`",
    about: "factors are chosen: the fastest design within a share of each resource of the part",
  },
  DSP: { value: "a count", about: "the same within so many DSPs" },
  Multipliers: { value: "a count", about: "the same with so many multipliers, whatever they are made of" },
} as const satisfies KeyTable;

/** Keys of the file itself. */
export const FILE_KEYS = {
  Backend: { value: NAMES, default: `\`${DEFAULT_TARGET.name}\``, about: "the tool that the project is for" },
  ProjectName: {
    value: "text",
    default: "the model's name",
    about: "project and top function, made a C++ identifier",
  },
  Part: { value: "text", default: `\`${DEFAULT_TARGET.part}\``, about: "FPGA part as the tool spells it" },
  XilinxPart: { value: "text", about: "the same, as hls4ml called it earlier" },
  ClockPeriod: { value: "nanoseconds", default: "5", about: "target of the synthesis" },
  ClockUncertainty: {
    value: 'nanoseconds, or a share such as `"27%"`',
    default: "the tool's",
    about: "what the tool keeps of the period",
  },
  IOType: {
    value: "`io_parallel` or `io_stream`",
    default: "`io_stream`",
    about: "whole tensors in registers, or a pixel a beat",
  },
  Snap: {
    value: "`true` or `false`",
    default: "`true`",
    about:
      "whether a factor that is not valid for a layer moves to the nearest valid one, unless it was set for it by name",
  },
  ...GOAL_KEYS,
  OnnxModel: { value: "path", about: "stands for MODEL where the command line has none" },
  KerasModel: { value: "path", about: "stands for MODEL where the command line has none" },
  KerasH5: { value: "path", about: "the same; beside `KerasJson` it stands for `--weights`" },
  KerasJson: {
    value: "path",
    about: "stands for MODEL where the command line has none: the architecture alone",
  },
  InputData: { value: "path", about: "stands for `--data` where the command line has none" },
  OutputDir: { value: "path", about: "stands for `convert`'s `-o` where the command line has none" },
  HLSConfig: {
    value: "`Model`, `LayerType`, `LayerName`",
    about: "settings of layers; the three may also stand at the top, as hls4ml dumps them",
  },
} as const satisfies KeyTable;

/** Keys below `HLSConfig`. */
export const CONFIG_KEYS = {
  Model: { value: "settings", about: "of the whole model" },
  LayerType: {
    value: "types and their settings",
    about: "by Keras's class name, or hls4ml's; they win over `Model`",
  },
  LayerName: { value: "names and their settings", about: "of single layers; they win over `LayerType`" },
} as const satisfies KeyTable;

/** Keys of a model, of a layer type and of a layer. */
export const LAYER_KEYS = {
  Precision: {
    value: "a type, or types by what they are of",
    default: "`ap_fixed<16,6>`",
    about: "one type is that of weights, biases and results; accumulators stay `auto`",
  },
  ReuseFactor: {
    value: "1 or more, or `auto`",
    default: "1",
    about:
      "times that a multiplier is used: turns in which a layer makes an output pixel; `auto`: chosen for the goal",
  },
  Lanes: {
    value: "`[a, b]`",
    default: "those of the reuse factor",
    about:
      "in place of a factor: a inputs and b outputs are multiplied at once, each with each; a divides the inputs of " +
      "the largest phase, b the outputs. A factor means the lanes with which inputs take as many of the turns as they can",
  },
  Strategy: {
    value: "`latency` or `resource`",
    default: "`latency`",
    about: "everything unrolled, or shared multipliers with weights in memories",
  },
  ParallelizationFactor: {
    value: "1 or more",
    default: "1",
    about: "windows of an `io_parallel` convolution that are computed at once",
  },
  TableSize: { value: "1 to 65536", default: "1024", about: "most entries of the table of a function" },
  FifoDepth: {
    value: "1 or more",
    default: "the fewest that keep the interval",
    about: "beats that the FIFOs behind a layer hold in `io_stream`",
  },
  MemoryKind: {
    value: "`auto`, `lut`, `block` or `ultra`",
    default: "`auto`: look-up tables up to 64 words, then what the part has more of",
    about: "what weights, tables, line buffers and FIFOs behind a layer are made of; " +
      "`ultra` leaves weights and tables, which UltraRAM cannot hold",
  },
  Multiplier: {
    value: "`auto`, `dsp`, `lut` or `packed`",
    default: "`auto`: the tool decides",
    about:
      "what the multipliers of weights are made of; `packed`: DSPs that make two products of one input each, where " +
      "weights and inputs are narrow enough",
  },
  Fold: {
    value: "`true` or `false`",
    default: "`false`",
    about: "whether layers beside it are folded away in spite of types that are set here",
  },
} as const satisfies KeyTable;

/** Keys of a precision. */
export const PRECISION_KEYS = {
  default: { value: "type", about: "weights, biases and results that have no type of their own here" },
  weight: {
    value: "type",
    default: "`ap_fixed<16,6>`",
    about: "weights, and hls4ml's `scale`, `slope`, `alpha`, `param`",
  },
  bias: {
    value: "type",
    default: "`ap_fixed<16,6>`",
    about: "biases, shifts and offsets, and hls4ml's `shift`",
  },
  accum: { value: "type", default: "`auto`: loses no bit", about: "sums of products" },
  result: { value: "type", default: "`ap_fixed<16,6>`", about: "outputs" },
} as const satisfies KeyTable;

/** What hls4ml calls the parameters that multiply, in layers where they are not called weights. */
export const WEIGHT_NAMES = ["scale", "slope", "alpha", "param"] as const;

/** What it calls the parameters that are added, where they are not called bias. */
export const BIAS_NAMES = ["shift"] as const;

/** Keys that hls4ml writes for every layer of a graph: a layer that has one was dumped, not written by a person. */
export const DUMPED_KEY = "Trace";

const BOARD = "describes a board's wrapper around the design, which is not generated";
const RECURRENT = "is for recurrent layers, which are not supported";
const SEPARABLE = "is for separable convolutions: set the two layers that they become";
const OTHER_TOOL = "is for a tool that is not supported";
const OWN_GRAPH = "steers hls4ml's own passes; Interlace has others, and they keep what the model computes";
const WRITER = "steers hls4ml's writer; a project's files are always the same";
const GARNET = "is for GarNet layers, which are not supported";

/** Keys of hls4ml that mean nothing here, wherever they stand. */
export const IGNORED_KEYS: IgnoredKeys = {
  Algorithm: "is known from the model",
  ApplyResetGate: RECURRENT,
  ASICLibs: OTHER_TOOL,
  AcceleratorConfig: BOARD,
  BackwardRecurrentReuseFactor: RECURRENT,
  BackwardReuseFactor: RECURRENT,
  Batchsize: BOARD,
  Board: BOARD,
  BramFactor: "sets when weights leave the chip; here they stay on it",
  ChannelsLastConversion:
    "is the importer's business: tensors are channels last inside, ports have the model's layout",
  Compiler: OTHER_TOOL,
  Compression: "packs sparse weights, which Interlace does not",
  Compressor: "packs sparse weights, which Interlace does not",
  ConvImplementation: "has no alternative: windows of streams lie in line buffers",
  DepthwiseReuseFactor: SEPARABLE,
  Direction: RECURRENT,
  DontCopyNNET: WRITER,
  Driver: BOARD,
  ExpTableT: "has no effect: a softmax's tables have 18 bits",
  FIFO: OTHER_TOOL,
  Flows: OWN_GRAPH,
  ForwardRecurrentReuseFactor: RECURRENT,
  ForwardReuseFactor: RECURRENT,
  FPGAFamily: OTHER_TOOL,
  HLSIncludePath: OTHER_TOOL,
  HLSLibsPath: OTHER_TOOL,
  HyperoptHandshake: OTHER_TOOL,
  Implementation:
    "has no alternative: a softmax subtracts the largest channel first, as hls4ml's `stable` does",
  InputShape: "is known from the model; --input-shape gives another one",
  Interface: BOARD,
  InvTableT: "has no effect: a softmax's tables have 18 bits",
  MaximumSize: OTHER_TOOL,
  NumKernel: BOARD,
  NumThread: BOARD,
  Optimizers: OWN_GRAPH,
  OriginalProjectName: WRITER,
  OutputPredictions: "is not needed: `verify` computes what is expected, and compares",
  PipelineInterval: "follows from the reuse factor",
  PipelineStyle: "is `dataflow`, always",
  Platform: BOARD,
  PointwiseReuseFactor: SEPARABLE,
  Processor: BOARD,
  ProjectDir: "is the folder that is written",
  PytorchDict: "is no model file: export the network to ONNX",
  PytorchModel: "is no model file: export the network to ONNX",
  RecurrentReuseFactor: RECURRENT,
  SkipOptimizers: OWN_GRAPH,
  SmartHLSPath: OTHER_TOOL,
  Stamp: "tells hls4ml's shared libraries apart",
  Static: RECURRENT,
  StitchedProjectName: WRITER,
  TableRangePower2: "is for layer normalisation, which is not supported",
  TableT: "has no effect: table entries have the type of the result",
  TargetCycles: "has no effect: a reuse factor sets the cycles",
  Technology: OTHER_TOOL,
  TensorFlowModel: "names a format that hls4ml itself no longer reads",
  TimeStepLoopParallelism: RECURRENT,
  Trace: "has no effect: `simulate --trace` writes the output of every layer",
  TraceOutput: "has no effect: `simulate --trace` writes the output of every layer",
  TransposeOutputs: "is the importer's business: ports have the model's layout",
  UseOneAPIBsp: OTHER_TOOL,
  Version: "is hls4ml's own",
  WriterConfig: WRITER,
};

const TABLES = "follows from the result: entries round to nearest and saturate";

/** Types of hls4ml that nothing here has. */
export const IGNORED_PRECISIONS: IgnoredKeys = {
  aggr: GARNET,
  backward_bias: RECURRENT,
  backward_recurrent_bias: RECURRENT,
  backward_recurrent_weight: RECURRENT,
  backward_weight: RECURRENT,
  depthwise: SEPARABLE,
  depthwise_accum: SEPARABLE,
  depthwise_result: SEPARABLE,
  dw_output: SEPARABLE,
  edge_weight: GARNET,
  edge_weight_aggr: GARNET,
  embeddings: "is for embeddings, which are not supported",
  exp_table: "is fixed: a softmax's tables have 18 bits",
  forward_bias: RECURRENT,
  forward_recurrent_bias: RECURRENT,
  forward_recurrent_weight: RECURRENT,
  forward_weight: RECURRENT,
  inp_norm: "is fixed: a softmax's differences are exact",
  inv_inp: "is fixed: a softmax's sum is exact",
  inv_table: "is fixed: a softmax's tables have 18 bits",
  maximum: "has no effect: an accumulator that is `auto` has the bits that it needs",
  norm: GARNET,
  pointwise: SEPARABLE,
  pointwise_accum: SEPARABLE,
  recurrent_bias: RECURRENT,
  recurrent_weight: RECURRENT,
  table: TABLES,
};

/** Back ends of hls4ml that Interlace has not, and what to do: the rest of a sentence, and a hint. */
export const OTHER_BACKENDS: Readonly<Record<string, { readonly why: string; readonly hint: string }>> = {
  vivadoaccelerator: {
    why: "it wraps a Vivado HLS design for a board, which Interlace does not",
    hint: "Use --backend vivado for the design itself, and connect its AXI-Stream ports on the board.",
  },
  quartus: otherTool("Intel HLS Compiler"),
  oneapi: otherTool("Intel oneAPI"),
  catapult: otherTool("Siemens Catapult"),
  libero: otherTool("Microchip SmartHLS"),
  symbolicexpression: { why: "it builds expressions instead of networks", hint: USABLE },
};

function otherTool(tool: string) {
  return { why: `it is for ${tool}, which Interlace makes no projects for`, hint: USABLE };
}

/** Strategies of hls4ml that Interlace has not, and what to do. */
export const OTHER_STRATEGIES: Readonly<Record<string, string>> = {
  unrolled: "Use latency: everything is unrolled at a reuse factor of 1.",
  resource_unrolled: "Use resource, or latency with a reuse factor.",
  distributed_arithmetic: "Use latency: multipliers by constants become adders where that is smaller.",
  da: "Use latency: multipliers by constants become adders where that is smaller.",
};
