import { sizeOf } from "../../tensor/mod.ts";
import type { LayerBuilder } from "./builder.ts";
import { Refusal } from "./refusal.ts";
import type { Signal } from "./signal.ts";

/** The source's own order of the axes without the sample axis. */
export function plainOrder(rank: number): number[] {
  return Array.from({ length: rank }, (_, axis) => axis);
}

/** Channels last, of a source with channels first: its axis 0 (without the sample axis) behind the spatial ones. */
export function channelsLast(rank: number): number[] {
  return [...plainOrder(rank).slice(1), 0];
}

/** Where new layers go and what they are named after. */
export interface Emission {
  readonly builder: LayerBuilder;
  /** Name of the node or layer of the source on whose behalf layers are made. */
  readonly name: string;
}

/** The same tensor of the same layer, seen with the source's axes in another order: axis i is axis `order[i]`. */
export function permuteSignal(signal: Signal, order: readonly number[]): Signal {
  const { shape, axes, scaling } = signal;
  return {
    ...signal,
    shape: order.map((axis) => shape[axis]),
    axes: axes.map((axis) => order.indexOf(axis)),
    ...(scaling === undefined ? {} : { scaling: { ...scaling, axis: order.indexOf(scaling.axis) } }),
  };
}

/**
 * The same values with the layer's axes in another order; what its numbers still lack they lack as before. Where only
 * axes of length 1 change place this is a reshape of the data as they lie, else a transpose.
 */
export function reorder(signal: Signal, axes: readonly number[], { builder, name }: Emission): Signal {
  const { scaling } = signal;
  if (axes.every((axis, i) => axis === signal.axes[i])) return signal;
  const isReshape = sameOrder(longAxes(signal.axes, signal.shape), longAxes(axes, signal.shape));
  const spec = isReshape
    ? { kind: "reshape", shape: axes.map((axis) => signal.shape[axis]) } as const
    : { kind: "transpose", permutation: axes.map((axis) => signal.axes.indexOf(axis)) } as const;
  const moved = builder.emit(spec, signal, { name: `${name}/${spec.kind}`, axes });
  return { ...moved, ...(scaling && { scaling }) };
}

/** The same values with one of the source's axes (counted without the sample axis) last in the layer's tensor. */
export function withLast(signal: Signal, axis: number, emission: Emission): Signal {
  if (signal.axes.at(-1) === axis) return signal;
  return reorder(
    signal,
    [...plainOrder(signal.shape.length).filter((other) => other !== axis), axis],
    emission,
  );
}

/**
 * The same elements, in the source's row-major order, under another shape. A change that only adds or removes axes of
 * length 1 leaves the layer's data as they lie, channels last where they were; any other one goes through plain order.
 *
 * @throws {Refusal} if no axis is left or the number of elements differs.
 */
export function regroup(signal: Signal, shape: readonly number[], emission: Emission): Signal {
  const { builder, name } = emission;
  if (shape.length === 0) throw new Refusal("its result has no axis besides the sample axis");
  if (sizeOf(shape) !== sizeOf(signal.shape)) {
    throw new Refusal(`a sample has shape [${signal.shape}], which cannot become [${shape}]`);
  }
  if (shape.length === signal.shape.length && shape.every((size, i) => size === signal.shape[i])) {
    return signal;
  }
  const emit = (source: Signal, axes: readonly number[]) =>
    builder.emit({ kind: "reshape", shape: axes.map((axis) => shape[axis]) }, source, { name, axes });
  const before = longAxes(plainOrder(signal.shape.length), signal.shape);
  const after = longAxes(plainOrder(shape.length), shape);
  if (before.length !== after.length || before.some((axis, i) => signal.shape[axis] !== shape[after[i]])) {
    return emit(reorder(signal, plainOrder(signal.shape.length), emission), plainOrder(shape.length));
  }
  const lying = longAxes(signal.axes, signal.shape).map((axis) => after[before.indexOf(axis)]);
  const fitting = [channelsLast(shape.length), plainOrder(shape.length)]
    .find((axes) => sameOrder(longAxes(axes, shape), lying));
  const axes = fitting ?? [...plainOrder(shape.length).filter((axis) => shape[axis] === 1), ...lying];
  return emit(signal, axes);
}

/** Those of some axes that are longer than 1: the ones whose order matters. */
function longAxes(axes: readonly number[], shape: readonly number[]): number[] {
  return axes.filter((axis) => shape[axis] !== 1);
}

function sameOrder(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((axis, i) => axis === b[i]);
}

/** Data in row-major order after moving axes: axis i of the result is axis `order[i]` of the source. */
export function permuteData(
  source: { readonly shape: readonly number[]; readonly data: Float64Array },
  order: readonly number[],
): Float64Array {
  const strides = new Array<number>(source.shape.length).fill(1);
  for (let i = strides.length - 2; i >= 0; i--) strides[i] = strides[i + 1] * source.shape[i + 1];
  const sizes = order.map((axis) => source.shape[axis]);
  const steps = order.map((axis) => strides[axis]);
  const result = new Float64Array(source.data.length);
  const index = new Array<number>(order.length).fill(0);
  for (let target = 0, from = 0; target < result.length; target++) {
    result[target] = source.data[from];
    for (let axis = order.length - 1; axis >= 0; axis--) {
      from += steps[axis];
      if (++index[axis] < sizes[axis]) break;
      from -= steps[axis] * sizes[axis];
      index[axis] = 0;
    }
  }
  return result;
}
