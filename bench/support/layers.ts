import { createDesign, type Design } from "../../src/design/mod.ts";
import { importModelFiles } from "../../src/frontends/mod.ts";
import { encodeModel } from "../../src/frontends/onnx/mod.ts";
import { modelCosts } from "../../src/model/mod.ts";
import { seededRandom } from "../../src/simulate/mod.ts";
import { floatTensor, node, onnxModel } from "../../tests/support/onnx.ts";

/** A layer as an ONNX model. */
export interface BenchLayer {
  readonly name: string;
  readonly onnx: Uint8Array<ArrayBuffer>;
  /** Shape of the input in ONNX's layout, with a batch of 1. */
  readonly inputShape: readonly number[];
}

interface LayerSpec {
  /** Spatial sizes of the input. */
  readonly sizes: readonly number[];
  readonly channels: { readonly input: number; readonly output: number };
  readonly kernel: number;
  readonly stride: number;
  readonly padding: "same" | "valid";
}

const SPECS: Readonly<Record<string, LayerSpec>> = {
  "a 16×16×16→32×32×8 k4 s2 same": {
    sizes: [16, 16],
    channels: { input: 16, output: 8 },
    kernel: 4,
    stride: 2,
    padding: "same",
  },
  "b 32×32×32→64×64×16 k3 s2 same": {
    sizes: [32, 32],
    channels: { input: 32, output: 16 },
    kernel: 3,
    stride: 2,
    padding: "same",
  },
  "c 64×64×8→128×128×4 k2 s2 valid": {
    sizes: [64, 64],
    channels: { input: 8, output: 4 },
    kernel: 2,
    stride: 2,
    padding: "valid",
  },
  "d 1-D 128×32→256×16 k4 s2 same": {
    sizes: [128],
    channels: { input: 32, output: 16 },
    kernel: 4,
    stride: 2,
    padding: "same",
  },
  "e 16×16×128→32×32×64 k4 s2 same": {
    sizes: [16, 16],
    channels: { input: 128, output: 64 },
    kernel: 4,
    stride: 2,
    padding: "same",
  },
};

/** Types under which a layer is measured. */
export interface BenchPrecision {
  readonly name: string;
  readonly x: string;
  readonly weight: string;
  readonly accum: string;
}

/** The types that targets are set for. */
export const PRECISIONS: readonly BenchPrecision[] = [
  { name: "12×8 bit", x: "ap_fixed<12,4>", weight: "ap_fixed<8,1>", accum: "auto" },
  // Weights of up to ±1/4 take 12 bits of these 16, which is as usual for trained ones; sums exceed 32 bits all the same.
  { name: "16×16 bit", x: "ap_fixed<16,6>", weight: "ap_fixed<16,3>", accum: "auto" },
  { name: "truncating", x: "ap_fixed<12,4>", weight: "ap_fixed<8,1>", accum: "ap_fixed<24,14>" },
  // Weights of up to ±1/4 take 16 bits of these 18, and 17 of the next: then both factors must be cut in two.
  { name: "18×18 bit", x: "ap_fixed<18,8>", weight: "ap_fixed<18,1>", accum: "auto" },
  { name: "18×18 bit, long weights", x: "ap_fixed<18,8>", weight: "ap_fixed<18,0>", accum: "auto" },
];

/** All layers, with weights that a seed decides. */
export async function benchLayers(): Promise<readonly BenchLayer[]> {
  return await Promise.all(Object.entries(SPECS).map(([name, spec]) => layerOf(name, spec)));
}

async function layerOf(
  name: string,
  { sizes, channels, kernel, stride, padding }: LayerSpec,
): Promise<BenchLayer> {
  const random = seededRandom(1);
  const kernelShape = sizes.map(() => kernel);
  const shape = [channels.input, channels.output, ...kernelShape];
  const weights = Float64Array.from(
    { length: shape.reduce((a, b) => a * b) },
    () => (2 * random.next() - 1) / 4,
  );
  // Keras's "same" crops kernel − stride elements, the odd one at the end.
  const crop = padding === "same" ? kernel - stride : 0;
  const pads = [...sizes.map(() => Math.floor(crop / 2)), ...sizes.map(() => Math.ceil(crop / 2))];
  const inputShape = [1, channels.input, ...sizes];
  const onnx = await encodeModel(onnxModel({
    inputs: { x: inputShape },
    nodes: [
      node("ConvTranspose", "x w b", "y", {
        name: "up",
        strides: sizes.map(() => stride),
        pads,
        kernel_shape: kernelShape,
      }),
    ],
    outputs: "y",
    initializers: [
      floatTensor("w", shape, weights),
      floatTensor("b", [channels.output], weights.subarray(0, channels.output)),
    ],
  }));
  return { name, onnx: new Uint8Array(onnx), inputShape };
}

/** A layer's design under some types. */
export async function designOf({ onnx }: BenchLayer, { x, weight, accum }: BenchPrecision): Promise<Design> {
  const model = await importModelFiles({ main: "layer.onnx", files: new Map([["layer.onnx", onnx]]) });
  return createDesign(model, { precision: { weight, bias: weight, result: x, accum } });
}

/** Products of an element that exists with a weight, for one sample. */
export function macsOf(design: Design): number {
  return [...modelCosts(design.simplified).values()].reduce((sum, { macs }) => sum + macs, 0);
}
