import { InterlaceError } from "../base/mod.ts";
import type { Interval } from "../fixed/mod.ts";
import { type Shape, sizeOf } from "../tensor/mod.ts";
import type { GraphWriter } from "./graph.ts";

/** Integers up to this magnitude are float32 numbers, all of them. */
export const MAX_FLOAT32 = 1n << 24n;

/** Exponents of two that float32 has with room on both sides for products and quotients. */
const MAX_FRACTION = 100;

/** A tensor of the design in the graph: channels first, one sample. */
export interface Value {
  /** Of the value. */
  readonly name: string;
  /** As the design has it: channels last, without the sample axis. */
  readonly shape: Shape;
  /** All numbers that it can hold; every one of them is a float32 number. */
  readonly numbers: Interval;
}

/** A stage that is being written. */
export interface Site {
  readonly graph: GraphWriter;
  /** Name of the stage: what values are called after, and what refusals name. */
  readonly stage: string;
  /** What it reads, in the order of its operands. */
  readonly inputs: readonly Value[];
  /** Shape of its output, channels last. */
  readonly shape: Shape;
}

/** A refusal that names the stage. */
export function cannotExport(stage: string, problem: string, hint?: string): InterlaceError {
  return new InterlaceError(`Cannot export "${stage}" to QONNX: ${problem}`, {
    code: "model-unsupported",
    place: { layer: stage },
    ...hint === undefined ? {} : { hint },
  });
}

/**
 * Checks that float32 holds all numbers of an interval, and those beside them.
 * @throws {InterlaceError} naming the stage, if it does not.
 */
export function checkFloat32({ lo, hi, fraction }: Interval, stage: string, what: string): void {
  const most = hi > -lo ? hi : -lo;
  if (most <= MAX_FLOAT32 && Math.abs(fraction) <= MAX_FRACTION) return;
  throw cannotExport(
    stage,
    most > MAX_FLOAT32
      ? `${what} takes up to ${most.toString(2).length} bits and a sign, and a float32 of QONNX holds 24`
      : `${what} has ${fraction} fraction bits, which float32 does not reach`,
    "Give the layer, or what it reads, narrower types.",
  );
}

/** Sizes of a value with the design's shape: sample, channels, then the rest. */
export function dimsOf(shape: Shape): Shape {
  return [1, ...shape.slice(-1), ...shape.slice(0, -1)];
}

/** Where an axis of a shape of the design lies in the value. */
export function axisOf(axis: number, rank: number): number {
  return axis === rank - 1 ? 1 : axis + 2;
}

/** The order in which a value's axes are those of a channels-last array. */
export function channelsLast(rank: number): readonly number[] {
  return [0, ...Array.from({ length: rank }, (_, axis) => axisOf(axis, rank))];
}

/** The order in which the axes of a channels-last array are those of a value. */
export function channelsFirst(rank: number): readonly number[] {
  return rank === 0 ? [0] : [0, rank, ...Array.from({ length: rank - 1 }, (_, axis) => axis + 1)];
}

/** Numbers of a channels-last array in the order of a value. */
export function toChannelsFirst(data: ArrayLike<number>, shape: Shape): Float64Array {
  const channels = shape[shape.length - 1];
  const pixels = sizeOf(shape) / channels;
  return Float64Array.from(
    { length: pixels * channels },
    (_, i) => data[(i % pixels) * channels + Math.floor(i / pixels)],
  );
}

/** The same elements under another shape, in the order of the design. */
export function viewed(value: Value, shape: Shape, { graph, stage }: Pick<Site, "graph" | "stage">): Value {
  if (value.shape.join() === shape.join()) return value;
  const flat = transposed(graph, `${stage}.last`, {
    name: value.name,
    dims: dimsOf(value.shape),
    order: channelsLast(value.shape.length),
  });
  const dims = [1, ...shape];
  const reshaped = graph.node(`${stage}.shaped`, {
    operator: "Reshape",
    inputs: [flat, graph.integers(`${stage}.shape`, dims)],
    dims,
  });
  const name = transposed(graph, `${stage}.first`, {
    name: reshaped,
    dims,
    order: channelsFirst(shape.length),
  });
  return { ...value, name, shape };
}

/** An array with its axes in another order; the same where only axes of one element move. */
export function transposed(
  graph: GraphWriter,
  label: string,
  { name, dims, order }: { readonly name: string; readonly dims: Shape; readonly order: readonly number[] },
): string {
  if (order.every((axis, i) => axis === i)) return name;
  return graph.node(label, {
    operator: "Transpose",
    inputs: [name],
    dims: order.map((axis) => dims[axis]),
    attributes: { perm: order },
  });
}
