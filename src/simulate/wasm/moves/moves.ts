import type { ElementNumbers } from "../../../design/mod.ts";
import { type CastSteps, emitCast, inWords } from "../map/cast.ts";
import type { StagePath } from "../context.ts";
import type { FunctionBody } from "../assembler/encoder.ts";
import { emitNest, emitPixels, type Nest, type NestOperand } from "../assembler/nest.ts";
import { bitsOfInterval } from "../map/range.ts";

/** Longest rows of bytes that are copied by loads and stores of their own. */
const INLINE_BYTES = 128;

/** How elements change on their way from one tensor to another. */
export interface MovePlan {
  /** Null where every number stays as it is. */
  readonly cast: { readonly bits: 32 | 64; readonly steps: CastSteps } | null;
  /** Bits of the numbers that are moved. */
  readonly valueBits: number;
}

/** Plans the way from one type to another; null where a cast needs numbers of more than 64 bits. */
export function planMove({ exact, result }: ElementNumbers): MovePlan | null {
  const valueBits = bitsOfInterval(exact) + 1;
  if (result.dropped === 0 && result.overflow === null) return { cast: null, valueBits };
  for (const bits of [32, 64] as const) {
    const steps = inWords(result, bits);
    if (steps !== null) return { cast: { bits, steps }, valueBits };
  }
  return null;
}

/** Elements that go from one place to another. */
export interface Move extends Pick<Nest, "rows" | "columns" | "length"> {
  readonly from: NestOperand;
  readonly to: NestOperand;
}

/** Writes the loops of a move, which may be of no element at all. */
export function emitMove(body: FunctionBody, { cast }: MovePlan, move: Move): void {
  const { rows, columns, length, from, to } = move;
  if (rows * columns * length === 0) return;
  const isPlain = cast === null && from.bytes === to.bytes;
  if (isPlain && from.element === from.bytes && to.element === to.bytes) return emitCopies(body, move);
  // Elements of the same size are all that words of 32 bits cannot hold.
  const bits = cast?.bits ?? (from.bytes === 8 || to.bytes === 8 ? 64 : 32);
  emitNest(body, { bits, rows, columns, length, operands: [from, to] }, ({ lanes, load, store, words }) => {
    const [value] = words(1);
    load(0);
    body.set(value);
    if (cast !== null) emitCast(body, lanes, value, cast.steps);
    store(1, value);
  });
}

/** Copies the bytes of every pixel, or those of whole rows where pixels follow each other. */
function emitCopies(body: FunctionBody, { rows, columns, length, from, to }: Move): void {
  const bytes = length * from.bytes;
  const isRow = from.column === bytes && to.column === bytes;
  const grid = isRow ? { rows, columns: 1, bytes: bytes * columns } : { rows, columns, bytes };
  emitPixels(body, { ...grid, walks: [from, to] }, ([source, target]) => {
    if (grid.bytes > INLINE_BYTES) {
      body.get(target).get(source).i32(grid.bytes).copyMemory();
      return;
    }
    let offset = 0;
    for (const [size, load, store] of PIECES) {
      for (; offset + size <= grid.bytes; offset += size) {
        body.get(target).get(source).memory(load, offset).memory(store, offset);
      }
    }
  });
}

/** Instructions that move so many bytes. */
const PIECES = [
  [16, "v128.load", "v128.store"],
  [8, "i64.load", "i64.store"],
  [4, "i32.load", "i32.store"],
  [2, "i32.load16_s", "i32.store16"],
] as const;

/** What a stage says that does nothing but move elements. */
export function movePath(
  name: "concatenate" | "select" | "shuffle" | "upsample",
  { cast, valueBits }: MovePlan,
): StagePath {
  return {
    path: cast === null ? name : `${name} i${cast.bits}`,
    why: cast === null
      ? "every number stays as it is"
      : `a cast of numbers of at most ${valueBits} bits on the way`,
    bits: valueBits,
  };
}
