import { Refusal } from "../../import/refusal.ts";
import type { OnnxNode } from "../../onnx/node.ts";
import type { Value } from "../../onnx/file/value.ts";
import { apply, type AttributeValue } from "../../onnx/operators/constants/apply.ts";

/** Axes of height and width in a tensor with a sample axis, by `data_format`. */
const SPATIAL: ReadonlyMap<string, readonly [number, number]> = new Map([["NHWC", [1, 2]], ["NCHW", [2, 3]]]);

/**
 * Whether the channels of the maps that a node reads stand in front of height and width.
 * @throws {Refusal} for any layout but NHWC and NCHW.
 */
export function isChannelsFirst(node: OnnxNode): boolean {
  return imageFormat(node) === "NCHW";
}

function imageFormat(node: OnnxNode): string {
  const format = node.attributes.text("data_format", "NHWC");
  if (SPATIAL.has(format)) return format;
  throw new Refusal(`data_format ${JSON.stringify(format)} is not supported, only "NHWC" and "NCHW"`);
}

/** The map behind an input with the channels in front, as ONNX has it. */
export function channelsFirst(node: OnnxNode, map: Value): Value {
  if (isChannelsFirst(node)) return map;
  return apply(node, { op: "Transpose", inputs: [map], attributes: { perm: [0, 3, 1, 2] } });
}

/** What {@linkcode channelsFirst} undid. */
export function asFormatted(node: OnnxNode, map: Value): Value {
  if (isChannelsFirst(node)) return map;
  return apply(node, { op: "Transpose", inputs: [map], attributes: { perm: [0, 2, 3, 1] } });
}

/**
 * The entries of an attribute for height and width.
 * @throws {Refusal} if it has another value than 1 for the samples or the channels.
 */
export function spatialPair(node: OnnxNode, name: string): readonly [number, number] {
  const spatial = SPATIAL.get(imageFormat(node))!;
  const values = node.attributes.ints(name) ?? [1, 1, 1, 1];
  if (values.length !== 4) throw new Refusal(`${name} is [${values}], expected 4 numbers`);
  if (values.some((value, axis) => !spatial.includes(axis) && value !== 1)) {
    throw new Refusal(`${name} [${values}] are not 1 for samples and channels`);
  }
  return [values[spatial[0]], values[spatial[1]]];
}

/** The entries of a list of sizes, one an axis, for height and width; a list of two has no others. */
export function spatialSizes(node: OnnxNode, sizes: readonly number[]): readonly [number, number] {
  if (sizes.length === 2) return [sizes[0], sizes[1]];
  if (sizes.length !== 4) throw new Refusal(`it is given ${sizes.length} sizes, expected 4`);
  const [height, width] = SPATIAL.get(imageFormat(node))!;
  return [sizes[height], sizes[width]];
}

/**
 * ONNX's attributes for TensorFlow's `padding`: SAME puts the odd element at the end, as SAME_UPPER does.
 * @throws {Refusal} if the padding is not known.
 */
export function paddingAttributes(node: OnnxNode): Readonly<Record<string, AttributeValue>> {
  const padding = node.attributes.text("padding", "");
  switch (padding) {
    case "SAME":
      return { auto_pad: "SAME_UPPER" };
    case "VALID":
      return { auto_pad: "VALID" };
    case "EXPLICIT":
      return { pads: explicitPads(node) };
    default:
      throw new Refusal(`padding ${JSON.stringify(padding)} is not known`);
  }
}

/** Elements before height and width, then those behind. */
function explicitPads(node: OnnxNode): readonly number[] {
  const pads = node.attributes.ints("explicit_paddings") ?? [];
  if (pads.length !== 8) throw new Refusal(`explicit_paddings is [${pads}], expected 8 numbers`);
  const [height, width] = SPATIAL.get(imageFormat(node))!;
  const others = [0, 1, 2, 3].filter((axis) => axis !== height && axis !== width);
  if (others.some((axis) => pads[2 * axis] !== 0 || pads[2 * axis + 1] !== 0)) {
    throw new Refusal(`explicit_paddings [${pads}] pad samples or channels`);
  }
  return [pads[2 * height], pads[2 * width], pads[2 * height + 1], pads[2 * width + 1]];
}
