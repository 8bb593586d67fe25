import type { FixedType } from "../fixed/mod.ts";

/** What one DSP multiplies. */
export interface DspSize {
  /** Bits of the wider port, as a signed number. */
  readonly wide: number;
  /** Bits of the narrower port. */
  readonly narrow: number;
  /** Bits of a wider factor that each further DSP takes: one less than a port where its numbers always have a sign. */
  readonly step: number;
}

/**
 * Sizes by what parts' names begin with, the first that fits counts: UG479 (DSP48E1), AM004 (DSP58), UG579 (DSP48E2); Lattice
 * FPGA-TN-02205 (ECP5) and FPGA-TN-02096 (CrossLink-NX), Gowin UG287 (GW2A), whose multipliers take numbers without a sign,
 * too.
 */
const DSP_SIZES: readonly (readonly [name: RegExp, size: DspSize])[] = [
  [/^x[caq]7/, { wide: 25, narrow: 18, step: 17 }],
  [/^x[caq]v[cehmp]/, { wide: 27, narrow: 24, step: 23 }],
  [/^x[caq](ku|vu|zu|k\d|u\d)/, { wide: 27, narrow: 18, step: 17 }],
  [/^(lfe5u|lifcl-|gw2a)/, { wide: 18, narrow: 18, step: 18 }],
];

/** Bits of a number as a signed factor: one without a sign takes one more. */
export function factorBits({ width, signed }: Pick<FixedType, "width" | "signed">): number {
  return signed ? width : width + 1;
}

/** What a DSP of a part multiplies; for a part of another name the least of all families of AMD. */
export function dspOf(part: string): DspSize {
  return DSP_SIZES.find(([name]) => name.test(part.toLowerCase()))?.[1] ?? { wide: 25, narrow: 18, step: 17 };
}

/** DSPs that tile the product of two signed numbers of so many bits. */
export function dspsOf({ a, b }: { readonly a: number; readonly b: number }, dsp: DspSize): number {
  const along = (bits: number, port: number) => 1 + Math.max(0, Math.ceil((bits - port) / dsp.step));
  const tiles = (wide: number, narrow: number) => along(wide, dsp.wide) * along(narrow, dsp.narrow);
  return Math.min(tiles(a, b), tiles(b, a));
}
