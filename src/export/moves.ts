import type { ConcatenatePlan, PermutePlan, SelectPlan, ShufflePlan } from "../design/mod.ts";
import { type FixedType, type Interval, realOf, unionIntervals } from "../fixed/mod.ts";
import type { Shape } from "../tensor/mod.ts";
import { castExact, castResult } from "./cast.ts";
import {
  axisOf,
  channelsFirst,
  channelsLast,
  dimsOf,
  type Site,
  transposed,
  type Value,
  viewed,
} from "./values.ts";

/** Axes in another order. */
export function writePermute(plan: PermutePlan, to: FixedType, site: Site): Value {
  const x = viewed(site.inputs[0], plan.shape, site);
  const rank = plan.shape.length;
  const shape = plan.permutation.map((axis) => plan.shape[axis]);
  const order = Array.from({ length: rank + 1 }, () => 0);
  plan.permutation.forEach((from, axis) => order[axisOf(axis, rank)] = axisOf(from, rank));
  const name = transposed(site.graph, `${site.stage}.moved`, { name: x.name, dims: dimsOf(x.shape), order });
  return castResult({ ...x, name, shape }, to, site);
}

/** Two tensors one behind the other, each in the type of the result. */
export function writeConcatenate({ blocks, sizes }: ConcatenatePlan, to: FixedType, site: Site): Value {
  const { graph, stage, shape } = site;
  const parts = site.inputs.map((input, i): Value => {
    const label = `${stage}.part_${i + 1}`;
    const { name, ...numbers } = castExact(input.name, input.numbers, to, {
      graph,
      stage,
      label,
      dims: dimsOf(input.shape),
    });
    return { name, shape: input.shape, numbers };
  });
  const numbers = unionIntervals(parts[0].numbers, parts[1].numbers);
  const axis = joinedAxis(parts.map((part) => part.shape), shape);
  if (axis !== null) return { name: concatenated(parts, axisOf(axis, shape.length), shape), shape, numbers };
  // Elements in the order of the design: so many of the one, then so many of the other.
  const flat = parts.map((part, i) =>
    viewed(part, [blocks, 1, sizes[i]], { graph, stage: `${stage}.part_${i + 1}` })
  );
  const joined = [blocks, 1, sizes[0] + sizes[1]];
  return { name: concatenated(flat, 1, joined), shape: joined, numbers };

  function concatenated(of: readonly Value[], axis: number, shape: Shape): string {
    return graph.node(`${stage}.joined`, {
      operator: "Concat",
      inputs: of.map(({ name }) => name),
      dims: dimsOf(shape),
      attributes: { axis },
    });
  }
}

/** The axis along which parts lie one behind the other in a shape of as many axes; null where there is none such. */
function joinedAxis(parts: readonly Shape[], whole: Shape): number | null {
  const [a, b] = parts;
  if (a.length !== whole.length || b.length !== whole.length) return null;
  const axes = whole.flatMap((size, axis) => a[axis] === size && b[axis] === size ? [] : [axis]);
  return axes.length === 1 && a[axes[0]] + b[axes[0]] === whole[axes[0]] ? axes[0] : null;
}

/** A range along every axis, with a constant where the input has no element. */
export function writeSelect({ axes, fill }: SelectPlan, to: FixedType, site: Site): Value {
  const { graph, stage } = site;
  const rank = axes.length;
  const x = viewed(site.inputs[0], axes.map(({ input }) => input), site);
  const cast = castExact(x.name, x.numbers, to, {
    graph,
    stage,
    label: `${stage}.elements`,
    dims: dimsOf(x.shape),
  });
  const order = channelsFirst(rank).slice(1).map((axis) => axis - 1);
  const front = order.map((axis) => Math.max(0, -axes[axis].start));
  const back = order.map((axis) => {
    const { input, output, start, step } = axes[axis];
    return Math.max(0, start + (output - 1) * step + 1 - input);
  });
  const padded = order.map((axis, i) => axes[axis].input + front[i] + back[i]);
  const isPadded = [...front, ...back].some((count) => count > 0);
  const wide = !isPadded ? cast.name : graph.node(`${stage}.padded`, {
    operator: "Pad",
    inputs: [
      cast.name,
      graph.integers(`${stage}.pads`, [0, ...front, 0, ...back]),
      graph.number(`${stage}.fill`, realOf(fill, to)),
    ],
    dims: [1, ...padded],
  });
  const shape = axes.map(({ output }) => output);
  const starts = order.map((axis, i) => axes[axis].start + front[i]);
  const name = graph.node(stage, {
    operator: "Slice",
    inputs: [
      wide,
      graph.integers(`${stage}.starts`, starts),
      graph.integers(
        `${stage}.ends`,
        order.map((axis, i) => starts[i] + (axes[axis].output - 1) * axes[axis].step + 1),
      ),
      graph.integers(`${stage}.axes`, order.map((_, i) => i + 1)),
      graph.integers(`${stage}.steps`, order.map((axis) => axes[axis].step)),
    ],
    dims: dimsOf(shape),
  });
  const filled: Interval = { lo: fill, hi: fill, fraction: cast.fraction };
  return { name, shape, numbers: isPadded ? unionIntervals(cast, filled) : cast };
}

/** Blocks of pixels to channels or back. */
export function writeShuffle(plan: ShufflePlan, to: FixedType, site: Site): Value {
  const { graph, stage } = site;
  const { toDepth, block, wide, strides } = plan;
  const [height, width, channels] = wide;
  const deep = [height / block, width / block, channels * block ** 2];
  const x = viewed(site.inputs[0], toDepth ? wide : deep, site);
  // Channels last: blocks, places of a block and channels, as they lie in either tensor.
  const wideDims = [1, height / block, block, width / block, block, channels];
  const placesFirst = strides.place > strides.channel || channels === 1;
  const deepDims = placesFirst
    ? [1, height / block, width / block, block, block, channels]
    : [1, height / block, width / block, channels, block, block];
  const toDeep = placesFirst ? [0, 1, 3, 2, 4, 5] : [0, 1, 3, 5, 2, 4];
  const toWide = placesFirst ? [0, 1, 3, 2, 4, 5] : [0, 1, 4, 2, 5, 3];
  const last = transposed(graph, `${stage}.last`, {
    name: x.name,
    dims: dimsOf(x.shape),
    order: channelsLast(3),
  });
  const dims = toDepth ? wideDims : deepDims;
  const split = graph.node(`${stage}.split`, {
    operator: "Reshape",
    inputs: [last, graph.integers(`${stage}.split_shape`, dims)],
    dims,
  });
  const moved = transposed(graph, `${stage}.moved`, { name: split, dims, order: toDepth ? toDeep : toWide });
  const shape = toDepth ? deep : wide;
  const joined = graph.node(`${stage}.joined`, {
    operator: "Reshape",
    inputs: [moved, graph.integers(`${stage}.joined_shape`, [1, ...shape])],
    dims: [1, ...shape],
  });
  const name = transposed(graph, `${stage}.first`, {
    name: joined,
    dims: [1, ...shape],
    order: channelsFirst(3),
  });
  return castResult({ ...x, name, shape }, to, site);
}
