import type { PoolFunction } from "../../../layers/mod.ts";
import { regroup, withLast } from "../../import/layout.ts";
import { Refusal } from "../../import/refusal.ts";
import type { Signal } from "../../import/signal.ts";
import type { OnnxNode } from "../node.ts";
import type { Operator } from "./operator.ts";
import { axisIndex } from "./rules/shape_rules.ts";
import { poolAxes } from "./windows.ts";

/** The largest element of every window. */
export const maxPool: Operator = pooling("max");
/** The average of every window. */
export const averagePool: Operator = pooling("average");
/** The largest element of a map. */
export const globalMaxPool: Operator = globalPooling("max");
/** The average of a map. */
export const globalAveragePool: Operator = globalPooling("average");
/** The average over all spatial axes. */
export const reduceMean: Operator = reduction("average");
/** The largest element over all spatial axes. */
export const reduceMax: Operator = reduction("max");

/** The place of the largest element along an axis, of equal ones the first. */
export const argMax: Operator = {
  since: 1,
  check(node) {
    if (node.attributes.int("select_last_index", 0) !== 0) {
      throw new Refusal("select_last_index is 1: of equal elements only the first is supported");
    }
  },
  convert(node) {
    const source = node.signal(0);
    const axis = axisIndex(node.attributes.int("axis", 0), source.shape.length + 1);
    if (axis === 0) throw new Refusal("it compares the samples with each other");
    const keepsAxis = node.attributes.int("keepdims", 1) !== 0;
    const { builder, name } = node;
    const places = builder.emit({ kind: "argmax" }, withLast(source, axis - 1, node), { name });
    if (keepsAxis) return { kind: "signal", signal: places };
    if (source.shape.length === 1) {
      throw new Refusal("its result has no axis besides the sample axis; export it with keepdims = 1");
    }
    const shape = source.shape.filter((_, other) => other !== axis - 1);
    return { kind: "signal", signal: regroup(places, shape, { builder, name: `${name}/squeeze` }) };
  },
};

function pooling(name: PoolFunction): Operator {
  return {
    since: 1,
    check(node) {
      const rank = node.attributes.ints("kernel_shape")?.length;
      if (rank === undefined) throw new Refusal("it has no kernel_shape");
      if (rank > 2) throw new Refusal(`${rank}-D pooling is not supported`);
    },
    convert(node) {
      const { attributes } = node;
      const source = node.signal(0);
      const axes = poolAxes(node, source.shape.slice(1));
      const spec = {
        kind: "pool",
        function: name,
        axes,
        ceilMode: attributes.int("ceil_mode", 0) !== 0,
        countsPadding: name === "average" && attributes.int("count_include_pad", 0) !== 0,
      } as const;
      return node.emit(spec, withLast(source, 0, node));
    },
  };
}

function globalPooling(name: PoolFunction): Operator {
  return {
    since: 1,
    convert(node) {
      const source = node.signal(0);
      const rank = source.shape.length - 1;
      return node.emit(
        { kind: "global_pool", function: name, rank, keepsAxes: true },
        withLast(source, 0, node),
      );
    },
  };
}

function reduction(name: PoolFunction): Operator {
  return {
    convert(node) {
      const source = node.signal(0);
      const channel = keptAxis(node, source);
      const keepsAxes = node.attributes.int("keepdims", 1) !== 0;
      const rank = source.shape.length - 1;
      const ready = withLast(source, channel, node);
      return node.emit(
        { kind: "global_pool", function: name, rank, keepsAxes },
        ready,
        keepsAxes ? undefined : [0],
      );
    },
  };
}

/** The one axis (without the sample axis) that a reduction leaves. */
function keptAxis(node: OnnxNode, source: Signal): number {
  const rank = source.shape.length + 1;
  const named = node.attributes.ints("axes") ?? (node.has(1) ? node.integers(1) : []);
  if (named.length === 0) throw new Refusal("it reduces all axes, the sample axis among them");
  const reduced = named.map((axis) => axisIndex(axis, rank));
  if (reduced.includes(0)) throw new Refusal("it reduces the sample axis");
  const kept = source.shape.flatMap((_, axis) => reduced.includes(axis + 1) ? [] : [axis]);
  if (kept.length !== 1 || rank < 3) {
    throw new Refusal(`it reduces axes [${named}] of ${rank}, supported are all spatial axes together`);
  }
  return kept[0];
}
