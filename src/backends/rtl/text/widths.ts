import type { StreamTensor } from "../../../design/mod.ts";

/** Bits of a beat. */
export function beatWidth({ beats }: StreamTensor): number {
  return beats.bits;
}
