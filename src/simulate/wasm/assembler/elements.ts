import type { ElementNumbers } from "../../../design/mod.ts";
import { emitCast, inWords } from "../map/cast.ts";
import type { StageContext, StagePath } from "../context.ts";
import { type ElementOperation, emitElements, emitRelayout } from "./element_loop.ts";
import { bitsOfInterval } from "../map/range.ts";

/** An operation and the bits that its numbers take. */
export interface PlannedElements extends ElementOperation {
  readonly valueBits: number;
}

/** Plans an operation in words of so many bits; null where they are too narrow. */
export type Planner = (bits: 32 | 64) => PlannedElements | null;

/** Writes the code of an element-wise stage; null where it needs numbers of more than 64 bits. */
export function emitPlanned({ body, builder, x, y }: StageContext, plan: Planner): StagePath | null {
  const operation = plan(32) ?? plan(64);
  if (operation === null) return null;
  emitElements(body, builder, { from: x.layout, to: y.layout }, operation);
  return {
    path: `elements i${operation.bits}`,
    why: `numbers of at most ${operation.valueBits} bits`,
    bits: operation.valueBits,
  };
}

/** y = x in another type. */
export function emitCastStage(
  context: StageContext,
  { numbers: { exact, result } }: { readonly numbers: ElementNumbers },
): StagePath | null {
  return emitPlanned(context, (bits) => {
    const cast = inWords(result, bits);
    if (cast === null) return null;
    return {
      bits,
      valueBits: bitsOfInterval(exact) + 1,
      emit: (body, lanes, value) => emitCast(body, lanes, value, cast),
    };
  });
}

/** The same elements where another layout wants them. */
export function emitCopy({ body, builder, x, y }: StageContext): StagePath {
  emitRelayout(body, builder, { from: x.layout, to: y.layout });
  return { path: "copy", why: "the same elements in the layout of their reader", bits: x.type.width };
}
