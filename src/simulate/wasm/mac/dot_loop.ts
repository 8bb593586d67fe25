import type { ModuleBuilder } from "../assembler/builder.ts";
import type { DotPlan } from "./dot_plan.ts";
import { type DotRoutine, type DotShape, ELEMENTS, pairsOf, sourceOf, SPLAT } from "./dot_shape.ts";
import { dotSums } from "./dot_sums.ts";
import type { FunctionBody, Local } from "../assembler/encoder.ts";

/** A routine that reads its weights in a loop: for long sums and for few windows. */
export function loopRoutine(body: FunctionBody, builder: ModuleBuilder, { shape, plan, weights }: {
  readonly shape: DotShape;
  readonly plan: DotPlan;
  readonly weights: Local;
}): DotRoutine {
  const accumulators = dotSums(body, builder, { shape, plan });
  const planePairs = pairsOf(shape, ELEMENTS);
  const steps = planePairs / 4;
  const vectors = shape.vectors.length;
  const stepBytes = 4 * vectors * 16;
  const startAt = plan.planes.length * planePairs * vectors * 16;
  const pixelBytes = planePairs * 4;
  const planeBytes = shape.pixels * pixelBytes;
  const isAdjacent = shape.pixels === 1 && shape.segments.length === 1;
  const [w, input, left, inner] = [
    body.local("i32"),
    body.local("i32"),
    body.local("i32"),
    body.local("i32"),
  ];
  const weight = body.local("v128");
  const inputs = Array.from({ length: shape.pixels }, () => body.local("v128"));
  const wide = Array.from({ length: shape.pixels }, () => body.local("v128"));
  const scratch = isAdjacent ? 0 : builder.allocate(shape.planes.length * planeBytes);
  const start = (index: number) => body.get(weights).memory("v128.load", startAt + index * 16);
  const sum = (from: Local) => {
    if (!isAdjacent) {
      shape.planes.forEach((plane, p) => {
        for (let pixel = 0; pixel < shape.pixels; pixel++) {
          let at = scratch + p * planeBytes + pixel * pixelBytes;
          for (const { offset, elements } of shape.segments) {
            body.i32(at).get(from).i32(plane + offset + pixel * shape.x.column).op("i32.add").i32(
              elements * 2,
            );
            body.copyMemory();
            at += Math.ceil(elements / ELEMENTS) * 16;
          }
        }
      });
    }
    body.get(weights).set(w);
    plan.planes.forEach((plane, p) => {
      const source = sourceOf(plan, p);
      if (isAdjacent) {
        body.get(from).i32(shape.planes[source] + shape.segments[0].offset).op("i32.add").set(input);
      } else body.i32(scratch + source * planeBytes).set(input);
      accumulators.beginPlane(p);
      if (steps === 0) return accumulators.endPlane();
      const perChunk = Math.min(steps, plane.chunk === null ? steps : Math.floor(plane.chunk / 4));
      body.i32(steps).set(left);
      body.loop(() => {
        // As many steps as the sums take, or those that are left.
        body.i32(perChunk).get(left).i32(perChunk).get(left).op("i32.lt_s").op("select").tee(inner);
        body.get(left).op("i32.sub").set(left);
        body.i32(0).get(left).op("i32.sub").set(left);
        body.loop(() => {
          wide.forEach((vector, pixel) =>
            body.get(input).memory("v128.load", pixel * pixelBytes).set(vector)
          );
          for (let pair = 0; pair < 4; pair++) {
            inputs.forEach((splat, pixel) => {
              body.get(wide[pixel]).get(wide[pixel]).shuffle(SPLAT[pair]).set(splat);
            });
            shape.vectors.forEach((_, v) => {
              body.get(w).memory("v128.load", (pair * vectors + v) * 16).set(weight);
              inputs.forEach((input, pixel) => accumulators.add({ pixel, vector: v }, { input, weight }));
            });
          }
          body.get(input).i32(16).op("i32.add").set(input);
          body.get(w).i32(stepBytes).op("i32.add").set(w);
          body.get(inner).i32(1).op("i32.sub").tee(inner);
        });
        if (plane.chunk !== null) accumulators.widen();
        body.get(left);
      });
      accumulators.endPlane();
    });
  };
  return {
    start: () => accumulators.start(start),
    parts: [sum],
    state: accumulators.state,
    finish: () => accumulators.finish(start),
  };
}
