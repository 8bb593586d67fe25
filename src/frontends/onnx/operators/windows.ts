import {
  type ConvAxis,
  type ConvTransposeAxis,
  effectiveKernel,
  type PoolAxis,
} from "../../../layers/mod.ts";
import { Refusal } from "../../import/refusal.ts";
import type { OnnxNode } from "../node.ts";

type AutoPad = "NOTSET" | "VALID" | "SAME_UPPER" | "SAME_LOWER";

const AUTO_PADS: readonly string[] = ["NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"] satisfies AutoPad[];

function isAutoPad(text: string): text is AutoPad {
  return AUTO_PADS.includes(text);
}

/** What every windowed operator says about one spatial axis. */
interface Window {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Explicit pads; 0 where `auto_pad` decides. */
  readonly before: number;
  readonly after: number;
}

interface Windows {
  readonly autoPad: AutoPad;
  readonly axes: readonly Window[];
}

/** Reads the attributes that convolutions share; lists must have one entry (pads: two) for each spatial axis. */
function windows(node: OnnxNode, kernel: readonly number[]): Windows {
  const rank = kernel.length;
  const { attributes } = node;
  const autoPad = attributes.text("auto_pad", "NOTSET") || "NOTSET";
  if (!isAutoPad(autoPad)) throw new Refusal(`auto_pad ${JSON.stringify(autoPad)} is not known`);
  const declared = perAxis(node, { name: "kernel_shape", length: rank, fallback: 0 });
  if (attributes.has("kernel_shape") && declared.some((size, i) => size !== kernel[i])) {
    throw new Refusal(`kernel_shape is [${declared}], its weights have [${kernel}]`);
  }
  const strides = perAxis(node, { name: "strides", length: rank, fallback: 1 });
  const dilations = perAxis(node, { name: "dilations", length: rank, fallback: 1 });
  const pads = perAxis(node, { name: "pads", length: 2 * rank, fallback: 0 });
  if (autoPad !== "NOTSET" && pads.some((size) => size !== 0)) {
    throw new Refusal(`it has both auto_pad ${autoPad} and pads [${pads}]`);
  }
  const axes = kernel.map((size, i) => ({
    kernel: size,
    stride: strides[i],
    dilation: dilations[i],
    before: pads[i],
    after: pads[i + rank],
  }));
  return { autoPad, axes };
}

function perAxis(
  node: OnnxNode,
  list: { readonly name: string; readonly length: number; readonly fallback: number },
): readonly number[] {
  const { name, length, fallback } = list;
  const values = node.attributes.ints(name) ?? [];
  if (values.length !== 0 && values.length !== length) {
    throw new Refusal(`${name} is [${values}], expected ${length} numbers`);
  }
  return values.length === 0 ? new Array<number>(length).fill(fallback) : values;
}

/** Splits a total in halves; the odd one goes in front (`"before"`) or behind. */
function split(total: number, odd: "before" | "after"): { before: number; after: number } {
  const smaller = Math.floor(total / 2);
  return odd === "before"
    ? { before: total - smaller, after: smaller }
    : { before: smaller, after: total - smaller };
}

/**
 * Spatial axes of a Conv node. SAME_UPPER and SAME_LOWER give ⌈n/s⌉ outputs: total = max((⌈n/s⌉ − 1)s + ke − n, 0),
 * the odd one behind for UPPER and in front for LOWER.
 *
 * @param sizes `kernel` and `input` lengths, one a spatial axis.
 */
export function convAxes(
  node: OnnxNode,
  sizes: { readonly kernel: readonly number[]; readonly input: readonly number[] },
): ConvAxis[] {
  const { autoPad, axes } = windows(node, sizes.kernel);
  return axes.map(({ kernel, stride, dilation, before, after }, i) => {
    const input = sizes.input[i];
    const covered = (Math.ceil(input / stride) - 1) * stride + effectiveKernel({ kernel, dilation });
    const pads = autoPad.startsWith("SAME")
      ? split(Math.max(covered - input, 0), autoPad === "SAME_UPPER" ? "after" : "before")
      : { before, after };
    return { kernel, stride, dilation, padBefore: pads.before, padAfter: pads.after };
  });
}

/** Spatial axes of a pooling node over an input of these lengths, as {@linkcode convAxes} finds those of a Conv node. */
export function poolAxes(node: OnnxNode, input: readonly number[]): PoolAxis[] {
  const kernel = node.attributes.ints("kernel_shape") ?? [];
  if (kernel.length !== input.length) {
    throw new Refusal(`kernel_shape is [${kernel}] over ${input.length} spatial axes`);
  }
  return convAxes(node, { kernel, input });
}

/**
 * Spatial axes of a ConvTranspose node, as ONNX Runtime reads it. The full length is s(n − 1) + q + ke. An explicit
 * `output_shape` o, else o = n·s for SAME_UPPER and SAME_LOWER, crops total = max(full − o, 0): the odd one behind for
 * SAME_UPPER, in front for everything else. What an explicit o has beyond the full length is appended; SAME appends
 * nothing. Without either the pads are the crop.
 *
 * @param sizes `kernel` and `input` lengths, one a spatial axis.
 */
export function convTransposeAxes(
  node: OnnxNode,
  sizes: { readonly kernel: readonly number[]; readonly input: readonly number[] },
): ConvTransposeAxis[] {
  const { autoPad, axes } = windows(node, sizes.kernel);
  const rank = axes.length;
  const paddings = perAxis(node, { name: "output_padding", length: rank, fallback: 0 });
  const wanted = node.attributes.ints("output_shape") ?? [];
  if (![0, rank, rank + 2].includes(wanted.length)) {
    throw new Refusal(`output_shape is [${wanted}], expected ${rank} spatial sizes`);
  }
  return axes.map(({ kernel, stride, dilation, before, after }, i) => {
    const input = sizes.input[i];
    const full = stride * (input - 1) + paddings[i] + effectiveKernel({ kernel, dilation });
    // Some exporters write the batch and channel sizes in front.
    const explicit = wanted.length === 0 ? undefined : wanted[wanted.length - rank + i];
    const output = explicit ?? (autoPad.startsWith("SAME") ? input * stride : undefined);
    const crop = output === undefined
      ? { before, after }
      : split(Math.max(full - output, 0), autoPad === "SAME_UPPER" ? "after" : "before");
    return {
      kernel,
      stride,
      dilation,
      cropBefore: crop.before,
      cropAfter: crop.after,
      outputPadding: paddings[i] + Math.max((explicit ?? 0) - full, 0),
    };
  });
}
