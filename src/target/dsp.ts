import type { FixedType } from "../fixed/mod.ts";

/** Bits of the two numbers, signed, that one DSP multiplies. */
export interface DspSize {
  /** Of the wider port. */
  readonly wide: number;
  /** Of the narrower port. */
  readonly narrow: number;
}

/** Sizes by what parts' names begin with: UG479 (DSP48E1), AM004 (DSP58), UG579 (DSP48E2); the first that fits counts. */
const DSP_SIZES: readonly (readonly [name: RegExp, size: DspSize])[] = [
  [/^x[caq]7/, { wide: 25, narrow: 18 }],
  [/^x[caq]v[cehmp]/, { wide: 27, narrow: 24 }],
  [/^x[caq](ku|vu|zu|k\d|u\d)/, { wide: 27, narrow: 18 }],
];

/** Bits of a number as a signed factor: one without a sign takes one more. */
export function factorBits({ width, signed }: Pick<FixedType, "width" | "signed">): number {
  return signed ? width : width + 1;
}

/** What a DSP of a part multiplies; for a part of another name the least of all families. */
export function dspOf(part: string): DspSize {
  return DSP_SIZES.find(([name]) => name.test(part.toLowerCase()))?.[1] ?? { wide: 25, narrow: 18 };
}
