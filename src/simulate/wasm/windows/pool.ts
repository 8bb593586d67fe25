import { exhaustive } from "../../../base/exhaustive.ts";
import { largest } from "../../../base/numbers/extremes.ts";
import type { AxisWindow, GlobalPoolPlan, PoolNumbers, PoolPlan } from "../../../design/mod.ts";
import type { HardwareQuotient } from "../../../fixed/mod.ts";
import type { PoolAxisGeometry, PoolFunction } from "../../../layers/mod.ts";
import type { StageContext, StagePath } from "../context.ts";
import type { FunctionBody, Local } from "../assembler/encoder.ts";
import { emitStore } from "../assembler/element_loop.ts";
import { emitExtreme, I64 } from "../assembler/lanes.ts";
import type { TensorLayout } from "../layout.ts";
import { emitNest, emitPixels, emitRun, type RunStep } from "../assembler/nest.ts";
import { emitQuotient, quotientInWords, type QuotientPlan } from "../map/quotient.ts";
import { bitsOfInterval, fitsWord } from "../map/range.ts";
import { operandOf, viewAs } from "../moves/views.ts";

/** Windows of at most so many elements are read without loops. */
const UNROLLED_TAPS = 16;

/** Windows along an axis that hold equally many elements, at equal distances. */
interface WindowGroup {
  /** The first of `count` outputs in a row. */
  readonly first: number;
  readonly count: number;
  /** The element that the first window begins with, and how many further the next one does. */
  readonly input: number;
  readonly advance: number;
  /** Elements of a window, so far apart. */
  readonly taps: number;
  readonly distance: number;
  /** Places that count in an average. */
  readonly places: number;
}

/** y = cast(max) over the existing elements of a window, or cast(sum / count), the quotient exact. */
export function emitPool(context: StageContext, plan: PoolPlan): StagePath | null {
  const single = { input: 1, stride: 1, dilation: 1 };
  const [rows, columns] = plan.geometry.length === 2 ? plan.geometry : [single, plan.geometry[0]];
  const [rowWindows, columnWindows] = plan.windows.length === 2
    ? plan.windows
    : [[{ first: 0, taps: 1, places: 1 }], plan.windows[0]];
  const x = viewAs(context, context.x, {
    rows: rows.input,
    columns: columns.input,
    channels: plan.channels,
  });
  return emitWindows(context, {
    name: plan.function,
    numbers: plan.numbers,
    x,
    rows: groupsOf(rowWindows, rows),
    columns: groupsOf(columnWindows, columns),
  });
}

/** The same over all pixels. */
export function emitGlobalPool(context: StageContext, plan: GlobalPoolPlan): StagePath | null {
  switch (plan.function) {
    case "max":
    case "average":
      return emitOverPixels(context, plan, plan.function);
    case "argmax":
      return emitArgmax(context, plan);
    default:
      return exhaustive(plan.function);
  }
}

/** y = cast(c) of the first c with the largest x[c] of a pixel. */
function emitArgmax(context: StageContext, { channels, numbers }: GlobalPoolPlan): StagePath | null {
  const { body, y: { layout } } = context;
  const plan = numbers.maximum && quotientInWords(numbers.maximum, 64);
  if (plan === null || !fitsWord(numbers.element, 64)) return null;
  const { rows, columns } = layout;
  const x = viewAs(context, context.x, { rows, columns, channels });
  const [largest, place, at] = [0, 1, 2].map(() => body.local("i64"));
  emitPixels(body, { rows, columns, walks: [operandOf(x), operandOf(layout)] }, ([from, to]) => {
    // Nothing is less than the start: what is not larger stands in place 0, too.
    body.i64(-(1n << 63n)).set(largest).i64(0n).set(place).i64(0n).set(at);
    const operands = [{ pointer: from, bytes: x.bytes, element: x.bytes }];
    emitRun(body, { bits: 64, length: channels, operands }, ({ load, words }) => {
      const [value] = words(1);
      load(0);
      body.set(value);
      body.get(at).get(place).get(largest).get(value).op(I64.less).op(I64.choose).set(place);
      emitExtreme(body, I64, { which: "max", of: [largest, value] });
      body.set(largest).get(at).i64(1n).op(I64.add).set(at);
    });
    emitQuotient(body, I64, { value: place, quotient: at }, plan);
    emitStore(body, I64, { address: to, value: place, bytes: layout.bytes });
  });
  const bits = Math.max(plan.valueBits, bitsOfInterval(numbers.element));
  return { path: "pool i64", why: `argmax of ${channels} channels, numbers of at most ${bits} bits`, bits };
}

function emitOverPixels(context: StageContext, plan: GlobalPoolPlan, name: PoolFunction): StagePath | null {
  const { pixels, channels } = plan;
  const { rows, columns } = context.x.layout;
  const isMap = context.x.layout.channels === channels;
  const shape = isMap ? { rows, columns, channels } : { rows: 1, columns: pixels, channels };
  const x = viewAs(context, context.x, shape);
  const whole = (taps: number): readonly WindowGroup[] => [
    { first: 0, count: 1, input: 0, advance: 0, taps, distance: 1, places: taps },
  ];
  return emitWindows(context, {
    name,
    numbers: plan.numbers,
    x,
    rows: whole(shape.rows),
    columns: whole(shape.columns),
  });
}

/** The windows of an axis, neighbours of a kind together. */
function groupsOf(
  windows: readonly AxisWindow[],
  { stride, dilation }: Pick<PoolAxisGeometry, "stride" | "dilation">,
): readonly WindowGroup[] {
  const groups: WindowGroup[] = [];
  windows.forEach(({ first: input, taps, places }, first) => {
    const last = groups.at(-1);
    const goesOn = last !== undefined && last.taps === taps && last.places === places &&
      last.input + last.count * stride === input;
    if (goesOn) groups[groups.length - 1] = { ...last, count: last.count + 1 };
    else groups.push({ first, count: 1, input, advance: stride, taps, distance: dilation, places });
  });
  return groups;
}

interface Windows {
  readonly name: PoolFunction;
  readonly numbers: PoolNumbers;
  readonly x: TensorLayout;
  readonly rows: readonly WindowGroup[];
  readonly columns: readonly WindowGroup[];
}

/** Writes a nest of loops for each pair of groups; null where numbers have more than 64 bits. */
function emitWindows({ body, y }: StageContext, windows: Windows): StagePath | null {
  const pairs = windows.rows.flatMap((row) => windows.columns.map((column) => ({ row, column })));
  for (const bits of [32, 64] as const) {
    const plans = pairs.map((pair) => quotientInWords(quotientOf(windows.numbers, pair), bits));
    if (!plans.every((plan) => plan !== null)) continue;
    const start = windows.name === "max" ? windows.numbers.element.lo : 0n;
    pairs.forEach((pair, i) =>
      emitGroup(body, { ...windows, ...pair, start, y: y.layout, bits, plan: plans[i] })
    );
    const most = largest(pairs.map(({ row, column }) => row.taps * column.taps));
    const valueBits = largest(plans.map((plan) => plan.valueBits));
    return {
      path: `pool i${bits}`,
      why: `${windows.name} of up to ${most} elements, numbers of at most ${valueBits} bits`,
      bits: valueBits,
    };
  }
  return null;
}

/** What becomes of the sum or the largest of the elements of a window. */
function quotientOf(
  { maximum, averages }: PoolNumbers,
  { row, column }: { readonly row: WindowGroup; readonly column: WindowGroup },
): HardwareQuotient {
  if (maximum !== null) return maximum;
  const [taps, places] = [row.taps * column.taps, row.places * column.places];
  return averages.find((each) => each.taps === taps && each.places === places)!.quotient;
}

interface Group extends Pick<Windows, "name" | "x"> {
  readonly row: WindowGroup;
  readonly column: WindowGroup;
  /** What the first element of a window is added to, or compared with. */
  readonly start: bigint;
  readonly y: TensorLayout;
  readonly bits: 32 | 64;
  readonly plan: QuotientPlan;
}

function emitGroup(body: FunctionBody, group: Group): void {
  const { name, row, column, start, bits, plan } = group;
  const [x, y] = [operandOf(group.x), operandOf(group.y)];
  const operands = [
    {
      ...x,
      address: x.address + row.input * x.row + column.input * x.column,
      row: row.advance * x.row,
      column: column.advance * x.column,
    },
    { ...y, address: y.address + row.first * y.row + column.first * y.column },
  ];
  const taps = {
    rows: { count: row.taps, distance: row.distance * x.row },
    columns: { count: column.taps, distance: column.distance * x.column },
  };
  const nest = { bits, rows: row.count, columns: column.count, length: group.x.channels, operands };
  emitNest(body, nest, (step) => {
    const [value, other] = step.words(2);
    step.lanes.constant(body, start);
    body.set(value);
    emitTaps(body, step, taps, (load) => {
      load();
      body.set(other);
      if (name === "max") emitExtreme(body, step.lanes, { which: "max", of: [value, other] });
      else body.get(value).get(other).op(step.lanes.add);
      body.set(value);
    });
    emitQuotient(body, step.lanes, { value, quotient: other }, plan);
    step.store(1, value);
  });
}

interface Taps {
  readonly rows: { readonly count: number; readonly distance: number };
  readonly columns: { readonly count: number; readonly distance: number };
}

/** Runs code for every element of a window, given what pushes it. */
function emitTaps(
  body: FunctionBody,
  step: RunStep,
  { rows, columns }: Taps,
  code: (load: () => void) => void,
): void {
  if (rows.count * columns.count <= UNROLLED_TAPS) {
    for (let row = 0; row < rows.count; row++) {
      for (let column = 0; column < columns.count; column++) {
        code(() => step.load(0, { offset: row * rows.distance + column * columns.distance }));
      }
    }
    return;
  }
  const walk = { address: 0, row: rows.distance, column: columns.distance };
  emitPixels(
    body,
    { rows: rows.count, columns: columns.count, walks: [walk] },
    ([offset]: readonly Local[]) => {
      code(() => step.load(0, { behind: offset }));
    },
  );
}
