import type { UpsamplePlan } from "../../../design/mod.ts";
import type { StageContext, StagePath } from "../context.ts";
import { rowLength } from "../layout.ts";
import { emitMove, movePath, planMove } from "./moves.ts";
import { emitPixels } from "../assembler/nest.ts";
import { operandOf, viewAs } from "./views.ts";

/** Every pixel several times: along its row one by one, then whole rows. */
export function emitUpsample(context: StageContext, plan: UpsamplePlan): StagePath | null {
  const { body, y: { layout } } = context;
  const { channels } = plan;
  const move = planMove(plan.numbers);
  if (move === null) return null;
  const single = { input: 1, factor: 1 };
  const [rows, columns] = plan.geometry.length === 2 ? plan.geometry : [single, plan.geometry[0]];
  const x = viewAs(context, context.x, { rows: rows.input, columns: columns.input, channels });
  const to = operandOf(layout);
  for (let copy = 0; copy < columns.factor; copy++) {
    emitMove(body, move, {
      rows: rows.input,
      columns: columns.input,
      length: channels,
      from: operandOf(x),
      to: {
        ...to,
        address: to.address + copy * to.column,
        row: rows.factor * to.row,
        column: columns.factor * to.column,
      },
    });
  }
  const source = { address: to.address, row: rows.factor * to.row, column: 0 };
  const target = { address: to.address + to.row, row: rows.factor * to.row, column: to.row };
  if (rows.factor > 1) {
    emitPixels(
      body,
      { rows: rows.input, columns: rows.factor - 1, walks: [source, target] },
      ([from, at]) => void body.get(at).get(from).i32(rowLength(layout) * layout.bytes).copyMemory(),
    );
  }
  return movePath("upsample", move);
}
