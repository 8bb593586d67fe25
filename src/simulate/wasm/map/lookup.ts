import { mantissaAt } from "../../../fixed/mod.ts";
import type { LookupNode, LookupTable } from "../../../layers/mod.ts";
import type { ModuleBuilder } from "../assembler/builder.ts";
import { emitClamp } from "./cast.ts";
import type { StageContext } from "../context.ts";
import { emitElements } from "../assembler/element_loop.ts";
import type { FunctionBody, Local } from "../assembler/encoder.ts";
import { I32, I64, type Lanes } from "../assembler/lanes.ts";
import type { TensorLayout } from "../layout.ts";
import { fitsWord } from "./range.ts";

/** Where addresses of entries go. */
export interface IndicesRequest {
  readonly node: LookupNode;
  readonly indices: TensorLayout;
  /** Of an entry. */
  readonly bytes: 2 | 4 | 8;
  /** Of a table of magnitudes: so many entries further on are those of negative arguments; null if these share them. */
  readonly behind: number | null;
}

/**
 * Writes the code that finds the entries of elements themselves, or of their magnitudes, several at once. False, and no code,
 * where it is none of both or its places are no words.
 */
export function emitIndices(
  { body, builder, x }: StageContext,
  { node: { of, table }, indices, bytes, behind }: IndicesRequest,
): boolean {
  const input = of.kind === "absolute" ? of.of : of;
  if (input.kind !== "input") return false;
  const isMagnitude = of.kind === "absolute";
  const isComparable = (bits: 32 | 64) =>
    table.segments.length === 1 || !isMagnitude || lastPlace(table) < (1n << BigInt(bits - 1)) - 1n;
  const bits = fitsWord(input.exact, 32) && isComparable(32) ? 32 : 64;
  if (!fitsWord(input.exact, bits) || !isComparable(bits) || (isMagnitude && table.first !== 0n)) {
    return false;
  }
  emitElements(body, builder, { from: x.layout, to: indices }, {
    bits,
    emit(code, lanes, value) {
      if (isMagnitude) emitMagnitude(code, lanes, value, { table, behind });
      else emitPlace(code, lanes, value, table);
      emitAddress(code, lanes, value, bytes);
    },
  });
  return true;
}

/** Changes a mantissa to the address of its entry, from that of the table on. */
export function emitIndex(
  body: FunctionBody,
  lanes: Lanes,
  value: Local,
  { table, bytes }: { readonly table: LookupTable; readonly bytes: 2 | 4 | 8 },
): void {
  emitPlace(body, lanes, value, table);
  emitAddress(body, lanes, value, bytes);
}

function emitAddress(body: FunctionBody, lanes: Lanes, value: Local, bytes: 2 | 4 | 8): void {
  body.get(value);
  lanes.constant(body, BigInt(bytes));
  body.op(lanes.mul).set(value);
}

/** The entries of a table as words. */
export function tableWords({ entries: { data, type } }: LookupTable): BigInt64Array {
  return BigInt64Array.from(data, (_, i) => BigInt.asIntN(64, mantissaAt(data, i, type)));
}

/** Puts words into the memory of the module, each in so many bytes; gives their address. */
export function placeTable(builder: ModuleBuilder, words: BigInt64Array, bytes: 2 | 4 | 8): number {
  return builder.constants(
    bytes === 8 ? words : bytes === 4 ? Int32Array.from(words, Number) : Int16Array.from(words, Number),
  );
}

/** The last place that has an entry of its own: all beyond it share the last entry. */
function lastPlace({ segments, entries }: LookupTable): bigint {
  const { from, shift, base } = segments[segments.length - 1];
  return from + (BigInt(entries.data.length - base) << BigInt(shift)) - 1n;
}

/** Words to indices for a table over all arguments. */
function emitPlace(body: FunctionBody, lanes: Lanes, value: Local, table: LookupTable): void {
  const { first, segments } = table;
  const end = first + lastPlace(table);
  const largest = (1n << BigInt(lanes.bits - 1)) - 1n;
  emitClamp(body, lanes, value, { min: first, max: end < largest ? end : null });
  // The difference is no signed word if the table covers more than half of all words: then it is an unsigned one.
  const place = body.local(lanes.type);
  body.get(value);
  lanes.constant(body, first);
  body.op(lanes.sub).set(place);
  const index = emitCell(body, lanes, { place, segments, isBefore: (from) => [value, first + from] });
  body.get(index).set(value);
}

/** Words to indices for a table over magnitudes. */
function emitMagnitude(
  body: FunctionBody,
  lanes: Lanes,
  value: Local,
  { table, behind }: { readonly table: LookupTable; readonly behind: number | null },
): void {
  const { segments, entries } = table;
  const count = BigInt(entries.data.length);
  const end = lastPlace(table);
  const sign = body.local(lanes.type);
  body.get(value);
  lanes.shiftCount(body, lanes.bits - 1);
  body.op(lanes.shiftRight).set(sign);
  // |x| = (x ^ s) − s with s = −1 below 0. Only that of the least word is no signed one: it is harmless if it is shifted.
  body.get(value).get(sign).op(lanes === I32 ? "i32.xor" : lanes === I64 ? "i64.xor" : "v128.xor").set(value);
  if (end < (1n << BigInt(lanes.bits - 1)) - 1n) emitClamp(body, lanes, value, { min: null, max: end });
  body.get(value).get(sign).op(lanes.sub).set(value);
  const index = emitCell(body, lanes, { place: value, segments, isBefore: (from) => [value, from] });
  emitClamp(body, lanes, index, { min: null, max: count - 1n });
  body.get(index);
  if (behind !== null) {
    body.get(sign);
    lanes.constant(body, BigInt(behind));
    body.op(lanes.and).op(lanes.add);
  }
  body.set(value);
}

/** The index of the entry of a place, whatever its last segment; `isBefore` gives signed words a < b for that. */
function emitCell(
  body: FunctionBody,
  lanes: Lanes,
  { place, segments: [first, ...others], isBefore }: {
    readonly place: Local;
    readonly segments: LookupTable["segments"];
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
