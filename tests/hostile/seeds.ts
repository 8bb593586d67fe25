import { gunzipSync } from "node:zlib";
import { unzipSync } from "npm:fflate@0.8.3";
import { decodeModel, type ModelProto } from "../../src/frontends/onnx/mod.ts";
import { formatModel } from "../../src/frontends/mod.ts";
import {
  attr,
  filter,
  graphFiles,
  node as tfNode,
  SAME,
  windowAttributes,
} from "../frontends/tfjs/support.ts";
import { everyPrimitiveModel } from "../support/every_primitive.ts";
import { floatTensor, intTensor, node, onnxModel, testNumbers } from "../support/onnx.ts";

const GOLDENS = new URL("../goldens/", import.meta.url);

function numbers(name: string, ...dims: readonly number[]) {
  return floatTensor(name, dims, testNumbers(dims.reduce((product, size) => product * size, 1)));
}

/** Networks that use most operators of ONNX, a dozen each. */
export const ONNX_MODELS: readonly ModelProto[] = [
  onnxModel({
    opset: 13,
    inputs: { x: ["N", 4] },
    nodes: [
      node("MatMul", "x w", "m"),
      node("Add", "m b", "d"),
      node("Shape", "d", "s"),
      node("Slice", "s from to", "n"),
      node("Concat", "n image", "shape", { axis: 0 }),
      node("Reshape", "d shape", "r"),
      node("ConvTranspose", "r k", "c", { strides: [2, 2], pads: [0, 1, 1, 0], auto_pad: "NOTSET" }),
      node("PRelu", "c p", "q"),
      node("Flatten", "q", "y"),
    ],
    outputs: "y",
    initializers: [
      numbers("w", 4, 8),
      numbers("b", 8),
      intTensor("from", [1], [0]),
      intTensor("to", [1], [1]),
      intTensor("image", [3], [2, 2, 2]),
      numbers("k", 2, 1, 3, 3),
      floatTensor("p", [1, 1, 1], [0.25]),
    ],
  }),
  onnxModel({
    opset: 17,
    inputs: { x: [1, 4, 8, 6] },
    nodes: [
      node("Conv", "x k b", "c", {
        kernel_shape: [3, 3],
        pads: [1, 1, 1, 1],
        strides: [1, 1],
        dilations: [1, 1],
        group: 2,
      }),
      node("BatchNormalization", "c one b one one", "n", { epsilon: { float: 1e-5 } }),
      node("LeakyRelu", "n", "l", { alpha: 0.25 }),
      node("MaxPool", "l", "m", { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 }),
      node("Resize", "m _ scales", "u", {
        mode: "nearest",
        coordinate_transformation_mode: "asymmetric",
        nearest_mode: "floor",
      }),
      node("Concat", "u l", "j", { axis: 1 }),
      node("Split", "j parts", "s1 s2", { axis: 1 }),
      node("Pad", "s1 pads", "p"),
      node("Slice", "p from to axes steps", "z"),
      node("Sigmoid", "s2", "g"),
      node("AveragePool", "g", "a", { kernel_shape: [3, 3], pads: [1, 1, 1, 1], count_include_pad: 1 }),
      node("GlobalAveragePool", "a", "y1"),
      node("Transpose", "z", "y2", { perm: [0, 2, 3, 1] }),
    ],
    outputs: "y1 y2",
    initializers: [
      numbers("k", 4, 2, 3, 3),
      numbers("b", 4),
      floatTensor("one", [4], [1, 1, 1, 1]),
      floatTensor("scales", [4], [1, 1, 2, 2]),
      intTensor("parts", [2], [3, 5]),
      intTensor("pads", [8], [0, 0, 1, 0, 0, 0, 0, 2]),
      intTensor("from", [2], [0, 1]),
      intTensor("to", [2], [9, 6]),
      intTensor("axes", [2], [2, 3]),
      intTensor("steps", [2], [2, 1]),
    ],
  }),
  onnxModel({
    opset: 15,
    inputs: { x: [2, 8, 10], z: [2, 8, 10] },
    nodes: [
      node("Conv", "x k", "c", { pads: [2, 0], dilations: [2], strides: [2] }),
      node("ConvTranspose", "c t", "u", { strides: [2], output_padding: [1], group: 2 }),
      node("Gemm", "v w b", "d", { transB: 1, alpha: 0.5 }),
      node("ReduceMean", "u", "v", { axes: [2], keepdims: 0 }),
      node("Tile", "one repeats", "many"),
      node("Expand", "many shape", "row"),
      node("Mul", "u row", "e"),
      node("Gather", "sizes zero", "n"),
      node("ConstantOfShape", "n", "fill"),
      node("Range", "zero three one1", "steps"),
      node("Cast", "steps", "real", { to: 1 }),
      node("Sub", "x z", "f"),
      node("Clip", "f lo hi", "h"),
      node("Softmax", "d", "y", { axis: 1 }),
      node("Unsqueeze", "h axes1", "h4"),
      node("Squeeze", "h4 axes1", "y2"),
      node("Max", "e e", "y3"),
    ],
    outputs: "y y2 y3",
    initializers: [
      numbers("k", 6, 8, 3),
      numbers("t", 6, 2, 4),
      numbers("w", 5, 4),
      numbers("b", 5),
      floatTensor("one", [1, 1, 1], [0.5]),
      intTensor("repeats", [3], [1, 4, 1]),
      intTensor("shape", [3], [1, 4, 1]),
      intTensor("sizes", [3], [2, 3, 4]),
      intTensor("zero", [], [0]),
      intTensor("three", [], [3]),
      intTensor("one1", [], [1]),
      floatTensor("lo", [], [-1]),
      floatTensor("hi", [], [1]),
      intTensor("axes1", [1], [1]),
    ],
  }),
  onnxModel({
    opset: 13,
    inputs: { x: ["N", 8, 4, 4] },
    nodes: [
      node("QuantizeLinear", "x s zp", "xq"),
      node("DequantizeLinear", "xq s zp", "xd"),
      node("QuantizeLinear", "w s8 zp8", "wq", { axis: 0 }),
      node("DequantizeLinear", "wq s8 zp8", "wd", { axis: 0 }),
      node("Conv", "xd wd", "c", { kernel_shape: [1, 1] }),
      node("DepthToSpace", "c", "u", { blocksize: 2, mode: "CRD" }),
      node("SpaceToDepth", "u", "v", { blocksize: 2 }),
      node("Elu", "v", "e", { alpha: 0.5 }),
      node("HardSigmoid", "e", "y", { alpha: 0.25, beta: 0.5 }),
    ],
    outputs: "y",
    initializers: [
      floatTensor("s", [], [0.125]),
      { name: "zp", dims: [], dataType: 3, rawData: Uint8Array.of(0) },
      numbers("w", 8, 8, 1, 1),
      floatTensor("s8", [8], new Array(8).fill(0.25)),
      { name: "zp8", dims: [8], dataType: 3, rawData: new Uint8Array(8) },
    ],
  }),
];

/** Quantised networks of QONNX, decoded. */
export async function qonnxModels(): Promise<readonly ModelProto[]> {
  const names = [
    "arbitrary_scales",
    "bipolar",
    "conv_transpose_1d",
    "conv_transpose_2d",
    "dense_decoder",
    "skip",
  ];
  return await Promise.all(
    names.map(async (name) =>
      await decodeModel(await Deno.readFile(new URL(`qonnx/${name}.onnx`, GOLDENS)), name)
    ),
  );
}

/** Entries of `.keras` archives, one list of files each. */
export async function kerasArchives(): Promise<readonly Readonly<Record<string, Uint8Array>>[]> {
  const names = ["nested", "unet", "shapes", "k2_activations", "separable", "output_padding", "sequence"];
  return await Promise.all(
    names.map(async (name) => unzipSync(await Deno.readFile(new URL(`keras/${name}.keras`, GOLDENS)))),
  );
}

/** Whole `.h5` models. */
export async function kerasH5Files(): Promise<readonly Uint8Array[]> {
  const names = [
    "keras/k2_nested",
    "keras/nested",
    "keras/k2_unet",
    "keras/shared",
    "qkeras/decoder",
    "qkeras/functions",
  ];
  return await Promise.all(
    names.map(async (name) =>
      new Uint8Array(gunzipSync(await Deno.readFile(new URL(`${name}.h5.gz`, GOLDENS))))
    ),
  );
}

/** Files of a TF.js model, `model.json` among them. */
export type ModelFiles = ReadonlyMap<string, Uint8Array>;

/** TF.js models whose names begin alike: `graph` or `layers`. */
export async function tfjsModels(kind: "graph" | "layers"): Promise<readonly ModelFiles[]> {
  const names = [
    "skip",
    "sequence",
    ...kind === "graph" ? ["generator", "padded", "uint8"] : ["nested", "decoder", "uint16"],
  ];
  const goldens = await Promise.all(names.map(async (name) => {
    const folder = new URL(`tfjs/${kind}_${name}/`, GOLDENS);
    const files = [...Deno.readDirSync(folder)].filter((file) => !file.name.endsWith(".npy"));
    return new Map(
      await Promise.all(
        files.map(async (file) => [file.name, await Deno.readFile(new URL(file.name, folder))] as const),
      ),
    );
  }));
  return kind === "graph" ? [...goldens, shapedGraph()] : goldens;
}

/** A graph with the operators that take sizes from constants. */
function shapedGraph(): ModelFiles {
  return graphFiles({
    nodes: [
      tfNode("c", "Conv2D", "x k", windowAttributes({ strides: [2, 1] })),
      tfNode("p", "PadV2", "c pads zero"),
      tfNode("s", "StridedSlice", "p begin end strides", { begin_mask: attr.int(1), end_mask: attr.int(1) }),
      tfNode("r", "ResizeNearestNeighbor", "s size"),
      tfNode("t", "Tile", "r multiples"),
      tfNode("m", "MaxPool", "t", { ...windowAttributes({}), ksize: attr.ints(1, 2, 2, 1), padding: SAME }),
      tfNode("e", "Reshape", "m shape"),
    ],
    constants: {
      k: filter(3, 3, 3, 2),
      pads: [[0, 0], [1, 0], [0, 1], [0, 0]],
      zero: { shape: [], data: Float64Array.of(0) },
      begin: [0, 0, 0, 0],
      end: [0, 4, 4, 2],
      strides: [1, 1, 1, 1],
      size: [8, 8],
      multiples: [1, 1, 1, 1],
      shape: [-1, 128],
    },
  });
}

/** Models in Interlace's own format, parsed: every kernel, and quantisers. */
export function interlaceModels(): readonly unknown[] {
  return [JSON.parse(formatModel(everyPrimitiveModel()))];
}

/** Configurations with every key that there is. */
export const CONFIGURATIONS: readonly string[] = [
  `Backend: Vitis
ProjectName: every_primitive
Part: xcvu13p-flga2577-2-e
ClockPeriod: 5
ClockUncertainty: 12.5%
IOType: io_stream
HLSConfig:
  Model:
    Precision: ap_fixed<16,6>
    ReuseFactor: 4
    Strategy: Resource
  LayerType:
    Conv2D: &conv
      Precision: {weight: "ap_fixed<8,2>", bias: auto, result: "ap_fixed<12,4,AP_RND,AP_SAT>"}
      ReuseFactor: 2
    Conv2DTranspose: *conv
  LayerName:
    view:
      Precision: {result: "ap_ufixed<8,1,AP_RND,AP_SAT>"}
      TableSize: 512
      FifoDepth: 16
      MemoryKind: lut
    relu_1: {Strategy: Latency, ParallelizationFactor: 1}
`,
  JSON.stringify({
    Backend: "Vivado",
    IOType: "io_parallel",
    HLSConfig: {
      Model: { Precision: { weight: "ap_fixed<8,3>", accum: "auto" }, ReuseFactor: 1, Strategy: "Latency" },
    },
  }),
];
