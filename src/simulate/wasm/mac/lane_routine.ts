import { emitCast } from "../map/cast.ts";
import type { FunctionBody, Local } from "../assembler/encoder.ts";
import { emitFinish, emitStores } from "./finish.ts";
import type { Segment } from "./jobs.ts";
import type { LanePlan } from "./lane_plan.ts";
import { I32X4, I64X2 } from "../assembler/lanes.ts";

/** What distinguishes one routine from another; jobs and tiles of equal shape share one. */
export interface LaneShape {
  /** In the order of accumulation. */
  readonly segments: readonly Segment[];
  readonly x: { readonly row: number; readonly column: number; readonly bytes: 2 | 4 | 8 };
  readonly y: { readonly row: number; readonly column: number; readonly bytes: 2 | 4 | 8 };
  /** Bytes behind the window's first output of every lane, four by four. */
  readonly quads: readonly (readonly number[])[];
  /** Whether every output channel reads an input channel of its own. */
  readonly channelwise: boolean;
}

/**
 * Writes a routine with the parameters: addresses of the first window and its first output, rows and columns of windows,
 * address of the weights. The weights are words, four outputs side by side, input by input; the starts of the sums come
 * after them.
 */
export function emitLaneRoutine(body: FunctionBody, shape: LaneShape, plan: LanePlan): void {
  const [x, y, rows, columns, weights] = [0, 1, 2, 3, 4].map((index) => body.parameter(index));
  const [column, from, to, w] = ["i32", "i32", "i32", "i32"].map(() => body.local("i32"));
  const lanes = plan.bits === 32 ? I32X4 : I64X2;
  const perQuad = 4 / lanes.count;
  const sums = shape.quads.map(() => Array.from({ length: perQuad }, () => body.local("v128")));
  const flat = sums.flat();
  const inputs = flat.map((_, i) => i === 0 || shape.channelwise ? body.local("v128") : null);
  const product = body.local("v128");
  const stepBytes = flat.length * 16;
  const elements = shape.segments.reduce((sum, segment) => sum + segment.elements, 0);
  const startAt = elements * stepBytes;

  const term = (pointer: Local, offset: number) => {
    inputs.forEach((input, i) => {
      if (input === null) return;
      emitInput(body, pointer, { shape, bits: plan.bits, offset: offset + i * lanes.count * shape.x.bytes });
      body.set(input);
    });
    flat.forEach((sum, i) => {
      body.get(inputs[i] ?? inputs[0]!).get(w).memory("v128.load", i * 16).op(lanes.mul).set(product);
      if (plan.castProduct !== null) emitCast(body, lanes, product, plan.castProduct);
      body.get(sum).get(product).op(lanes.add).set(sum);
      if (plan.castSum !== null) emitCast(body, lanes, sum, plan.castSum);
    });
    body.get(w).i32(stepBytes).op("i32.add").set(w);
  };

  body.loop(() => {
    body.get(x).set(from);
    body.get(y).set(to);
    body.get(columns).set(column);
    body.loop(() => {
      flat.forEach((sum, i) => {
        if (plan.shift > 0) lanes.constant(body, 0n);
        else body.get(weights).memory("v128.load", startAt + i * 16);
        body.set(sum);
      });
      body.get(weights).set(w);
      for (const segment of shape.segments) {
        if (segment.elements === 1) {
          term(from, segment.offset);
          continue;
        }
        const [pointer, left] = [body.local("i32"), body.local("i32")];
        body.get(from).set(pointer);
        body.i32(segment.elements).set(left);
        body.loop(() => {
          term(pointer, segment.offset);
          body.get(pointer).i32(shape.x.bytes).op("i32.add").set(pointer);
          body.get(left).i32(1).op("i32.sub").tee(left);
        });
      }
      if (plan.shift > 0) {
        flat.forEach((sum, i) => {
          body.get(sum);
          lanes.shiftCount(body, plan.shift);
          body.op(lanes.shiftLeft).get(weights).memory("v128.load", startAt + i * 16).op(lanes.add).set(sum);
        });
      }
      const vectors = sums.map(([first, second], i) => ({
        sums: emitFinish(body, second === undefined ? [first] : [first, second], plan.finish),
        offsets: shape.quads[i],
      }));
      emitStores(body, to, { vectors, bytes: shape.y.bytes });
      body.get(from).i32(shape.x.column).op("i32.add").set(from);
      body.get(to).i32(shape.y.column).op("i32.add").set(to);
      body.get(column).i32(1).op("i32.sub").tee(column);
    });
    body.get(x).i32(shape.x.row).op("i32.add").set(x);
    body.get(y).i32(shape.y.row).op("i32.add").set(y);
    body.get(rows).i32(1).op("i32.sub").tee(rows);
  });
}

/** Pushes one input in every lane, or as many adjacent ones. */
function emitInput(
  body: FunctionBody,
  pointer: Local,
  { shape, bits, offset }: { readonly shape: LaneShape; readonly bits: 32 | 64; readonly offset: number },
): void {
  const { x: { bytes }, channelwise } = shape;
  body.get(pointer);
  if (bits === 32) {
    if (bytes === 2) {
      if (channelwise) body.memory("v128.load16x4_s", offset);
      else body.memory("i32.load16_s", offset).op("i32x4.splat");
    } else body.memory(channelwise ? "v128.load" : "v128.load32_splat", offset);
    return;
  }
  if (channelwise && bytes === 2) {
    body.memory("v128.load32_zero", offset).op("i32x4.extend_low_i16x8_s").op("i64x2.extend_low_i32x4_s");
  } else if (channelwise) body.memory(bytes === 4 ? "v128.load32x2_s" : "v128.load", offset);
  else if (bytes === 8) body.memory("v128.load64_splat", offset);
  else body.memory(bytes === 2 ? "i64.load16_s" : "i64.load32_s", offset).op("i64x2.splat");
}
