import { type InterpolatePlan, type InterpolateSample, INTERPOLATION_SHARE } from "../../../design/mod.ts";
import { fractionBits } from "../../../fixed/mod.ts";
import type { ModuleBuilder } from "../assembler/builder.ts";
import { type CastSteps, emitCast, inWords } from "../map/cast.ts";
import type { StageContext, StagePath } from "../context.ts";
import type { FunctionBody, Local } from "../assembler/encoder.ts";
import { I32X4, I64, I64X2, type Lanes } from "../assembler/lanes.ts";
import { emitPixels, emitRun, type NestOperand, type RunStep } from "../assembler/nest.ts";
import { bitsOfInterval, fitsWord } from "../map/range.ts";
import { operandOf, viewAs } from "../moves/views.ts";

/** Fraction bits of a share as it is planned. */
const SHARE_BITS = fractionBits(INTERPOLATION_SHARE);

/** An element and what it counts for. */
interface Share {
  readonly input: number;
  readonly share: bigint;
}

/** The elements that the outputs of an axis are made of. */
interface AxisShares {
  /** One or two for every output of the axis. */
  readonly taps: number;
  /** The taps of every output. */
  readonly outputs: readonly (readonly Share[])[];
}

/** y = cast(Σ row share·column share·x), the sum exact. */
export function emitInterpolate(context: StageContext, plan: InterpolatePlan): StagePath | null {
  const { y } = context;
  const { shareBits, across, sum, sumResult } = plan.numbers;
  const rows = sharesOf(
    plan.rows === null ? [{ newest: 0, share: 1n << BigInt(SHARE_BITS) }] : plan.samples[0],
    shareBits.rows,
  );
  const columns = sharesOf(plan.samples[plan.samples.length - 1], shareBits.columns);
  for (const bits of [32, 64] as const) {
    const cast = inWords(sumResult, bits);
    if (cast === null) continue;
    const widens = bits === 64 && fitsWord(across, 32) && y.layout.bytes < 8;
    const shape = { rows: plan.rows?.input ?? 1, columns: plan.columns.input, channels: plan.channels };
    const x = operandOf(viewAs(context, context.x, shape));
    emitOutputs(context, { x, rows, columns, words: widens ? "widened" : bits, cast });
    const valueBits = bitsOfInterval(sum) + 1;
    return {
      path: widens ? "interpolate i32 and i64" : `interpolate i${bits}`,
      why:
        `shares of ${shareBits.rows} and ${shareBits.columns} fraction bits, numbers of at most ${valueBits} bits`,
      bits: valueBits,
    };
  }
  return null;
}

/** Shares with so many fraction bits. */
function sharesOf(samples: readonly InterpolateSample[], bits: number): AxisShares {
  const one = 1n << BigInt(SHARE_BITS);
  const spare = BigInt(SHARE_BITS - bits);
  const isPlain = samples.every(({ share }) => share === one);
  return {
    taps: isPlain ? 1 : 2,
    outputs: samples.map(({ newest, share }) => {
      const own = { input: newest, share: share >> spare };
      // What counts for nothing is read where there is an element for certain.
      const before = share === one
        ? { ...own, share: 0n }
        : { input: newest - 1, share: (one - share) >> spare };
      return isPlain ? [own] : [before, own];
    }),
  };
}

interface Outputs {
  readonly x: NestOperand;
  readonly rows: AxisShares;
  readonly columns: AxisShares;
  /** Bits of the words, or those of 32 bits that are widened when rows are added. */
  readonly words: 32 | 64 | "widened";
  readonly cast: CastSteps;
}

/** An element of the table of an axis: bytes to the tap's element, then its share. */
const ENTRY_BYTES = 8;

function emitOutputs({ body, builder, y }: StageContext, { x, rows, columns, words, cast }: Outputs): void {
  const walks = [
    operandOf(y.layout),
    {
      address: constantShares(builder, rows, { start: x.address, step: x.row }),
      row: rows.taps * ENTRY_BYTES,
      column: 0,
    },
    {
      address: constantShares(builder, columns, { start: 0, step: x.column }),
      row: 0,
      column: columns.taps * ENTRY_BYTES,
    },
  ];
  const grid = { rows: rows.outputs.length, columns: columns.outputs.length, walks };
  const read = (at: Local, offset: number) => {
    const value = body.local("i32");
    body.get(at).memory("i32.load", offset).set(value);
    return value;
  };
  emitPixels(body, grid, ([target, row, column]) => {
    const [down, across] = [{ at: row, ...rows }, { at: column, ...columns }].map(({ at, taps }) =>
      Array.from({ length: taps }, (_, tap) => ({
        place: read(at, tap * ENTRY_BYTES),
        share: read(at, tap * ENTRY_BYTES + 4),
      }))
    );
    const sources = down.flatMap((above) =>
      across.map((beside) => {
        const pointer = body.local("i32");
        body.get(above.place).get(beside.place).op("i32.add").set(pointer);
        return { pointer, bytes: x.bytes, element: x.bytes };
      })
    );
    const { bytes } = y.layout;
    const operands = [...sources, { pointer: target, bytes, element: bytes }];
    const shares = { down: down.map(({ share }) => share), across: across.map(({ share }) => share) };
    const run = { bits: words === "widened" ? 32 : words, length: y.layout.channels, operands } as const;
    emitRun(body, run, (step) => {
      const [value] = step.words(1);
      if (words === "widened") emitWidened(body, step, shares, cast);
      else {
        pushSum(body, step, shares);
        body.set(value);
        emitCast(body, step.lanes, value, cast);
      }
      step.store(sources.length, value);
    });
  });
}

/** Shares of the rows and columns around an output. */
interface OutputShares {
  readonly down: readonly Local[];
  readonly across: readonly Local[];
}

/** Pushes the sum of the elements around an output. */
function pushSum(body: FunctionBody, step: RunStep, { down, across }: OutputShares): void {
  down.forEach((share, row) => {
    pushRow(body, step, { row, across });
    pushShare(body, step.lanes, share);
    body.op(step.lanes.mul);
    if (row > 0) body.op(step.lanes.add);
  });
}

/** Pushes the sum of the elements of a row. */
function pushRow(
  body: FunctionBody,
  { lanes, load }: RunStep,
  { row, across }: { readonly row: number; readonly across: readonly Local[] },
): void {
  across.forEach((share, column) => {
    load(row * across.length + column);
    pushShare(body, lanes, share);
    body.op(lanes.mul);
    if (column > 0) body.op(lanes.add);
  });
}

/** Products of the lower and of the upper words of two vectors. */
const WIDE_PRODUCTS = ["i64x2.extmul_low_i32x4_s", "i64x2.extmul_high_i32x4_s"] as const;

/** Bytes of the low words of two vectors of two. */
const LOW_WORDS = [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27];

/** Sets the step's first word to the cast sum of rows that are words of 32 bits while their sum has up to 64. */
function emitWidened(
  body: FunctionBody,
  step: RunStep,
  { down, across }: OutputShares,
  cast: CastSteps,
): void {
  const { lanes } = step;
  const [value, ...sums] = step.words(1 + down.length);
  down.forEach((_, row) => {
    pushRow(body, step, { row, across });
    body.set(sums[row]);
  });
  const isVector = lanes === I32X4;
  const wide = isVector ? I64X2 : I64;
  for (const product of isVector ? WIDE_PRODUCTS : ["i64.mul"] as const) {
    const total = body.local(wide.type);
    down.forEach((share, row) => {
      body.get(sums[row]);
      if (!isVector) body.op("i64.extend_i32_s");
      pushShare(body, isVector ? lanes : wide, share);
      body.op(product);
      if (row > 0) body.op(wide.add);
    });
    body.set(total);
    emitCast(body, wide, total, cast);
    body.get(total);
  }
  if (isVector) body.shuffle(LOW_WORDS);
  else body.op("i32.wrap_i64");
  body.set(value);
}

/** Pushes a share in every word. */
function pushShare(body: FunctionBody, lanes: Lanes, share: Local): void {
  body.get(share);
  if (lanes === I32X4) body.op("i32x4.splat");
  else if (lanes === I64) body.op("i64.extend_i32_s");
}

/** Address of the table of an axis. */
function constantShares(
  builder: ModuleBuilder,
  { outputs }: AxisShares,
  { start, step }: { readonly start: number; readonly step: number },
): number {
  const entries = outputs.flat().flatMap(({ input, share }) => [start + input * step, Number(share)]);
  return builder.constants(Int32Array.from(entries));
}
