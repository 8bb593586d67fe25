/**
 * Lets TF.js train convolutions on its WebAssembly backend, which has every kernel for that but one: the gradient of
 * a convolution by its filter. It is thirty times faster than the plain JavaScript backend.
 */
import * as tf from "npm:@tensorflow/tfjs@4.22.0";
import { setThreadsCount } from "npm:@tensorflow/tfjs-backend-wasm@4.22.0";

/** Makes the WebAssembly backend the active one, with one thread (so that sums have one order) and all gradients. */
export async function useWasmForTraining(): Promise<void> {
  setThreadsCount(1);
  tf.registerKernel({
    kernelName: "Conv2DBackpropFilter",
    backendName: "wasm",
    kernelFunc: ({ inputs: { x, dy }, attrs }) => {
      if (!isImages(x) || !isImages(dy)) {
        throw new Error("Cannot differentiate a convolution: not given tensors");
      }
      const { strides, pad, filterShape, dimRoundingMode } = attrs as unknown as Attributes;
      const shape = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad, dimRoundingMode);
      return tf.tidy(() => filterGradient({ x, dy, shape }));
    },
  });
  if (!await tf.setBackend("wasm")) throw new Error("Cannot start the WebAssembly backend of TF.js");
}

function isImages(value: unknown): value is tf.Tensor4D {
  return value instanceof tf.Tensor && value.rank === 4;
}

type Conv2DInfo = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

/** Attributes of TF.js' Conv2DBackpropFilter. */
interface Attributes {
  readonly strides: [number, number];
  readonly pad: "valid" | "same" | number;
  readonly filterShape: [number, number, number, number];
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/**
 * dL/dw[p, q, c, o] = Σ x[b, i·s + p, j·s + q, c] · dy[b, i, j, o] over b, i, j: itself a convolution, of x with dy as its
 * kernel, dilated by the stride, the batch being summed over as channels are.
 */
function filterGradient(
  { x, dy, shape }: { readonly x: tf.Tensor4D; readonly dy: tf.Tensor4D; readonly shape: Conv2DInfo },
): tf.Tensor4D {
  const { padInfo, strideHeight, strideWidth } = shape;
  const height = (shape.outHeight - 1) * strideHeight + shape.filterHeight;
  const width = (shape.outWidth - 1) * strideWidth + shape.filterWidth;
  const below = Math.max(height - padInfo.top - shape.inHeight, 0);
  const right = Math.max(width - padInfo.left - shape.inWidth, 0);
  const padded = tf.pad4d(x, [[0, 0], [padInfo.top, below], [padInfo.left, right], [0, 0]]);
  const seen = padded.slice([0, 0, 0, 0], [shape.batchSize, height, width, shape.inChannels]);
  const images = tf.transpose(seen, [3, 1, 2, 0]);
  const kernel = tf.transpose(dy, [1, 2, 0, 3]);
  const dilations: [number, number] = [strideHeight, strideWidth];
  return tf.transpose(tf.conv2d(images, kernel, 1, "valid", "NHWC", dilations), [1, 2, 0, 3]);
}
