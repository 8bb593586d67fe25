import type { PlacedTensor, StageContext } from "../context.ts";
import { emitRelayout } from "../assembler/element_loop.ts";
import type { NestOperand } from "../assembler/nest.ts";
import { isContiguous, NO_MARGINS, type PixelShape, sameShape, type TensorLayout } from "../layout.ts";

/**
 * The elements of a tensor as rows and pixels of another shape, in the same order: a reader may see another shape than
 * the tensor was given. Rows with margins are copied together if need be.
 */
export function viewAs(
  { body, builder }: Pick<StageContext, "body" | "builder">,
  { layout }: Pick<PlacedTensor, "layout">,
  { rows, columns, channels }: PixelShape,
): TensorLayout {
  const shape = { rows, columns, channels };
  if (sameShape(shape, layout)) return layout;
  if (isContiguous(layout)) {
    return { ...layout, ...shape, rowPitch: columns * channels * layout.bytes };
  }
  const copy = builder.tensor(shape, { bytes: layout.bytes, margins: NO_MARGINS });
  emitRelayout(body, builder, { from: layout, to: copy });
  return copy;
}

/** Every element of a tensor, row by row and pixel by pixel. */
export function operandOf({ address, bytes, rowPitch, channels }: TensorLayout): NestOperand {
  return { address, bytes, row: rowPitch, column: channels * bytes, element: bytes };
}
