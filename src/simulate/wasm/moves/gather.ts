import type { PermutePlan } from "../../../design/mod.ts";
import { permutedIndices } from "../../permute.ts";
import type { StageContext, StagePath } from "../context.ts";
import { emitLoad, emitStore } from "../assembler/element_loop.ts";
import { emitCastStage } from "../assembler/elements.ts";
import { I32, I64 } from "../assembler/lanes.ts";
import { NO_MARGINS, rowLength, type TensorLayout } from "../layout.ts";

/** Fetches elements at addresses `base` + index for every index of a tensor. */
export function emitGather(
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
  return emitCastStage({ ...context, x: { ...x, layout: gathered } }, plan) && {
    path: "permute",
    why: `${addresses.length} elements by address, then a cast to ${y.type.width} bits`,
    bits: x.type.width,
  };
}
