import {
  type FixedType,
  type Overflow,
  OVERFLOW_MODES,
  type Quantization,
  QUANTIZATION_MODES,
} from "../../../../src/fixed/mod.ts";
import type { Choices } from "../choices.ts";

/** A range of integers, both ends included. */
export type Range = readonly [number, number];

/** What a drawn type must be; what is left out may be anything. */
export interface TypeWish {
  readonly width?: Range;
  readonly quantization?: readonly Quantization[];
  readonly overflow?: readonly Overflow[];
}

/** Widths around which words end. */
const EDGES = [1, 2, 8, 15, 16, 17, 31, 32, 33, 63, 64];

/** Any type: every mode, its point often outside of its bits. */
export function drawType(choose: Choices, wish: TypeWish = {}): FixedType {
  const [least, most] = wish.width ?? [1, 64];
  const edges = EDGES.filter((edge) => edge >= least && edge <= most);
  const width = edges.length > 0 && choose.percent(30) ? choose.of(edges) : choose.integer(least, most);
  return {
    width,
    integer: drawInteger(choose, width),
    signed: choose.percent(70),
    ...drawModes(choose, wish),
  };
}

/** Mostly a point within the bits; else in front of them, or behind; rarely far away. */
function drawInteger(choose: Choices, width: number): number {
  if (choose.percent(60)) return choose.integer(0, width);
  return choose.percent(85) ? choose.integer(-8, width + 8) : choose.integer(-90, 120);
}

export function drawModes(
  choose: Choices,
  { quantization = QUANTIZATION_MODES, overflow = OVERFLOW_MODES }: TypeWish,
): Pick<FixedType, "quantization" | "overflow"> {
  return { quantization: choose.of(quantization), overflow: choose.of(overflow) };
}

/** Which numbers a type is to be near: bits above the point, the sign's among them, and bits behind it. */
export interface Format {
  readonly integer: number;
  readonly fraction: number;
}

/** How many of these bits a type lacks: at the lower end (below 0: has more), and at the upper end. */
export interface Cut {
  readonly drop: Range;
  readonly top: Range;
}

/** Cuts that lose something at either end now and then. */
const CUTS: readonly Cut[] = [
  { drop: [0, 0], top: [0, 2] },
  { drop: [1, 4], top: [0, 3] },
  { drop: [1, 12], top: [-2, 4] },
  { drop: [8, 32], top: [-1, 2] },
  { drop: [-8, -1], top: [-2, 2] },
  // Room for all: what is negative may still wrap to an unsigned number.
  { drop: [1, 12], top: [-16, -2] },
];

/** A type of about the numbers of a format, so that casts to it drop bits, overflow or do neither; rarely any type. */
export function drawNear(choose: Choices, near: Format, wish: TypeWish & Partial<Cut> = {}): FixedType {
  const isFree = wish.drop === undefined && wish.top === undefined && wish.width === undefined;
  if (isFree && choose.percent(8)) return drawType(choose, wish);
  const cut = { ...choose.of(CUTS), ...wish };
  const [least, most] = wish.width ?? [1, 64];
  const fraction = near.fraction - choose.integer(...cut.drop);
  const wanted = near.integer - choose.integer(...cut.top) + fraction;
  const width = Math.min(most, Math.max(least, wanted));
  return {
    width,
    integer: width - fraction,
    signed: choose.percent(75),
    ...drawModes(choose, wish),
  };
}

/** Of what is only moved: half of the types keep every number, so that there is no cast. */
export function drawMovedCut(choose: Choices): Partial<Cut> {
  return choose.percent(50) ? { drop: [0, 0], top: [-2, 0] } : {};
}

/** The format of a type's numbers; an unsigned one has a bit more for a sign. */
export function formatOf({ width, integer, signed }: FixedType): Format {
  return { integer: signed ? integer : integer + 1, fraction: width - integer };
}

/** A type as a configuration spells it. */
export function textOf({ width, integer, signed, quantization, overflow }: FixedType): string {
  return `ap_${signed ? "" : "u"}fixed<${width},${integer},${quantization},${overflow}>`;
}

/** The least and the greatest mantissa of a type. */
export function endsOf({ width, signed, overflow }: FixedType): readonly [bigint, bigint] {
  if (!signed) return [0n, (1n << BigInt(width)) - 1n];
  const largest = (1n << BigInt(width - 1)) - 1n;
  return [overflow === "AP_SAT_SYM" ? -largest : -largest - 1n, largest];
}

/** Mantissas of a type: ends, zeros and whatever is between. */
export function drawMantissas(
  choose: Choices,
  count: number,
  type: FixedType,
  endsPercent: number,
): readonly bigint[] {
  const ends = endsOf(type);
  return Array.from({ length: count }, () => {
    if (choose.percent(endsPercent)) return choose.of(ends);
    return choose.percent(8) ? 0n : choose.bigint(...ends);
  });
}

/**
 * Trained numbers for a type: those that it has, with many at its ends, few others than zeros, zeros alone, or numbers
 * that it has not and that a cast must round and bring into its range.
 */
export function drawReals(choose: Choices, count: number, type: FixedType): Float64Array {
  const unit = 2 ** (type.integer - type.width);
  const kind = choose.integer(1, 20);
  if (kind === 1) return new Float64Array(count);
  if (kind <= 4) {
    const largest = 1.5 * 2 ** (type.width - 1) * unit;
    return Float64Array.from({ length: count }, () => choose.unit() * largest);
  }
  const ends = kind === 5 ? 100 : 25;
  const mantissas = drawMantissas(choose, count, type, ends);
  return Float64Array.from(mantissas, (value) => kind === 6 && choose.percent(70) ? 0 : Number(value) * unit);
}
