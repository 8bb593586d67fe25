import { assertEquals } from "@std/assert";
import {
  type ConvAxis,
  convOutputLength,
  type ConvTransposeAxis,
  convTransposeOutputLength,
  effectiveKernel,
  kerasConvAxis,
  kerasConvTransposeAxis,
} from "../../src/layers/mod.ts";
import { transposedWindow } from "../../src/layers/geometry/geometry.ts";
import { planAxis } from "../../src/walk/axis.ts";

/** Every combination of lists of values. */
function* product<T extends Record<string, readonly unknown[]>>(
  lists: T,
): Iterable<{ [K in keyof T]: T[K][number] }> {
  const keys = Object.keys(lists);
  const sizes = keys.map((key) => lists[key].length);
  for (let i = 0; i < sizes.reduce((a, b) => a * b, 1); i++) {
    let rest = i;
    const entries = keys.map((key, k) => {
      const value = lists[key][rest % sizes[k]];
      rest = Math.floor(rest / sizes[k]);
      return [key, value];
    });
    yield Object.fromEntries(entries);
  }
}

const LENGTHS = [1, 2, 3, 4, 5, 7];
const KERNELS = [1, 2, 3, 4, 5];
const STRIDES = [1, 2, 3];
const PADDINGS = ["valid", "same"] as const;

/** What a convolution axis computes on the numbers 1, 2, 3, … with kernel elements 1, 10, 100, …, by the definition. */
function convolved(input: number, output: number, axis: ConvAxis): number[] {
  return Array.from({ length: output }, (_, j) => {
    let sum = 0;
    for (let t = 0; t < axis.kernel; t++) {
      const i = j * axis.stride + t * axis.dilation - axis.padBefore;
      if (i >= 0 && i < input) sum += (i + 1) * 10 ** t;
    }
    return sum;
  });
}

/** The same of a transposed convolution: every input adds itself to the outputs that its taps reach. */
function scattered(input: number, output: number, axis: ConvTransposeAxis): number[] {
  const sums = new Array<number>(output).fill(0);
  for (let i = 0; i < input; i++) {
    for (let t = 0; t < axis.kernel; t++) {
      const j = i * axis.stride + t * axis.dilation - axis.cropBefore;
      if (j >= 0 && j < output) sums[j] += (i + 1) * 10 ** t;
    }
  }
  return sums;
}

Deno.test("effectiveKernel() is the number of elements from the first tap to the last", () => {
  for (const { kernel, dilation } of product({ kernel: KERNELS, dilation: [1, 2, 3] })) {
    const touched = Array.from({ length: kernel }, (_, t) => t * dilation);
    assertEquals(effectiveKernel({ kernel, dilation }), touched[kernel - 1] - touched[0] + 1);
  }
});

Deno.test("convOutputLength() counts the places where the kernel fits", () => {
  for (
    const { input, kernel, stride, dilation, padBefore, padAfter } of product({
      input: LENGTHS,
      kernel: KERNELS,
      stride: STRIDES,
      dilation: [1, 2],
      padBefore: [0, 1, 2],
      padAfter: [0, 2],
    })
  ) {
    let places = 0;
    for (let at = -padBefore; at + (kernel - 1) * dilation < input + padAfter; at += stride) places++;
    const length = convOutputLength(input, { kernel, stride, dilation, padBefore, padAfter });
    assertEquals(Math.max(length, 0), places);
  }
});

Deno.test("convTransposeOutputLength() spans what the taps of all inputs reach, less crops, plus padding", () => {
  for (
    const { input, kernel, stride, dilation, cropBefore, outputPadding } of product({
      input: LENGTHS,
      kernel: KERNELS,
      stride: STRIDES,
      dilation: [1, 2],
      cropBefore: [0, 1],
      outputPadding: [0, 1],
    })
  ) {
    const reached = (input - 1) * stride + (kernel - 1) * dilation;
    const axis = { kernel, stride, dilation, cropBefore, cropAfter: 1, outputPadding };
    assertEquals(convTransposeOutputLength(input, axis), reached + 1 - cropBefore - 1 + outputPadding);
  }
});

Deno.test("kerasConvAxis() gives lengths and values of TF.js", async () => {
  const tf = await tensorflow();
  for (
    const { input, kernel, stride, dilation, padding } of product({
      input: LENGTHS,
      kernel: KERNELS,
      stride: STRIDES,
      dilation: [1, 2],
      padding: PADDINGS,
    })
  ) {
    // TF.js has no layer that strides and dilates at once.
    if (stride > 1 && dilation > 1) continue;
    const span = (kernel - 1) * dilation + 1;
    if (padding === "valid" && span > input) continue;
    const axis = kerasConvAxis({ input, kernel, stride, dilation, padding });
    const expected = tf.tidy(() => {
      const layer = tf.layers.conv2d({
        filters: 1,
        kernelSize: [kernel, 1],
        strides: [stride, 1],
        dilationRate: [dilation, 1],
        padding,
        useBias: false,
      });
      return run(tf, layer, { input, kernel });
    });
    const actual = convolved(input, convOutputLength(input, axis), axis);
    assertEquals(actual, expected, JSON.stringify({ input, kernel, stride, dilation, padding }));
  }
});

Deno.test("kerasConvTransposeAxis() gives lengths and values of TF.js", async () => {
  const tf = await tensorflow();
  for (
    const { input, kernel, stride, padding } of product({
      input: LENGTHS,
      kernel: KERNELS,
      stride: STRIDES,
      padding: PADDINGS,
    })
  ) {
    const axis = kerasConvTransposeAxis({ input, kernel, stride, dilation: 1, padding });
    const expected = tf.tidy(() => {
      const layer = tf.layers.conv2dTranspose({
        filters: 1,
        kernelSize: [kernel, 1],
        strides: [stride, 1],
        padding,
        useBias: false,
      });
      return run(tf, layer, { input, kernel });
    });
    const actual = scattered(input, convTransposeOutputLength(input, axis), axis);
    assertEquals(actual, expected, JSON.stringify({ input, kernel, stride, padding }));
  }
});

type TensorFlow = typeof import("npm:@tensorflow/tfjs@4.22.0");

async function tensorflow(): Promise<TensorFlow> {
  const tf = await import("npm:@tensorflow/tfjs@4.22.0");
  await tf.setBackend("cpu");
  return tf;
}

/** A layer over a column 1, 2, 3, … with kernel elements 1, 10, 100, …. */
function run(
  tf: TensorFlow,
  layer: ReturnType<TensorFlow["layers"]["conv2d"]>,
  { input, kernel }: { readonly input: number; readonly kernel: number },
): number[] {
  layer.build([null, input, 1, 1]);
  layer.setWeights([tf.tensor4d(Array.from({ length: kernel }, (_, t) => 10 ** t), [kernel, 1, 1, 1])]);
  const y = layer.apply(tf.tensor4d(Array.from({ length: input }, (_, i) => i + 1), [1, input, 1, 1]));
  if (Array.isArray(y) || !("dataSync" in y)) throw new TypeError("expected one tensor");
  return [...y.dataSync()];
}

Deno.test("kerasConvTransposeAxis() follows Keras's output_padding", () => {
  // Keras 3, `compute_conv_transpose_output_length`: valid (n − 1)s + ke + p, same (n − 1)s + ke − 2⌊ke/2⌋ + p.
  for (
    const { input, kernel, stride, dilation, extra } of product({
      input: LENGTHS,
      kernel: KERNELS,
      stride: [2, 3],
      dilation: [1, 2],
      extra: [0, 1],
    })
  ) {
    const span = kernel + (kernel - 1) * (dilation - 1);
    const base = { input, kernel, stride, dilation, outputPadding: extra };
    const valid = kerasConvTransposeAxis({ ...base, padding: "valid" });
    assertEquals(valid, { kernel, stride, dilation, cropBefore: 0, cropAfter: 0, outputPadding: extra });
    const same = kerasConvTransposeAxis({ ...base, padding: "same" });
    const length = (input - 1) * stride + span - 2 * Math.floor(span / 2) + extra;
    if (length > 0) assertEquals(convTransposeOutputLength(input, same), length);
    const cropped = same.cropBefore + same.cropAfter;
    assertEquals(same.cropBefore, Math.floor(cropped / 2));
    assertEquals(Math.min(cropped, same.outputPadding), 0, "it crops and pads at once");
  }
});

Deno.test("kerasConvTransposeAxis() pads what a short kernel leaves open", () => {
  const short = { input: 4, kernel: 2, stride: 5, dilation: 1 };
  const open = { kernel: 2, stride: 5, dilation: 1, cropBefore: 0, cropAfter: 0, outputPadding: 3 };
  assertEquals(kerasConvTransposeAxis({ ...short, padding: "valid" }), open);
  assertEquals(kerasConvTransposeAxis({ ...short, padding: "same" }), open);
});

Deno.test("transposedWindow() is what the schedule keeps of an axis of any stride and dilation", () => {
  const input = 9;
  for (let kernel = 1; kernel <= 7; kernel++) {
    for (let stride = 1; stride <= 8; stride++) {
      for (let dilation = 1; dilation <= 5; dilation++) {
        const axis = { kernel, stride, dilation };
        const crops = { cropBefore: 0, cropAfter: 0, outputPadding: 0 };
        const output = convTransposeOutputLength(input, { ...axis, ...crops });
        const { window } = planAxis({ ...axis, input, output, before: 0 }, true);
        assertEquals(transposedWindow(axis), window, JSON.stringify(axis));
      }
    }
  }
});
