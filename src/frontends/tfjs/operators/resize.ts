import type { OnnxNode } from "../../onnx/node.ts";
import type { Operator } from "../../onnx/operators/operator.ts";
import { apply, integerList } from "../../onnx/operators/constants/apply.ts";

/** Another number of pixels, each the nearest one of the input. */
export const resizeNearestNeighbor: Operator = {
  convert: (node) => resized(node, "nearest", nearestMode(node)),
};

/** Another number of pixels, each between the four nearest ones of the input. */
export const resizeBilinear: Operator = { convert: (node) => resized(node, "linear", "floor") };

function resized(node: OnnxNode, mode: string, nearest: string): ReturnType<Operator["convert"]> {
  const attributes = {
    mode,
    axes: [1, 2],
    coordinate_transformation_mode: coordinates(node),
    nearest_mode: nearest,
  };
  const inputs = [node.value(0), null, null, integerList(node.integers(1))];
  return apply(node, { op: "Resize", inputs, attributes });
}

function coordinates(node: OnnxNode): string {
  if (node.attributes.int("align_corners", 0) !== 0) return "align_corners";
  return node.attributes.int("half_pixel_centers", 0) !== 0 ? "half_pixel" : "asymmetric";
}

/** TensorFlow rounds j·in/out down, and half-pixel places and those between aligned corners half up. */
function nearestMode(node: OnnxNode): string {
  return coordinates(node) === "asymmetric" ? "floor" : "round_prefer_ceil";
}
