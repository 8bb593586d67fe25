import type { PermutePrimitive, ShufflePrimitive } from "../../layers/mod.ts";
import { stridesOf } from "../../tensor/mod.ts";
import type { Draft } from "../draft.ts";
import type { ShufflePlan } from "../plans/graph_plans.ts";
import type { PermutePlan } from "../plans/plan.ts";

/** Plans a permutation of axes. */
export function planPermute({ shape, permutation }: PermutePrimitive): Draft<PermutePlan> {
  const strides = stridesOf(shape);
  return { kind: "permute", shape, permutation, strides: permutation.map((axis) => strides[axis]) };
}

/** Plans blocks of pixels to channels, or back. */
export function planShuffle(primitive: ShufflePrimitive): Draft<ShufflePlan> {
  const { wide: [height, width], block } = primitive;
  return { ...primitive, blocks: { rows: height / block, columns: width / block } };
}
