import { foldEntry, type TablePlan } from "../../design/mod.ts";
import { mantissaAt } from "../../fixed/mod.ts";
import { emitClamp } from "./cast.ts";
import type { StageContext, StagePath } from "./context.ts";
import { emitElements } from "./element_loop.ts";
import type { FunctionBody, Local } from "./encoder.ts";
import { emitGather } from "./gather.ts";
import { I32, I64, type Lanes } from "./lanes.ts";
import { NO_MARGINS } from "./layout.ts";
import { bitsOfInterval, fitsWord, inputRange, storageBytes } from "./range.ts";
import { emitTableRest, planTableRest } from "./table_rest.ts";

/** y from the table entry of |x| or of x; the index rule and what an entry means are in the design's `table.ts`. */
export function emitTable(context: StageContext, plan: TablePlan): StagePath | null {
  const { body, builder, x, y } = context;
  const { symmetry, entries } = plan;
  const range = inputRange(x.type);
  const bits = fitsWord(range, 32) ? 32 : 64;
  const hasRest = symmetry === "rest" || symmetry === "linear";
  const rest = hasRest ? planTableRest({ plan, x: x.type, y: y.type }) : null;
  if (!fitsWord(range, bits) || (hasRest && rest === null)) return null;

  const bytes = hasRest ? storageBytes(entries.type) : y.layout.bytes;
  const values = tabledValues(plan);
  const table = builder.constants(
    bytes === 8 ? values : bytes === 4 ? Int32Array.from(values, Number) : Int16Array.from(values, Number),
  );
  // First the addresses of the entries, several at once; then the entries, one by one.
  const indices = builder.tensor(y.layout, { bytes: 4, margins: NO_MARGINS });
  emitElements(body, builder, { from: x.layout, to: indices }, {
    bits,
    emit(code, lanes, value) {
      if (symmetry === "none") emitPlace(code, lanes, value, plan);
      else emitMagnitude(code, lanes, value, plan);
      code.get(value);
      lanes.constant(code, BigInt(bytes));
      code.op(lanes.mul).set(value);
    },
  });
  const to = hasRest ? builder.tensor(y.layout, { bytes, margins: NO_MARGINS }) : y.layout;
  emitGather(body, { indices, base: table, bytes, to });
  const count = entries.data.length;
  const own = { path: "table", bits: Math.max(bitsOfInterval(range) + 1, rest?.valueBits ?? 0) } as const;
  if (rest === null) {
    return { ...own, why: isFolded(symmetry) ? `${count} entries for each sign` : `${count} entries` };
  }
  emitTableRest(context, rest, to);
  return { ...own, why: `${count} entries, and the linear part in words of ${rest.bits} bits` };
}

/** Whether negative arguments have entries of their own, behind the others. */
function isFolded(symmetry: TablePlan["symmetry"]): symmetry is "odd" | "complement" {
  return symmetry === "odd" || symmetry === "complement";
}

function tabledValues({ symmetry, entries: { data, type } }: TablePlan): BigInt64Array {
  const values: readonly bigint[] = Array.from(data, (_, i) => mantissaAt(data, i, type));
  const folded = isFolded(symmetry) ? values.map((entry) => foldEntry(entry, symmetry, type)) : [];
  return BigInt64Array.from([...values, ...folded], (value) => BigInt.asIntN(64, value));
}

/** Words to indices for a table over all arguments. */
function emitPlace(
  body: FunctionBody,
  lanes: Lanes,
  value: Local,
  { first, shift, entries }: TablePlan,
): void {
  const end = first + (BigInt(entries.data.length) << BigInt(shift)) - 1n;
  const largest = (1n << BigInt(lanes.bits - 1)) - 1n;
  emitClamp(body, lanes, value, { min: first, max: end < largest ? end : null });
  body.get(value);
  lanes.constant(body, first);
  // The difference is no signed word if the table covers more than half of all words: then it is an unsigned one.
  body.op(lanes.sub);
  lanes.shiftCount(body, shift);
  body.op(lanes.shiftRightUnsigned).set(value);
}

/** Words to indices for a table over magnitudes. */
function emitMagnitude(
  body: FunctionBody,
  lanes: Lanes,
  value: Local,
  { symmetry, shift, entries }: TablePlan,
): void {
  const count = BigInt(entries.data.length);
  const sign = body.local(lanes.type);
  body.get(value);
  lanes.shiftCount(body, lanes.bits - 1);
  body.op(lanes.shiftRight).set(sign);
  // |x| = (x ^ s) − s with s = −1 below 0. It is at most one beyond the signed words: harmless if it is shifted.
  body.get(value).get(sign).op(lanes === I32 ? "i32.xor" : lanes === I64 ? "i64.xor" : "v128.xor").set(value);
  if (shift === 0) emitClamp(body, lanes, value, { min: null, max: count });
  body.get(value).get(sign).op(lanes.sub);
  lanes.shiftCount(body, shift);
  body.op(lanes.shiftRightUnsigned).set(value);
  emitClamp(body, lanes, value, { min: null, max: count - 1n });
  if (!isFolded(symmetry)) return;
  body.get(value).get(sign);
  lanes.constant(body, count);
  body.op(lanes.and).op(lanes.add).set(value);
}
