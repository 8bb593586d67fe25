import type { ConcatenatePlan } from "../../../design/mod.ts";
import type { JoinContext, StagePath } from "../context.ts";
import { rowLength } from "../layout.ts";
import { emitMove, type Move, movePath, planMove } from "./moves.ts";
import type { NestOperand } from "../assembler/nest.ts";
import { operandOf, viewAs } from "./views.ts";

/** Parts of both inputs in turn, straight to where the reader of the output wants them. */
export function emitConcatenate(context: JoinContext, plan: ConcatenatePlan): StagePath | null {
  const { body } = context;
  const [first, second] = plan.numbers.map(planMove);
  if (first === null || second === null) return null;
  [first, second].forEach((move, i) => emitMove(body, move, partOf(context, plan, i)));
  const words = [first, second].map((move) => movePath("concatenate", move));
  return words.find(({ path }) => path.endsWith("i64")) ?? words.find(({ path }) => path.endsWith("i32")) ??
    words[0];
}

/** The way of one input into its parts of the output. */
function partOf(context: JoinContext, plan: ConcatenatePlan, input: number): Move {
  const { inputs, y: { layout: y } } = context;
  const before = input === 0 ? 0 : plan.sizes[0];
  const size = plan.sizes[input];
  const at = (bytes: number): NestOperand => ({ ...operandOf(y), address: y.address + bytes });
  if (plan.joinsPixels) {
    const x = viewAs(context, inputs[input], { ...y, channels: size });
    return { rows: y.rows, columns: y.columns, length: size, from: operandOf(x), to: at(before * y.bytes) };
  }
  const length = rowLength(y);
  if (plan.blocks === y.rows && size < length) {
    const x = viewAs(context, inputs[input], { ...y, columns: size / y.channels });
    return { rows: y.rows, columns: 1, length: size, from: operandOf(x), to: at(before * y.bytes) };
  }
  // Whole rows: a block of the output has those of both inputs.
  const rows = { own: size / length, before: before / length, block: y.rows / plan.blocks };
  const x = viewAs(context, inputs[input], { ...y, rows: rows.own * plan.blocks });
  return {
    rows: plan.blocks,
    columns: rows.own,
    length,
    from: { ...operandOf(x), row: rows.own * x.rowPitch, column: x.rowPitch },
    to: { ...at(rows.before * y.rowPitch), row: rows.block * y.rowPitch, column: y.rowPitch },
  };
}
