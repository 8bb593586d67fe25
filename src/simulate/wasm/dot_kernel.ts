import type { ModuleBuilder } from "./builder.ts";
import { loopKernel } from "./dot_loop.ts";
import type { DotPlan } from "./dot_plan.ts";
import type { DotShape } from "./dot_shape.ts";
import { unrolledKernel } from "./dot_unrolled.ts";
import type { FunctionBody, Local } from "./encoder.ts";
import { emitFinish, emitStores, type Sums } from "./finish.ts";

/**
 * Writes a kernel with the parameters: addresses of the first window and its first output, rows and columns of windows,
 * address of the weights. The weights are vectors of four outputs by two inputs, plane by plane, pair by pair; the
 * starts of the sums come after them.
 */
export function emitDotKernel(
  body: FunctionBody,
  builder: ModuleBuilder,
  shape: DotShape,
  plan: DotPlan,
): void {
  const [x, y, rows, columns, weights] = [0, 1, 2, 3, 4].map((index) => body.parameter(index));
  const { pixels } = shape;
  const [column, from, to] = [body.local("i32"), body.local("i32"), body.local("i32")];
  const kernel = shape.unrolled
    ? unrolledKernel(body, builder, shape, plan)
    : loopKernel(body, builder, { shape, plan, weights });
  const last = kernel.parts.length - 1;
  const kept = last === 0 ? [] : kernel.state;
  const keptBytes = kept.length * 16;
  const keep = last === 0 ? 0 : builder.allocate(Math.ceil(shape.columns / pixels) * keptBytes);
  const place = body.local("i32");
  body.loop(() => {
    kernel.parts.forEach((part, index) => {
      body.i32(0).set(column);
      body.i32(keep).set(place);
      body.loop(() => {
        let at = column;
        if (shape.columns % pixels !== 0) {
          // The last windows of a row overlap those before them: what is written twice is written alike.
          at = body.local("i32");
          body.get(columns).i32(pixels).op("i32.sub").tee(at).get(column);
          body.get(at).get(column).op("i32.lt_s").op("select").set(at);
        }
        body.get(at).i32(shape.x.column).op("i32.mul").get(x).op("i32.add").set(from);
        body.get(at).i32(shape.y.column).op("i32.mul").get(y).op("i32.add").set(to);
        if (index === 0) kernel.start();
        else kept.forEach((sum, i) => body.get(place).memory("v128.load", i * 16).set(sum));
        part(from);
        if (index < last) kept.forEach((sum, i) => body.get(place).get(sum).memory("v128.store", i * 16));
        else emitResults(body, to, { sums: kernel.finish(), shape, plan });
        if (last > 0) body.get(place).i32(keptBytes).op("i32.add").set(place);
        body.get(column).i32(pixels).op("i32.add").tee(column).get(columns).op("i32.lt_s");
      });
    });
    body.get(x).i32(shape.x.row).op("i32.add").set(x);
    body.get(y).i32(shape.y.row).op("i32.add").set(y);
    body.get(rows).i32(1).op("i32.sub").tee(rows);
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
