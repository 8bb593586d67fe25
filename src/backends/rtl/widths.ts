import type { TensorPlan } from "../../design/mod.ts";

/** Bits of a beat. */
export function beatWidth({ beats }: TensorPlan): number {
  return beats.bits;
}
