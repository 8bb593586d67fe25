import type { ModuleBuilder } from "../assembler/builder.ts";
import { loopRoutine } from "./dot_loop.ts";
import type { DotPlan } from "./dot_plan.ts";
import type { DotShape } from "./dot_shape.ts";
import { unrolledRoutine } from "./dot_unrolled.ts";
import type { FunctionBody, Local } from "../assembler/encoder.ts";
import { emitFinish, emitStores, type Sums } from "./finish.ts";

/** Bytes of sums that are kept between parts: half a first-level cache, since inputs and weights are read, too. */
const MAX_KEPT_BYTES = 2 ** 14;

/**
 * Writes a routine with the parameters: addresses of the first window and its first output, rows and columns of windows,
 * address of the weights. The weights are vectors of four outputs by two inputs, plane by plane, pair by pair; the
 * starts of the sums come after them.
 */
export function emitDotRoutine(
  body: FunctionBody,
  builder: ModuleBuilder,
  shape: DotShape,
  plan: DotPlan,
): void {
  const [x, y, rows, columns, weights] = [0, 1, 2, 3, 4].map((index) => body.parameter(index));
  const routine = shape.unrolled
    ? unrolledRoutine(body, builder, shape, plan)
    : loopRoutine(body, builder, { shape, plan, weights });
  const last = routine.parts.length - 1;
  const kept = last === 0 ? [] : routine.state;
  const keptBytes = kept.length * 16;
  const keptRowBytes = Math.ceil(shape.columns / shape.pixels) * keptBytes;
  /** Rows that a part takes before the next part's turn; 0 if there is but one part. */
  const bandRows = last === 0 ? 0 : Math.max(1, Math.floor(MAX_KEPT_BYTES / keptRowBytes));
  const keep = last === 0 ? 0 : builder.allocate(bandRows * keptRowBytes);
  const [place, band, left] = [body.local("i32"), body.local("i32"), body.local("i32")];
  const row = { from: body.local("i32"), to: body.local("i32") };
  body.loop(() => {
    body.get(rows);
    if (last > 0) body.i32(bandRows).get(rows).i32(bandRows).op("i32.lt_s").op("select");
    body.set(band);
    routine.parts.forEach((part, index) => {
      body.get(x).set(row.from).get(y).set(row.to).get(band).set(left).i32(keep).set(place);
      body.loop(() => {
        emitRow(body, { shape, row, columns }, ({ from, to }) => {
          if (index === 0) routine.start();
          else kept.forEach((sum, i) => body.get(place).memory("v128.load", i * 16).set(sum));
          part(from);
          if (index < last) kept.forEach((sum, i) => body.get(place).get(sum).memory("v128.store", i * 16));
          else emitResults(body, to, { sums: routine.finish(), shape, plan });
          if (last > 0) body.get(place).i32(keptBytes).op("i32.add").set(place);
        });
        body.get(row.from).i32(shape.x.row).op("i32.add").set(row.from);
        body.get(row.to).i32(shape.y.row).op("i32.add").set(row.to);
        body.get(left).i32(1).op("i32.sub").tee(left);
      });
    });
    body.get(row.from).set(x).get(row.to).set(y);
    body.get(rows).get(band).op("i32.sub").tee(rows);
  });
}

/** Addresses of a window and of its first output. */
interface Place {
  readonly from: Local;
  readonly to: Local;
}

/** Goes through a row, as many windows at a time as are side by side. */
function emitRow(
  body: FunctionBody,
  { shape: { pixels, columns: width, x, y }, row, columns }: {
    readonly shape: DotShape;
    readonly row: Place;
    readonly columns: Local;
  },
  windows: (place: Place) => void,
): void {
  const [column, from, to] = [body.local("i32"), body.local("i32"), body.local("i32")];
  body.i32(0).set(column);
  body.loop(() => {
    let at = column;
    if (width % pixels !== 0) {
      // The last windows of a row overlap those before them: what is written twice is written alike.
      at = body.local("i32");
      body.get(columns).i32(pixels).op("i32.sub").tee(at).get(column);
      body.get(at).get(column).op("i32.lt_s").op("select").set(at);
    }
    body.get(at).i32(x.column).op("i32.mul").get(row.from).op("i32.add").set(from);
    body.get(at).i32(y.column).op("i32.mul").get(row.to).op("i32.add").set(to);
    windows({ from, to });
    body.get(column).i32(pixels).op("i32.add").tee(column).get(columns).op("i32.lt_s");
  });
}

/** Casts and stores the sums of the windows side by side. */
function emitResults(body: FunctionBody, to: Local, { sums, shape, plan }: {
  readonly sums: readonly (readonly Sums[])[];
  readonly shape: DotShape;
  readonly plan: DotPlan;
}): void {
  sums.forEach((row, pixel) => {
    const vectors = shape.vectors.map((lanes, v) => ({
      sums: emitFinish(body, row[v], plan.finish),
      offsets: lanes.map((offset) => offset + pixel * shape.y.column),
    }));
    emitStores(body, to, { vectors, bytes: shape.y.bytes });
  });
}
