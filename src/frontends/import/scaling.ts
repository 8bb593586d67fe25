import type { Scaling } from "../../model/mod.ts";
import { type Emission, withLast } from "./layout.ts";
import type { Signal } from "./signal.ts";

/** Nothing to be done. */
const IDENTITY: Scaling = {
  scale: Float64Array.of(1),
  shift: Float64Array.of(0),
  axis: 0,
  rectified: false,
};

/** A factor and a summand: one number each, or one a channel along an axis. */
export interface AffineMap {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
  readonly axis: number;
}

/** The scaling by one factor, with one summand. */
export function uniformScaling(scale: number, shift = 0): Scaling {
  return { ...IDENTITY, scale: Float64Array.of(scale), shift: Float64Array.of(shift) };
}

/** A signal divided by a positive number: by true division, so that equal scales leave exactly 1. */
export function divideSignal(signal: Signal, divisor: number): Signal {
  const scaling = signal.scaling ?? IDENTITY;
  const by = (values: Float64Array) => values.map((value) => value / divisor);
  return withScaling(signal, { ...scaling, scale: by(scaling.scale), shift: by(scaling.shift) });
}

/** A signal whose numbers are those of this one after one more affine map. */
export function mapSignal(signal: Signal, map: AffineMap, emission: Emission): Signal {
  const before = signal.scaling ?? IDENTITY;
  if (before.rectified || !sameAxis(before, map)) return mapSignal(settle(signal, emission), map, emission);
  const count = Math.max(before.scale.length, before.shift.length, map.scale.length, map.shift.length);
  const at = (values: Float64Array, i: number) => values[values.length === 1 ? 0 : i];
  emission.builder.reserve(2 * count);
  const scale = new Float64Array(count).map((_, i) => at(before.scale, i) * at(map.scale, i));
  const shift = new Float64Array(count).map((_, i) =>
    at(before.shift, i) * at(map.scale, i) + at(map.shift, i)
  );
  return withScaling(signal, { scale, shift, axis: isList(map) ? map.axis : before.axis, rectified: false });
}

/** A signal with a scaling instead of the one that it has, if any. */
export function withScaling(signal: Signal, scaling: Scaling): Signal {
  const { scaling: _, ...plain } = signal;
  return isIdentity(scaling) ? plain : { ...plain, scaling };
}

/** The layer's own numbers. */
export function withoutScaling(signal: Signal): Signal {
  return withScaling(signal, IDENTITY);
}

/** The numbers of a scaled signal, made by layers. */
export function settle(signal: Signal, { builder, name }: Emission): Signal {
  const { scaling } = signal;
  if (scaling === undefined) return signal;
  const emission = { builder, name: `${name}/scale` };
  const raw = withoutScaling(signal);
  const last = isList(scaling) ? withLast(raw, scaling.axis, emission) : raw;
  const channels = last.shape[last.axes[last.axes.length - 1]];
  builder.reserve(2 * channels);
  const spread = (values: Float64Array) =>
    values.length === channels ? values : new Float64Array(channels).fill(values[0]);
  const scale = spread(scaling.scale);
  const shift = spread(scaling.shift);
  const isPlain = scale.every((value) => value === 1) && shift.every((value) => value === 0);
  const affine = isPlain ? last : builder.emit({ kind: "batch_norm", scale, shift }, last, emission);
  return scaling.rectified ? builder.emit({ kind: "relu" }, affine, { name: `${name}/relu` }) : affine;
}

/** The factor of a signal that is scaled by one positive number and nothing else (1 if it is not scaled), else null. */
export function uniformScale({ scaling = IDENTITY }: Signal): number | null {
  const { scale: [scale], shift: [shift], rectified } = scaling;
  return !isList(scaling) && scale > 0 && shift === 0 && !rectified ? scale : null;
}

function isList({ scale, shift }: AffineMap): boolean {
  return scale.length > 1 || shift.length > 1;
}

function sameAxis(a: AffineMap, b: AffineMap): boolean {
  return !isList(a) || !isList(b) || a.axis === b.axis;
}

function isIdentity(scaling: Scaling): boolean {
  return !scaling.rectified && !isList(scaling) && scaling.scale[0] === 1 && scaling.shift[0] === 0;
}
