import { type InterpolatePlan, type InterpolateSample, INTERPOLATION_SHARE } from "../../design/mod.ts";
import { fractionBits } from "../../fixed/mod.ts";
import type { ModuleBuilder } from "./builder.ts";
import { type CastSteps, emitCast, planCast } from "./cast.ts";
import type { StageContext, StagePath } from "./context.ts";
import { inputRange } from "./dot_plan.ts";
import type { FunctionBody, Local } from "./encoder.ts";
import type { Lanes } from "./lanes.ts";
import { emitPixels, emitRun, type NestOperand, type RunStep } from "./nest.ts";
import { bitsOfInterval } from "./range.ts";
import { operandOf, viewAs } from "./views.ts";

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
  /** Fraction bits that the shares need. */
  readonly fraction: number;
}

/** y = cast(Σ row share·column share·x), the sum exact. */
export function emitInterpolate(context: StageContext, plan: InterpolatePlan): StagePath | null {
  const { y } = context;
  const rows = sharesOf(
    plan.rows === null ? [{ newest: 0, share: 1n << BigInt(SHARE_BITS) }] : plan.samples[0],
  );
  const columns = sharesOf(plan.samples[plan.samples.length - 1]);
  const range = inputRange(context.x.type);
  const fraction = rows.fraction + columns.fraction;
  const sum = {
    lo: range.lo << BigInt(fraction),
    hi: range.hi << BigInt(fraction),
    fraction: range.fraction + fraction,
  };
  for (const bits of [32, 64] as const) {
    const cast = planCast(sum, y.type, bits);
    if (cast === null) continue;
    const shape = { rows: plan.rows?.input ?? 1, columns: plan.columns.input, channels: plan.channels };
    const x = operandOf(viewAs(context, context.x, shape));
    emitOutputs(context, { x, rows, columns, bits, cast });
    const valueBits = bitsOfInterval(sum) + 1;
    return {
      path: `interpolate i${bits}`,
      why:
        `shares of ${rows.fraction} and ${columns.fraction} fraction bits, numbers of at most ${valueBits} bits`,
      bits: valueBits,
    };
  }
  return null;
}

/** Shares without the zeros that all of them end with. */
function sharesOf(samples: readonly InterpolateSample[]): AxisShares {
  const one = 1n << BigInt(SHARE_BITS);
  let spare = 0n;
  while (spare < SHARE_BITS && samples.every(({ share }) => (share >> spare) % 2n === 0n)) spare++;
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
    fraction: SHARE_BITS - Number(spare),
  };
}

interface Outputs {
  readonly x: NestOperand;
  readonly rows: AxisShares;
  readonly columns: AxisShares;
  readonly bits: 32 | 64;
  readonly cast: CastSteps;
}

/** An element of the table of an axis: bytes to the tap's element, then its share. */
const ENTRY_BYTES = 8;

function emitOutputs({ body, builder, y }: StageContext, { x, rows, columns, bits, cast }: Outputs): void {
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
    emitRun(body, { bits, length: y.layout.channels, operands }, (step) => {
      const [value] = step.words(1);
      pushSum(body, step, shares);
      body.set(value);
      emitCast(body, step.lanes, value, cast);
      step.store(sources.length, value);
    });
  });
}

/** Pushes the sum of the elements around an output. */
function pushSum(
  body: FunctionBody,
  { lanes, load }: RunStep,
  { down, across }: { readonly down: readonly Local[]; readonly across: readonly Local[] },
): void {
  down.forEach((below, i) => {
    across.forEach((beside, j) => {
      load(i * across.length + j);
      pushShare(body, lanes, beside);
      body.op(lanes.mul);
      if (j > 0) body.op(lanes.add);
    });
    pushShare(body, lanes, below);
    body.op(lanes.mul);
    if (i > 0) body.op(lanes.add);
  });
}

/** Pushes a share in every word. */
function pushShare(body: FunctionBody, lanes: Lanes, share: Local): void {
  body.get(share);
  if (lanes.bits === 64) body.op("i64.extend_i32_s");
  if (lanes.count > 1) body.op(lanes.bits === 32 ? "i32x4.splat" : "i64x2.splat");
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
