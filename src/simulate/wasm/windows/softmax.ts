import type { SoftmaxPlan } from "../../../design/mod.ts";
import { fractionBits, mantissaAt } from "../../../fixed/mod.ts";
import type { FixedTensor } from "../../../tensor/mod.ts";
import type { ModuleBuilder } from "../assembler/builder.ts";
import { type CastSteps, emitCast, inWords } from "../map/cast.ts";
import type { StageContext, StagePath } from "../context.ts";
import type { FunctionBody, Local } from "../assembler/encoder.ts";
import { emitExtreme, I64 } from "../assembler/lanes.ts";
import { emitPixels, emitRun, type RunOperand } from "../assembler/nest.ts";
import { bitsOfInterval, fitsWord } from "../map/range.ts";
import { operandOf, viewAs } from "../moves/views.ts";

/** The five steps of a softmax, pixel by pixel; the design's `softmax.ts` defines them. */
export function emitSoftmax(context: StageContext, plan: SoftmaxPlan): StagePath | null {
  const { body, builder, x, y } = context;
  const { channels, exponentials, inverses, inverseBits } = plan;
  const { element, difference, product, exponents, result } = plan.numbers;
  const cast = inWords(result, 64);
  const isNarrow = [element, difference, product].every((interval) => fitsWord(interval, 64));
  if (cast === null || !isNarrow || plan.sumBits + inverseBits > 63) return null;

  const tables = { exponentials: tableOf(builder, exponentials), inverses: tableOf(builder, inverses) };
  const from = viewAs(context, x, { ...y.layout, channels });
  // The exponentials of one pixel at a time.
  const room = { address: builder.allocate(4 * channels), row: 0, column: 0 };
  const { rows, columns } = y.layout;
  const walks = [operandOf(from), room, operandOf(y.layout)];
  emitPixels(body, { rows, columns, walks }, (pointers) => {
    const sizes = [from.bytes, 4, y.layout.bytes] as const;
    const operands = sizes.map((bytes, i) => ({ pointer: pointers[i], bytes, element: bytes }));
    emitPixel(body, { plan, operands, tables, mostPlaces: exponents, cast });
  });
  const valueBits = Math.max(bitsOfInterval(difference), bitsOfInterval(product)) + 1;
  return {
    path: "softmax i64",
    why:
      `tables of ${exponentials.data.length} and ${inverses.data.length} entries, numbers of at most ${valueBits} bits`,
    bits: valueBits,
  };
}

/** What the code of a pixel is written with. */
interface PixelParts {
  readonly plan: SoftmaxPlan;
  /** Inputs, exponentials and results of the pixel. */
  readonly operands: readonly RunOperand[];
  /** Addresses. */
  readonly tables: { readonly exponentials: number; readonly inverses: number };
  readonly mostPlaces: number;
  readonly cast: CastSteps;
}

function emitPixel(body: FunctionBody, { plan, operands, tables, mostPlaces, cast }: PixelParts): void {
  const [largest, sum, factor, index] = [0, 1, 2, 3].map(() => body.local("i64"));
  const run = { bits: 64, length: plan.channels, operands } as const;
  const last = body.local("i64");
  body.i64(BigInt(plan.exponentials.data.length - 1)).set(last);

  body.i64(-(1n << 63n)).set(largest);
  emitRun(body, run, ({ load, words }) => {
    const [value] = words(1);
    load(0);
    body.set(value);
    emitExtreme(body, I64, { which: "max", of: [largest, value] });
    body.set(largest);
  });

  body.i64(0n).set(sum);
  emitRun(body, run, ({ load, store, words }) => {
    const [share] = words(1);
    body.get(largest);
    load(0);
    body.op("i64.sub").i64(plan.half).op("i64.add").i64(BigInt(plan.shift)).op("i64.shr_u").set(index);
    emitExtreme(body, I64, { which: "min", of: [index, last] });
    body.set(index);
    pushEntry(body, index, tables.exponentials);
    body.set(share);
    store(1, share);
    body.get(sum).get(share).op("i64.add").set(sum);
  });

  emitInverse(body, { plan, sum, factor, table: tables.inverses, mostPlaces });
  emitRun(body, run, ({ lanes, load, store, words }) => {
    const [value] = words(1);
    load(1);
    body.get(factor).op("i64.mul").set(value);
    emitCast(body, lanes, value, cast);
    store(2, value);
  });
}

interface InverseParts extends Pick<PixelParts, "plan" | "mostPlaces"> {
  readonly sum: Local;
  readonly factor: Local;
  /** Address. */
  readonly table: number;
}

/** Sets `factor` to the reciprocal of the sum's leading digits, moved up by as much as the sum is below the largest. */
function emitInverse(body: FunctionBody, { plan, sum, factor, table, mostPlaces }: InverseParts): void {
  const [place, index] = [body.local("i64"), body.local("i64")];
  body.i64(63n).get(sum).op("i64.clz").op("i64.sub").set(place);
  body.get(sum).i64(1n).get(place).op("i64.shl").op("i64.sub");
  body.i64(BigInt(plan.inverseBits)).op("i64.shl").get(place).op("i64.shr_u").set(index);
  pushEntry(body, index, table);
  const mostPlace = BigInt(fractionBits(plan.exponentials.type) + mostPlaces);
  body.i64(mostPlace).get(place).op("i64.sub").op("i64.shl").set(factor);
}

/** Pushes the entry of a table of 32-bit words. */
function pushEntry(body: FunctionBody, index: Local, table: number): void {
  body.get(index).op("i32.wrap_i64").i32(4).op("i32.mul").memory("i64.load32_s", table);
}

/** Address of the entries of a table, which have fewer than 32 bits. */
function tableOf(builder: ModuleBuilder, { data, type }: FixedTensor): number {
  return builder.constants(Int32Array.from(data, (_, i) => Number(mantissaAt(data, i, type))));
}
