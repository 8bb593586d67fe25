import type { PlacedTensor, StageContext } from "../context.ts";
import type { Limb } from "./limb_products.ts";
import { emitElements } from "../assembler/element_loop.ts";
import type { TensorLayout } from "../layout.ts";

/** Which limbs go where. */
export interface SplitRequest {
  readonly x: PlacedTensor;
  readonly limbs: readonly Limb[];
  readonly planes: readonly TensorLayout[];
  /** Bits of the low limb. */
  readonly bits: number;
}

/** Takes the numbers of a tensor apart. */
export function emitSplit({ body, builder }: StageContext, { x, limbs, planes, bits }: SplitRequest): void {
  limbs.forEach((limb, i) => {
    emitElements(body, builder, { from: x.layout, to: planes[i] }, {
      bits: 32,
      emit(code, lanes, value) {
        const high = () => {
          code.get(value);
          lanes.shiftCount(code, bits);
          code.op(lanes.shiftRight);
        };
        const low = () => {
          code.get(value);
          lanes.constant(code, (1n << BigInt(bits)) - 1n);
          code.op(lanes.and);
        };
        if (limb !== "low") high();
        if (limb !== "high") low();
        if (limb === "sum") code.op(lanes.add);
        code.set(value);
      },
    });
  });
}
