import { type AxisGeometry, effectiveKernel } from "../layers/mod.ts";
import type { Attribute } from "./graph.ts";
import { dimsOf, type Site, type Value } from "./values.ts";

/** What an operator is told of its windows, axis by axis. */
export function windowAttributes(axes: readonly AxisGeometry[]): Readonly<Record<string, Attribute>> {
  return {
    kernel_shape: axes.map(({ kernel }) => kernel),
    strides: axes.map(({ stride }) => stride),
    dilations: axes.map(({ dilation }) => dilation),
  };
}

/** Places behind the input that the last window reaches to; negative where it ends before the input does. */
export function reachBehind(axis: AxisGeometry): number {
  return (axis.output - 1) * axis.stride + effectiveKernel(axis) - axis.input - axis.before;
}

/** A value with constants around its pixels, or fewer of those, along every axis but that of the channels. */
export function padded(
  value: Value,
  ends: readonly (readonly [number, number])[],
  fill: number,
  { graph, stage }: Pick<Site, "graph" | "stage">,
): Value {
  if (ends.every(([before, after]) => before === 0 && after === 0)) return value;
  const shape = value.shape.map((size, axis) =>
    axis < ends.length ? size + ends[axis][0] + ends[axis][1] : size
  );
  const pads = [0, 0, ...ends.map(([before]) => before), 0, 0, ...ends.map(([, after]) => after)];
  const name = graph.node(`${stage}.padded`, {
    operator: "Pad",
    inputs: [value.name, graph.integers(`${stage}.pads`, pads), graph.number(`${stage}.fill`, fill)],
    dims: dimsOf(shape),
  });
  return { ...value, name, shape };
}
