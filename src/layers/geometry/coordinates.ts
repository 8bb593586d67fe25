/** Names of {@linkcode CoordinateMode}. */
export const COORDINATE_MODES = ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"] as const;

/** How places of a resized axis map to places of the input, by the names of ONNX's Resize. */
export type CoordinateMode = typeof COORDINATE_MODES[number];

/** Lengths of a resized axis. */
export interface AxisResize {
  /** Length of the input. */
  readonly input: number;
  /** Length of the output. */
  readonly output: number;
  /** What the formulas scale by: as a model gives it, or output / input. */
  readonly scale: number;
}

/** The place of the input, counted in elements, that output j samples, by the formulas of ONNX's Resize. */
export function sourcePlace({ input, output, scale }: AxisResize, mode: CoordinateMode, j: number): number {
  switch (mode) {
    case "half_pixel":
      return (j + 0.5) / scale - 0.5;
    case "pytorch_half_pixel":
      return output > 1 ? (j + 0.5) / scale - 0.5 : 0;
    case "align_corners":
      return output > 1 ? j * (input - 1) / (output - 1) : 0;
    case "asymmetric":
      return j / scale;
  }
}
