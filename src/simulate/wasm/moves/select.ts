import type { SelectPlan } from "../../../design/mod.ts";
import type { SelectAxis } from "../../../layers/mod.ts";
import type { StageContext, StagePath } from "../context.ts";
import { emitMove, movePath, planMove } from "./moves.ts";
import { emitNest } from "../assembler/nest.ts";
import { operandOf, viewAs } from "./views.ts";

/** A range along every axis, and a constant where the input has no element. */
export function emitSelect(context: StageContext, plan: SelectPlan): StagePath | null {
  const { body, y } = context;
  const { rows, columns, channels } = plan;
  const move = planMove(plan.numbers);
  if (move === null) return null;
  const x = viewAs(context, context.x, {
    rows: rows.input,
    columns: columns.input,
    channels: channels.input,
  });
  const axes = [rows, columns, channels];
  const ranges = axes.map(existing);
  const isWhole = ranges.every(({ count }, i) => count === axes[i].output);
  // Memory is 0 from the start, and nothing else writes where no element of the input goes.
  if (!isWhole && plan.fill !== 0n) emitFill(context, plan.fill);

  const [from, to] = [operandOf(x), operandOf(y.layout)];
  const steps = [[from.row, to.row], [from.column, to.column], [from.element, to.element]];
  const start = { from: from.address, to: to.address };
  ranges.forEach(({ first, position }, i) => {
    start.from += position * steps[i][0];
    start.to += first * steps[i][1];
  });
  emitMove(body, move, {
    rows: ranges[0].count,
    columns: ranges[1].count,
    length: ranges[2].count,
    from: {
      address: start.from,
      bytes: x.bytes,
      row: from.row * rows.step,
      column: from.column * columns.step,
      element: from.element * channels.step,
    },
    to: { ...to, address: start.to },
  });
  return movePath("select", move);
}

/** The outputs of an axis that the input has an element for, and the position of the first of these elements. */
function existing({ input, output, start, step }: SelectAxis): {
  readonly first: number;
  readonly count: number;
  readonly position: number;
} {
  const first = Math.max(0, Math.ceil(-start / step));
  const end = Math.min(output, Math.ceil((input - start) / step));
  return { first, count: Math.max(0, end - first), position: start + first * step };
}

/** Puts a number everywhere. */
function emitFill({ body, y: { layout } }: StageContext, fill: bigint): void {
  const { rows, columns, channels, bytes } = layout;
  const nest = { bits: bytes === 8 ? 64 : 32, rows, columns, length: channels } as const;
  emitNest(body, { ...nest, operands: [operandOf(layout)] }, ({ lanes, store, words }) => {
    const [value] = words(1);
    lanes.constant(body, fill);
    body.set(value);
    store(0, value);
  });
}
