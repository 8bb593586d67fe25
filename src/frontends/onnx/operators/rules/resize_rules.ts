import { type AxisResize, COORDINATE_MODES, type CoordinateMode } from "../../../../layers/mod.ts";

/** Whether a name is that of a mode with fixed coordinates. */
export function isCoordinateMode(name: string): name is CoordinateMode {
  return COORDINATE_MODES.some((mode) => mode === name);
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
