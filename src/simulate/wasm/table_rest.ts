import { largest } from "../../base/extremes.ts";
import type { TablePlan } from "../../design/mod.ts";
import {
  addIntervals,
  type FixedType,
  fractionBits,
  mantissaAt,
  multiplyIntervals,
  storableInterval,
} from "../../fixed/mod.ts";
import { intervalOfTensor } from "../../tensor/mod.ts";
import { emitCast, emitClamp, planWordCast } from "./cast.ts";
import type { StageContext } from "./context.ts";
import type { FunctionBody, Local } from "./encoder.ts";
import type { Lanes } from "./lanes.ts";
import type { TensorLayout } from "./layout.ts";
import { emitNest } from "./nest.ts";
import { bitsOfInterval, fitsWord } from "./range.ts";
import { operandOf, viewAs } from "./views.ts";

/** What is computed beside the table of a function that is partly linear. */
export interface TableRest {
  readonly bits: 32 | 64;
  /** Bits of the largest number on the way. */
  readonly valueBits: number;
  /** Changes `x` to the result, given the entry. */
  readonly emit: (
    body: FunctionBody,
    lanes: Lanes,
    words: { readonly x: Local; readonly entry: Local },
  ) => void;
}

/** The stage of a table. */
export interface TableStage {
  readonly plan: TablePlan;
  readonly x: FixedType;
  readonly y: FixedType;
}

/** Plans the linear part of a function, in the narrowest words that hold it; null where it needs more than 64 bits. */
export function planTableRest(stage: TableStage): TableRest | null {
  const { symmetry, slope } = stage.plan;
  for (const bits of [32, 64] as const) {
    const rest = symmetry === "rest" || slope === null ? planSum(stage, bits) : planSlope(stage, {
      bits,
      slope: mantissaAt(slope.data, 0, slope.type),
      of: fractionBits(slope.type),
    });
    if (rest !== null) return rest;
  }
  return null;
}

/** Computes the results from the tabled values. */
export function emitTableRest(context: StageContext, rest: TableRest, entries: TensorLayout): void {
  const { body, x, y: { layout: y } } = context;
  const operands = [viewAs(context, x, y), entries, y].map(operandOf);
  const { rows, columns, channels } = y;
  emitNest(
    body,
    { bits: rest.bits, rows, columns, length: channels, operands },
    ({ lanes, load, store, words }) => {
      const [value, entry] = words(2);
      load(0);
      body.set(value);
      load(1);
      body.set(entry);
      rest.emit(body, lanes, { x: value, entry });
      store(2, value);
    },
  );
}

/** y = cast(max(x, 0) + entry) */
function planSum({ plan, x, y }: TableStage, bits: 32 | 64): TableRest | null {
  const range = storableInterval(x);
  const entries = intervalOfTensor(plan.entries);
  const positive = { ...range, lo: 0n };
  const sum = addIntervals(positive, entries);
  const lifts = { x: sum.fraction - range.fraction, entry: sum.fraction - entries.fraction };
  const cast = planWordCast(sum, y, bits);
  if (cast === null || !fitsWord(range, bits) || Math.max(lifts.x, lifts.entry) >= bits) return null;
  return {
    bits,
    valueBits: Math.max(bitsOfInterval(range), bitsOfInterval(sum)) + 1,
    emit(body, lanes, { x: value, entry }) {
      emitClamp(body, lanes, value, { min: 0n, max: null });
      for (const [word, lift] of [[value, lifts.x], [entry, lifts.entry]] as const) {
        body.get(word);
        if (lift === 0) continue;
        lanes.shiftCount(body, lift);
        body.op(lanes.shiftLeft);
      }
      body.op(lanes.add).set(value);
      emitCast(body, lanes, value, cast);
    },
  };
}

/** y = cast(slope·x) for x ≥ 0, cast(entry) below. */
function planSlope(
  { plan, x, y }: TableStage,
  { bits, slope, of }: { readonly bits: 32 | 64; readonly slope: bigint; readonly of: number },
): TableRest | null {
  const range = storableInterval(x);
  const entries = intervalOfTensor(plan.entries);
  const factor = { lo: slope, hi: slope, fraction: of };
  const product = multiplyIntervals({ ...range, lo: 0n }, factor);
  const [castProduct, castEntry] = [product, entries].map((interval) => planWordCast(interval, y, bits));
  if (castProduct === null || castEntry === null || !fitsWord(range, bits)) return null;
  return {
    bits,
    valueBits: largest([range, entries, product].map((part) => bitsOfInterval(part) + 1)),
    emit(body, lanes, { x: value, entry }) {
      const product = body.local(lanes.type);
      body.get(value);
      lanes.constant(body, slope);
      body.op(lanes.mul).set(product);
      emitCast(body, lanes, product, castProduct);
      emitCast(body, lanes, entry, castEntry);
      body.get(entry).get(product).get(value);
      lanes.constant(body, 0n);
      body.op(lanes.less).op(lanes.choose).set(value);
    },
  };
}
