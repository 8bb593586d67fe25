import { foldEntry, type PermutePlan, type TablePlan } from "../../design/mod.ts";
import { mantissaAt } from "../../fixed/mod.ts";
import { permutedIndices } from "../permute.ts";
import { emitClamp } from "./cast.ts";
import type { StageContext, StagePath } from "./context.ts";
import { emitElements, emitLoad, emitStore } from "./element_loop.ts";
import { emitCastStage } from "./elements.ts";
import { I32, I64 } from "./lanes.ts";
import { NO_MARGINS, rowLength, type TensorLayout } from "./layout.ts";

/** y = table entry of |x|, folded for x < 0; the index rule is in the design's `table.ts`. */
export function emitTable(
  { body, builder, x, y }: StageContext,
  { shift, symmetry, entries }: TablePlan,
): StagePath | null {
  if (symmetry !== "odd" && symmetry !== "complement") return null;
  // |−2^31| is no signed word: it is one only after a shift.
  if (x.layout.bytes === 8 || (x.type.width === 32 && shift === 0)) return null;
  const count = entries.data.length;
  const bytes = y.layout.bytes;
  const halves = new BigInt64Array(2 * count);
  for (let i = 0; i < count; i++) {
    const entry = mantissaAt(entries.data, i, entries.type);
    halves[i] = BigInt.asIntN(64, entry);
    halves[count + i] = BigInt.asIntN(64, foldEntry(entry, symmetry, entries.type));
  }
  const table = builder.constants(
    bytes === 8 ? halves : bytes === 4 ? Int32Array.from(halves, Number) : Int16Array.from(halves, Number),
  );
  const indices = builder.tensor(y.layout, { bytes: 4, margins: NO_MARGINS });
  // First the addresses of the entries, several at once; then the entries, one by one.
  emitElements(body, builder, { from: x.layout, to: indices }, {
    bits: 32,
    emit(code, lanes, value) {
      const sign = code.local(lanes.type);
      code.get(value);
      lanes.shiftCount(code, 31);
      code.op(lanes.shiftRight).set(sign);
      // |x| = (x + s) ^ s = (x ^ s) − s with s = −1 below 0.
      code.get(value).get(sign).op(lanes === I32 ? "i32.xor" : "v128.xor").get(sign).op(lanes.sub);
      lanes.shiftCount(code, shift);
      code.op(lanes.shiftRightUnsigned).set(value);
      emitClamp(code, lanes, value, { min: null, max: BigInt(count - 1) });
      code.get(value).get(sign);
      lanes.constant(code, BigInt(count));
      code.op(lanes.and).op(lanes.add);
      lanes.constant(code, BigInt(bytes));
      code.op(lanes.mul).set(value);
    },
  });
  emitGather(body, { indices, base: table, bytes, to: y.layout });
  return { path: "table", why: `${count} entries for each sign`, bits: x.type.width };
}

/** Fetches elements at addresses `base` + index for every index of a tensor. */
function emitGather(
  body: StageContext["body"],
  { indices, base, bytes, to }: {
    readonly indices: TensorLayout;
    readonly base: number;
    readonly bytes: 2 | 4 | 8;
    readonly to: TensorLayout;
  },
): void {
  const lanes = bytes === 8 ? I64 : I32;
  const [row, left, source, target, entry] = ["i32", "i32", "i32", "i32", "i32"].map(() => body.local("i32"));
  const value = body.local(lanes.type);
  body.i32(0).set(row);
  body.loop(() => {
    body.get(row).i32(indices.rowPitch).op("i32.mul").i32(indices.address).op("i32.add").set(source);
    body.get(row).i32(to.rowPitch).op("i32.mul").i32(to.address).op("i32.add").set(target);
    body.i32(rowLength(to)).set(left);
    body.loop(() => {
      body.get(source).memory("i32.load", 0).i32(base).op("i32.add").set(entry);
      emitLoad(body, lanes, entry, bytes);
      body.set(value);
      emitStore(body, lanes, { address: target, value, bytes });
      body.get(source).i32(4).op("i32.add").set(source);
      body.get(target).i32(bytes).op("i32.add").set(target);
      body.get(left).i32(1).op("i32.sub").tee(left);
    });
    body.get(row).i32(1).op("i32.add").tee(row).i32(to.rows).op("i32.lt_s");
  });
}

/** Output axis i is input axis `permutation[i]`; then a cast. */
export function emitPermute(context: StageContext, plan: PermutePlan): StagePath | null {
  const { body, builder, x, y } = context;
  const { layout } = x;
  const length = rowLength(layout);
  const addresses = Int32Array.from(
    permutedIndices(plan),
    (index) => Math.floor(index / length) * layout.rowPitch + index % length * layout.bytes,
  );
  const shape = { rows: 1, columns: 1, channels: addresses.length };
  const indices = {
    ...shape,
    address: builder.constants(addresses),
    bytes: 4 as const,
    rowPitch: addresses.length * 4,
  };
  const gathered = builder.tensor(shape, { bytes: layout.bytes, margins: NO_MARGINS });
  emitGather(body, { indices, base: layout.address, bytes: layout.bytes, to: gathered });
  return emitCastStage({ ...context, x: { ...x, layout: gathered } }) && {
    path: "permute",
    why: `${addresses.length} elements by address, then a cast to ${y.type.width} bits`,
    bits: x.type.width,
  };
}
