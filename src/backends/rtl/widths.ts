import type { TensorPlan } from "../../design/mod.ts";

/** Bits of a beat. */
export function beatWidth({ beats, type }: TensorPlan): number {
  return beats.width * type.width;
}
