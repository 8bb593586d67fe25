/** The example's network, written once: TF.js trains it, the ONNX writer saves it. */
import * as tf from "npm:@tensorflow/tfjs@4.22.0";
import { CHAMBER, CHANNELS } from "./dataset.ts";

/** A pair of sizes along the image's axes. */
export interface Size {
  readonly height: number;
  readonly width: number;
}

/** A convolution with Keras' "same" borders, then its batch normalisation if any, then its activation. */
export interface Block {
  readonly name: string;
  readonly kind: "conv" | "convTranspose";
  readonly filters: number;
  readonly kernel: Size;
  readonly stride: Size;
  /** With it the convolution has no bias of its own. */
  readonly batchNorm: boolean;
  readonly activation: "relu" | "leakyRelu" | "sigmoid";
}

/** Slope of the leaky ReLU left of 0: a power of two costs no multiplier. */
export const LEAKY_SLOPE = 0.125;
/** Added to the variance in batch normalisation. */
export const EPSILON = 1e-3;

const square = (size: number): Size => ({ height: size, width: size });
const ACROSS: Size = { height: 1, width: 2 };

/** 16×24×2 → 8×12 → 4×6 → 4×3 → 4×6 → 8×12 → 16×24×1. */
export const NETWORK: readonly Block[] = [
  encoder("encode1", { filters: 12, kernel: square(3), stride: square(2) }),
  encoder("encode2", { filters: 24, kernel: square(3), stride: square(2) }),
  encoder("encode3", { filters: 28, kernel: square(3), stride: ACROSS }),
  decoder("decode1", { filters: 24, kernel: { height: 1, width: 5 }, stride: ACROSS }),
  decoder("decode2", { filters: 16, kernel: square(3), stride: square(2) }),
  {
    name: "decode3",
    kind: "convTranspose",
    filters: 1,
    kernel: square(4),
    stride: square(2),
    batchNorm: false,
    activation: "sigmoid",
  },
];

type Geometry = Pick<Block, "filters" | "kernel" | "stride">;

function encoder(name: string, geometry: Geometry): Block {
  return { name, kind: "conv", ...geometry, batchNorm: true, activation: "leakyRelu" };
}

function decoder(name: string, geometry: Geometry): Block {
  return { name, kind: "convTranspose", ...geometry, batchNorm: true, activation: "relu" };
}

/** The network as an untrained TF.js model (NHWC); each block's layers are named after it. */
export function buildNetwork({ seed }: { readonly seed: number }): tf.Sequential {
  const model = tf.sequential();
  NETWORK.forEach((block, index) => {
    const inputShape = index === 0 ? [CHAMBER.layers, CHAMBER.cells, CHANNELS] : undefined;
    const convolution = {
      name: block.name,
      filters: block.filters,
      kernelSize: [block.kernel.height, block.kernel.width],
      strides: [block.stride.height, block.stride.width],
      padding: "same" as const,
      useBias: !block.batchNorm,
      kernelInitializer: tf.initializers.heNormal({ seed: seed + index }),
      ...(inputShape && { inputShape }),
    };
    model.add(block.kind === "conv" ? tf.layers.conv2d(convolution) : tf.layers.conv2dTranspose(convolution));
    if (block.batchNorm) {
      model.add(tf.layers.batchNormalization({ name: `${block.name}_norm`, epsilon: EPSILON }));
    }
    model.add(activationLayer(block));
  });
  return model;
}

function activationLayer({ name, activation }: Block): tf.layers.Layer {
  const layer = { name: `${name}_${activation}` };
  switch (activation) {
    case "relu":
      return tf.layers.reLU(layer);
    case "leakyRelu":
      return tf.layers.leakyReLU({ ...layer, alpha: LEAKY_SLOPE });
    case "sigmoid":
      return tf.layers.activation({ ...layer, activation });
  }
}
