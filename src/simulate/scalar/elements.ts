import {
  castMantissa,
  type FixedType,
  fractionBits,
  laneOf,
  type Mantissa,
  mantissaAt,
} from "../../fixed/mod.ts";
import type { FixedTensor, Mantissas } from "../../tensor/mod.ts";

/** y = x in another type. */
export function castElements(x: FixedTensor, to: FixedType): Mantissas {
  const fraction = fractionBits(x.type);
  return mapMantissas(x, (value) => castMantissa(value, fraction, to));
}

/** A function of an element and of its place. */
export function mapElements(x: FixedTensor, f: (value: Mantissa, index: number) => bigint): Mantissas {
  const y = new BigInt64Array(x.data.length) as Mantissas;
  for (let i = 0; i < y.length; i++) y[i] = laneOf(f(mantissaAt(x.data, i, x.type), i) as Mantissa);
  return y;
}

/** A function of an element alone, computed once for each value where a tensor has more elements than values. */
export function mapMantissas(x: FixedTensor, f: (value: Mantissa) => bigint): Mantissas {
  const values = 2 ** x.type.width;
  if (x.data.length < values) return mapElements(x, f);
  const known = new BigInt64Array(values);
  const isKnown = new Uint8Array(values);
  const y = new BigInt64Array(x.data.length) as Mantissas;
  for (let i = 0; i < y.length; i++) {
    const bits = Number(x.data[i]) & (values - 1);
    if (isKnown[bits] === 0) {
      isKnown[bits] = 1;
      known[bits] = laneOf(f(mantissaAt(x.data, i, x.type)) as Mantissa);
    }
    y[i] = known[bits];
  }
  return y;
}
