import type { ShufflePlan } from "../../../design/mod.ts";
import type { StageContext, StagePath } from "../context.ts";
import { emitMove, movePath, planMove } from "./moves.ts";
import type { NestOperand } from "../assembler/nest.ts";
import { operandOf, viewAs } from "./views.ts";

/** Blocks of pixels to channels, or back: one move for every place of a block. */
export function emitShuffle(context: StageContext, plan: ShufflePlan): StagePath | null {
  const { body, y } = context;
  const { toDepth, block, blocks, strides, wide: [height, width, channels] } = plan;
  const move = planMove(plan.numbers);
  if (move === null) return null;
  const shapes = {
    wide: { rows: height, columns: width, channels },
    deep: { ...blocks, channels: channels * block ** 2 },
  };
  const x = operandOf(viewAs(context, context.x, toDepth ? shapes.wide : shapes.deep));
  const [wide, deep] = toDepth ? [x, operandOf(y.layout)] : [operandOf(y.layout), x];
  for (let row = 0; row < block; row++) {
    for (let column = 0; column < block; column++) {
      const inWide: NestOperand = {
        ...wide,
        address: wide.address + row * wide.row + column * wide.column,
        row: block * wide.row,
        column: block * wide.column,
      };
      const inDeep: NestOperand = {
        ...deep,
        address: deep.address + (row * block + column) * strides.place * deep.bytes,
        element: strides.channel * deep.bytes,
      };
      const [from, to] = toDepth ? [inWide, inDeep] : [inDeep, inWide];
      emitMove(body, move, { ...blocks, length: channels, from, to });
    }
  }
  return movePath("shuffle", move);
}
