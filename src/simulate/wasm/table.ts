import { castEntry, foldEntry, type TablePlan } from "../../design/mod.ts";
import { type FixedType, mantissaAt, storableInterval } from "../../fixed/mod.ts";
import { emitClamp } from "./cast.ts";
import type { StageContext, StagePath } from "./context.ts";
import { emitElements } from "./element_loop.ts";
import type { FunctionBody, Local } from "./encoder.ts";
import { emitGather } from "./gather.ts";
import { I32, I64, type Lanes } from "./lanes.ts";
import { NO_MARGINS } from "./layout.ts";
import { bitsOfInterval, fitsWord, storageBytes } from "./range.ts";
import { emitTableRest, planTableRest } from "./table_rest.ts";

/** y from the table entry of |x| or of x; the index rule and what an entry means are in the design's `table.ts`. */
export function emitTable(context: StageContext, plan: TablePlan): StagePath | null {
  const { body, builder, x, y } = context;
  const { symmetry, entries } = plan;
  const range = storableInterval(x.type);
  const bits = fitsWord(range, 32) && hasComparablePlaces(plan, 32) ? 32 : 64;
  const hasRest = symmetry === "rest" || symmetry === "linear";
  const rest = hasRest ? planTableRest({ plan, x: x.type, y: y.type }) : null;
  if (!fitsWord(range, bits) || !hasComparablePlaces(plan, bits) || (hasRest && rest === null)) return null;

  const bytes = hasRest ? storageBytes(entries.type) : y.layout.bytes;
  const values = tabledValues(plan, y.type);
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

function tabledValues({ symmetry, entries: { data, type } }: TablePlan, result: FixedType): BigInt64Array {
  const entries: readonly bigint[] = Array.from(data, (_, i) => mantissaAt(data, i, type));
  if (!isFolded(symmetry)) return BigInt64Array.from(entries, (value) => BigInt.asIntN(64, value));
  const types = { entry: type, result };
  const values = new BigInt64Array(2 * entries.length);
  entries.forEach((entry, i) => {
    values[i] = BigInt.asIntN(64, castEntry(entry, types));
    values[entries.length + i] = BigInt.asIntN(64, foldEntry(entry, symmetry, types));
  });
  return values;
}

/** The last place that has an entry of its own: all beyond it share the last entry. */
function lastPlace({ segments, entries }: TablePlan): bigint {
  const { from, shift, base } = segments[segments.length - 1];
  return from + (BigInt(entries.data.length - base) << BigInt(shift)) - 1n;
}

/** Whether places can be compared as signed words, which only several segments ask for. */
function hasComparablePlaces(plan: TablePlan, bits: 32 | 64): boolean {
  return plan.segments.length === 1 || plan.symmetry === "none" ||
    lastPlace(plan) < (1n << BigInt(bits - 1)) - 1n;
}

/** Words to indices for a table over all arguments. */
function emitPlace(body: FunctionBody, lanes: Lanes, value: Local, plan: TablePlan): void {
  const { first, segments } = plan;
  const end = first + lastPlace(plan);
  const largest = (1n << BigInt(lanes.bits - 1)) - 1n;
  emitClamp(body, lanes, value, { min: first, max: end < largest ? end : null });
  // The difference is no signed word if the table covers more than half of all words: then it is an unsigned one.
  const place = body.local(lanes.type);
  body.get(value);
  lanes.constant(body, first);
  body.op(lanes.sub).set(place);
  const index = emitIndex(body, lanes, { place, segments, isBefore: (from) => [value, first + from] });
  body.get(index).set(value);
}

/** Words to indices for a table over magnitudes. */
function emitMagnitude(body: FunctionBody, lanes: Lanes, value: Local, plan: TablePlan): void {
  const { symmetry, segments, entries } = plan;
  const count = BigInt(entries.data.length);
  const end = lastPlace(plan);
  const sign = body.local(lanes.type);
  body.get(value);
  lanes.shiftCount(body, lanes.bits - 1);
  body.op(lanes.shiftRight).set(sign);
  // |x| = (x ^ s) − s with s = −1 below 0. Only that of the least word is no signed one: it is harmless if it is shifted.
  body.get(value).get(sign).op(lanes === I32 ? "i32.xor" : lanes === I64 ? "i64.xor" : "v128.xor").set(value);
  if (end < (1n << BigInt(lanes.bits - 1)) - 1n) emitClamp(body, lanes, value, { min: null, max: end });
  body.get(value).get(sign).op(lanes.sub).set(value);
  const index = emitIndex(body, lanes, { place: value, segments, isBefore: (from) => [value, from] });
  emitClamp(body, lanes, index, { min: null, max: count - 1n });
  body.get(index);
  if (isFolded(symmetry)) {
    body.get(sign);
    lanes.constant(body, count);
    body.op(lanes.and).op(lanes.add);
  }
  body.set(value);
}

/** The index of the entry of a place, whatever its last segment; `isBefore` gives signed words a < b for that. */
function emitIndex(
  body: FunctionBody,
  lanes: Lanes,
  { place, segments: [first, ...others], isBefore }: {
    readonly place: Local;
    readonly segments: TablePlan["segments"];
    readonly isBefore: (from: bigint) => readonly [Local, bigint];
  },
): Local {
  const index = body.local(lanes.type);
  const shifted = (shift: number) => {
    // A machine shifts by less than a word.
    if (shift >= lanes.bits) {
      lanes.constant(body, 0n);
      body.op(lanes.and);
      return;
    }
    lanes.shiftCount(body, shift);
    body.op(lanes.shiftRightUnsigned);
  };
  body.get(place);
  shifted(first.shift);
  body.set(index);
  for (const { from, shift, base } of others) {
    const [word, border] = isBefore(from);
    body.get(index);
    body.get(place);
    lanes.constant(body, from);
    body.op(lanes.sub);
    shifted(shift);
    lanes.constant(body, BigInt(base));
    body.op(lanes.add);
    body.get(word);
    lanes.constant(body, border);
    body.op(lanes.less).op(lanes.choose).set(index);
  }
  return index;
}
