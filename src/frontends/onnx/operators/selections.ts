import { channelsLast, reorder } from "../../import/layout.ts";
import { Refusal } from "../../import/refusal.ts";
import type { Signal } from "../../import/signal.ts";
import type { OnnxNode } from "../node.ts";
import type { Value } from "../file/value.ts";
import type { Operator } from "./operator.ts";
import { axisIndex } from "./rules/shape_rules.ts";
import { sliceBounds, sliceRange } from "./rules/slice_rules.ts";

/** Padding with a constant; negative pads take elements away. */
export const pad: Operator = {
  since: 2,
  check(node) {
    const mode = node.attributes.text("mode", "constant");
    if (mode !== "constant") {
      throw new Refusal(`mode ${JSON.stringify(mode)} is not supported, only "constant"`);
    }
  },
  convert(node) {
    const given = node.opset < 11 ? node.attributes.ints("pads") ?? [] : node.integers(1);
    const source = node.signal(0);
    const rank = source.shape.length + 1;
    const named = node.has(3) ? node.integers(3).map((axis) => axisIndex(axis, rank)) : undefined;
    const count = named?.length ?? rank;
    if (given.length !== 2 * count) throw new Refusal(`pads is [${given}], expected ${2 * count} numbers`);
    const padOf = (axis: number) => {
      const at = named === undefined ? axis : named.lastIndexOf(axis);
      return at < 0 ? { before: 0, after: 0 } : { before: given[at], after: given[at + count] };
    };
    const samples = padOf(0);
    if (samples.before !== 0 || samples.after !== 0) throw new Refusal("it pads the sample axis");
    const axes = source.axes.map((axis) => padOf(axis + 1));
    return node.emit({ kind: "pad", axes, value: padValue(node) }, source);
  },
};

function padValue(node: OnnxNode): number {
  if (node.opset < 11) return node.attributes.float("value", 0);
  if (!node.has(2)) return 0;
  const { shape, data } = node.parameter(2);
  if (data.length !== 1) throw new Refusal(`its constant value has shape [${shape}], expected one number`);
  return data[0];
}

/** A range along each of some axes. */
export const slice: Operator = {
  since: 1,
  convert(node) {
    const bounds = sliceBounds(node);
    const source = node.signal(0);
    const ranges = source.shape.map((length) => ({ start: 0, step: 1, length }));
    for (const { axis: given, ...range } of bounds) {
      const axis = axisIndex(given, source.shape.length + 1);
      if (axis === 0) {
        // Whoever slices samples away changes their number; "all of them" is written with a large end.
        const all = range.start === 0 && range.step === 1 && range.end >= (source.batch ?? 2 ** 31 - 1);
        if (!all) throw new Refusal("it slices the sample axis");
        continue;
      }
      const taken = sliceRange(source.shape[axis - 1], range);
      if (taken.step < 0 && taken.length > 1) {
        throw new Refusal(`step ${taken.step} reverses axis ${axis}, supported are steps of 1 and more`);
      }
      if (taken.length === 0) throw new Refusal(`it takes nothing of axis ${axis}`);
      ranges[axis - 1] = { ...taken, step: Math.max(taken.step, 1) };
    }
    return node.emit({ kind: "slice", axes: source.axes.map((axis) => ranges[axis]) }, source);
  },
};

/** Parts of an axis, in order: a slice each. */
export const split: Operator = {
  since: 2,
  convert(node) {
    const source = node.signal(0);
    const axis = axisIndex(node.attributes.int("axis", 0), source.shape.length + 1);
    if (axis === 0) throw new Refusal("axis 0 is the sample axis");
    const lengths = splitLengths(node, source.shape[axis - 1]);
    let start = 0;
    return lengths.map((length, part): Value => {
      const axes = source.axes.map((each) =>
        each === axis - 1 ? { start, step: 1, length } : { start: 0, step: 1, length: source.shape[each] }
      );
      start += length;
      const name = `${node.name}/${part}`;
      return { kind: "signal", signal: node.builder.emit({ kind: "slice", axes }, source, { name }) };
    });
  },
};

/** Lengths of the parts: an attribute, from version 13 an input, or equal parts of which the last may be shorter. */
function splitLengths(node: OnnxNode, length: number): readonly number[] {
  const given = node.opset < 13 ? node.attributes.ints("split") : node.has(1) ? node.integers(1) : undefined;
  const parts = given?.length ?? node.attributes.int("num_outputs", node.outputSlots);
  if (parts !== node.outputSlots) {
    throw new Refusal(`it has ${node.outputSlots} outputs for ${parts} parts`);
  }
  const size = Math.ceil(length / parts);
  const lengths = given ?? Array.from({ length: parts }, (_, i) => Math.min(size, length - i * size));
  const valid = lengths.every((part) => Number.isSafeInteger(part) && part >= 1);
  if (!valid || lengths.reduce((total, part) => total + part, 0) !== length) {
    throw new Refusal(`parts of ${lengths.join(", ")} do not make up axis of length ${length}`);
  }
  return lengths;
}

/** Channels to blocks of pixels. */
export const depthToSpace: Operator = {
  since: 1,
  convert: (node) => node.emit({ kind: "depth_to_space", ...blocks(node) }, asMap(node)),
};

/** Blocks of pixels to channels. */
export const spaceToDepth: Operator = {
  since: 1,
  convert: (node) => node.emit({ kind: "space_to_depth", ...blocks(node) }, asMap(node)),
};

/** The blocks of both operators; `mode` came to the second with version 28. */
function blocks({ attributes }: OnnxNode) {
  const mode = attributes.text("mode", "DCR");
  if (mode !== "DCR" && mode !== "CRD") throw new Refusal(`mode ${JSON.stringify(mode)} is not known`);
  return { block: attributes.int("blocksize", 0), order: mode === "CRD" ? "channel" : "place" } as const;
}

/** The input as height, width and channels. */
function asMap(node: OnnxNode): Signal {
  const source = node.signal(0);
  return reorder(source, channelsLast(source.shape.length), node);
}
