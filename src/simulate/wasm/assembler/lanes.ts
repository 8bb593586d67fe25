import type { FunctionBody, Local, ValueType } from "./encoder.ts";
import type { PLAIN } from "./opcodes.ts";

/** The arithmetic of one kind of machine word, alone or several side by side: routines are written once for all. */
export interface Lanes {
  readonly type: ValueType;
  /** Bits of a word: what does not fit is lost. */
  readonly bits: 32 | 64;
  /** Words side by side. */
  readonly count: number;
  readonly add: keyof typeof PLAIN;
  readonly sub: keyof typeof PLAIN;
  readonly mul: keyof typeof PLAIN;
  readonly and: keyof typeof PLAIN;
  /** Truth of a < b for signed words, as `choose` takes it. */
  readonly less: keyof typeof PLAIN;
  /** a, b, truth: a where it is true, else b. */
  readonly choose: keyof typeof PLAIN;
  /** Smaller and larger of two signed words, where the machine has such an instruction. */
  readonly min: keyof typeof PLAIN | null;
  readonly max: keyof typeof PLAIN | null;
  readonly shiftLeft: keyof typeof PLAIN;
  readonly shiftRight: keyof typeof PLAIN;
  readonly shiftRightUnsigned: keyof typeof PLAIN;
  /** Pushes a constant, in every word. */
  readonly constant: (body: FunctionBody, value: bigint) => void;
  /** Pushes the number of bits of a shift. */
  readonly shiftCount: (body: FunctionBody, count: number) => void;
}

const pushCount = (body: FunctionBody, count: number): void => {
  body.i32(count);
};

/** One word of 32 bits. */
export const I32: Lanes = {
  type: "i32",
  bits: 32,
  count: 1,
  add: "i32.add",
  sub: "i32.sub",
  mul: "i32.mul",
  and: "i32.and",
  less: "i32.lt_s",
  choose: "select",
  min: null,
  max: null,
  shiftLeft: "i32.shl",
  shiftRight: "i32.shr_s",
  shiftRightUnsigned: "i32.shr_u",
  constant: (body, value) => body.i32(Number(BigInt.asIntN(32, value))),
  shiftCount: pushCount,
};

/** One word of 64 bits. */
export const I64: Lanes = {
  type: "i64",
  bits: 64,
  count: 1,
  add: "i64.add",
  sub: "i64.sub",
  mul: "i64.mul",
  and: "i64.and",
  less: "i64.lt_s",
  choose: "select",
  min: null,
  max: null,
  shiftLeft: "i64.shl",
  shiftRight: "i64.shr_s",
  shiftRightUnsigned: "i64.shr_u",
  constant: (body, value) => body.i64(value),
  shiftCount: (body, count) => body.i64(BigInt(count)),
};

/** Four words of 32 bits. */
export const I32X4: Lanes = {
  type: "v128",
  bits: 32,
  count: 4,
  add: "i32x4.add",
  sub: "i32x4.sub",
  mul: "i32x4.mul",
  and: "v128.and",
  less: "i32x4.lt_s",
  choose: "v128.bitselect",
  min: "i32x4.min_s",
  max: "i32x4.max_s",
  shiftLeft: "i32x4.shl",
  shiftRight: "i32x4.shr_s",
  shiftRightUnsigned: "i32x4.shr_u",
  constant: (body, value) =>
    body.v128(new Uint8Array(new Int32Array(4).fill(Number(BigInt.asIntN(32, value))).buffer)),
  shiftCount: pushCount,
};

/** Two words of 64 bits. */
export const I64X2: Lanes = {
  type: "v128",
  bits: 64,
  count: 2,
  add: "i64x2.add",
  sub: "i64x2.sub",
  mul: "i64x2.mul",
  and: "v128.and",
  less: "i64x2.lt_s",
  choose: "v128.bitselect",
  min: null,
  max: null,
  shiftLeft: "i64x2.shl",
  shiftRight: "i64x2.shr_s",
  shiftRightUnsigned: "i64x2.shr_u",
  constant: (body, value) => body.v128(new Uint8Array(new BigInt64Array(2).fill(value).buffer)),
  shiftCount: pushCount,
};

/** Pushes the smaller or the larger of the words in two variables. */
export function emitExtreme(
  body: FunctionBody,
  lanes: Lanes,
  { which, of: [a, b] }: { readonly which: "min" | "max"; readonly of: readonly [Local, Local] },
): void {
  body.get(a).get(b);
  const instruction = lanes[which];
  if (instruction !== null) body.op(instruction);
  else {
    const [less, more] = which === "min" ? [a, b] : [b, a];
    body.get(less).get(more).op(lanes.less).op(lanes.choose);
  }
}
