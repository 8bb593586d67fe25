/** What Resize does to one axis. */
export interface AxisResize {
  /** Length of the input. */
  readonly input: number;
  /** Length of the output. */
  readonly output: number;
  /** What the operator's formulas scale by: as given, or output / input. */
  readonly scale: number;
}

const COORDINATE_MODES = ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"] as const;

/** How places of the output map to places of the input, by ONNX's names. */
export type CoordinateMode = typeof COORDINATE_MODES[number];

/** Whether a name is that of a mode with fixed coordinates. */
export function isCoordinateMode(name: string): name is CoordinateMode {
  return COORDINATE_MODES.some((mode) => mode === name);
}

/** The place of the input that output j samples, by the formulas of ONNX's Resize. */
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

const ROUNDINGS: ReadonlyMap<string, (place: number) => number> = new Map([
  ["round_prefer_floor", (place) => Math.ceil(place - 0.5)],
  ["round_prefer_ceil", (place) => Math.floor(place + 0.5)],
  ["floor", Math.floor],
  ["ceil", Math.ceil],
]);

/** The factor f of an axis whose output j is a copy of input ⌊j / f⌋; null if its outputs are anything else. */
export function nearestFactor(
  { input, output }: AxisResize,
  placeOf: (j: number) => number,
  rounding: string,
): number | null {
  const round = ROUNDINGS.get(rounding);
  const factor = output / input;
  if (round === undefined || !Number.isInteger(factor)) return null;
  for (let j = 0; j < output; j++) {
    const element = Math.min(Math.max(round(placeOf(j)), 0), input - 1);
    if (element !== Math.floor(j / factor)) return null;
  }
  return factor;
}
