import type { LayerOptions } from "../../src/design/mod.ts";
import type { InputSize, ModelBuilder, Node } from "../../src/model/mod.ts";
import type { Configuration } from "./configuration.ts";

/** A layer of one or more inputs of these sizes. */
interface Row {
  readonly kind: string;
  readonly sizes: readonly InputSize[];
  readonly add: (b: ModelBuilder, inputs: readonly Node[], name: string) => Node | readonly Node[];
}

const map = (height: number, width: number, channels: number): InputSize => ({ height, width, channels });

/** Windows without weights, and what pools a whole map. */
const WINDOWS: readonly Row[] = [
  { kind: "pool", sizes: [map(4, 6, 3)], add: (b, [x], name) => b.maxPool(x, { name, size: 2 }) },
  {
    kind: "pool",
    sizes: [map(7, 9, 2)],
    add: (b, [x], name) => b.maxPool(x, { name, size: 3, strides: 2, padding: "same" }),
  },
  {
    kind: "pool",
    sizes: [{ length: 20, channels: 4 }],
    add: (b, [x], name) => b.maxPool(x, { name, size: 4 }),
  },
  { kind: "pool", sizes: [map(6, 8, 2)], add: (b, [x], name) => b.averagePool(x, { name, size: 2 }) },
  {
    kind: "pool",
    sizes: [map(5, 6, 1)],
    add: (b, [x], name) => b.averagePool(x, { name, size: 3, padding: "same" }),
  },
  {
    kind: "pool",
    sizes: [map(4, 6, 2)],
    add: (b, [x], name) =>
      b.averagePool(x, {
        name,
        size: 3,
        strides: 2,
        ceilMode: true,
        countsPadding: true,
        padding: [{ before: 1, after: 0 }, { before: 1, after: 1 }],
      }),
  },
  { kind: "upsample", sizes: [map(3, 5, 4)], add: (b, [x], name) => b.upsample(x, { name, factors: 2 }) },
  {
    kind: "upsample",
    sizes: [{ length: 24, channels: 3 }],
    add: (b, [x], name) => b.upsample(x, { name, factors: 3 }),
  },
  {
    kind: "upsample",
    sizes: [map(6, 4, 6)],
    add: (b, [x], name) => b.upsample(x, { name, factors: [1, 2] }),
  },
  {
    kind: "interpolate",
    sizes: [map(4, 6, 2)],
    add: (b, [x], name) => b.interpolate(x, { name, sizes: [7, 5] }),
  },
  {
    kind: "interpolate",
    sizes: [map(3, 4, 3)],
    add: (b, [x], name) => b.interpolate(x, { name, sizes: [6, 8] }),
  },
  {
    kind: "interpolate",
    sizes: [{ length: 12, channels: 3 }],
    add: (b, [x], name) => b.interpolate(x, { name, sizes: [30] }),
  },
  { kind: "global_pool", sizes: [map(4, 5, 4)], add: (b, [x], name) => b.globalMaxPool(x, { name }) },
  { kind: "global_pool", sizes: [map(3, 6, 2)], add: (b, [x], name) => b.globalAveragePool(x, { name }) },
  { kind: "global_pool", sizes: [map(4, 8, 5)], add: (b, [x], name) => b.globalAveragePool(x, { name }) },
  { kind: "argmax", sizes: [map(3, 4, 4)], add: (b, [x], name) => b.argmax(x, { name }) },
  { kind: "argmax", sizes: [map(2, 5, 11)], add: (b, [x], name) => b.argmax(x, { name }) },
  { kind: "argmax", sizes: [{ length: 9, channels: 6 }], add: (b, [x], name) => b.argmax(x, { name }) },
];

/** What moves elements and computes nothing. */
const MOVES: readonly Row[] = [
  {
    kind: "concatenate",
    sizes: [map(3, 4, 2), map(3, 4, 5)],
    add: (b, both, name) => b.concatenate(both, { name }),
  },
  {
    kind: "concatenate",
    sizes: [map(3, 4, 3), map(5, 4, 3)],
    add: (b, both, name) => b.concatenate(both, { name, axis: 0 }),
  },
  {
    kind: "concatenate",
    sizes: [{ length: 7, channels: 6 }, { length: 7, channels: 2 }],
    add: (b, both, name) => b.concatenate(both, { name }),
  },
  {
    kind: "repack",
    sizes: [map(4, 6, 3)],
    add: (b, [x], name) =>
      b.globalMaxPool(b.reshape(b.relu(x, { name: `${name}_b` }), { shape: [18, 4] }), { name }),
  },
  {
    kind: "repack",
    sizes: [{ length: 10, channels: 8 }],
    add: (b, [x], name) =>
      b.globalMaxPool(b.reshape(b.relu(x, { name: `${name}_b` }), { shape: [40, 2] }), { name }),
  },
  {
    kind: "repack",
    sizes: [{ length: 24, channels: 2 }],
    add: (b, [x], name) =>
      b.globalMaxPool(b.reshape(b.relu(x, { name: `${name}_b` }), { shape: [4, 12] }), { name }),
  },
  {
    kind: "permute",
    sizes: [map(4, 6, 3)],
    add: (b, [x], name) => b.transpose(x, { name, permutation: [1, 0, 2] }),
  },
  {
    kind: "permute",
    sizes: [map(4, 5, 4)],
    add: (b, [x], name) => b.transpose(x, { name, permutation: [2, 0, 1] }),
  },
  {
    kind: "permute",
    sizes: [{ length: 16, channels: 6 }],
    add: (b, [x], name) => b.transpose(x, { name, permutation: [1, 0] }),
  },
  {
    kind: "select",
    sizes: [map(4, 5, 3)],
    add: (b, [x], name) => b.pad(x, { name, borders: [{ before: 1, after: 1 }, { before: 2, after: 0 }] }),
  },
  {
    kind: "select",
    sizes: [{ length: 30, channels: 4 }],
    add: (b, [x], name) => b.pad(x, { name, borders: [{ before: 3, after: 4 }] }),
  },
  {
    kind: "select",
    sizes: [map(6, 8, 4)],
    add: (b, [x], name) => b.crop(x, { name, borders: [{ before: 1, after: 1 }, { before: 2, after: 1 }] }),
  },
  {
    kind: "select",
    sizes: [map(6, 9, 2)],
    add: (b, [x], name) =>
      b.slice(x, { name, ranges: [{ start: 1, step: 2 }, { start: 0, end: 8, step: 3 }] }),
  },
  { kind: "shuffle", sizes: [map(3, 4, 8)], add: (b, [x], name) => b.depthToSpace(x, { name, block: 2 }) },
  { kind: "shuffle", sizes: [map(4, 6, 3)], add: (b, [x], name) => b.spaceToDepth(x, { name, block: 2 }) },
  { kind: "shuffle", sizes: [map(2, 3, 9)], add: (b, [x], name) => b.depthToSpace(x, { name, block: 3 }) },
  {
    kind: "clone",
    sizes: [map(3, 4, 4)],
    add: (b, [x], name) => [b.relu(x, { name }), b.clip(x, { name: `${name}_b`, max: 1 })],
  },
  {
    kind: "clone",
    sizes: [{ length: 12, channels: 9 }],
    add: (b, [x], name) => [b.relu(x, { name }), b.clip(x, { name: `${name}_b`, max: 1 })],
  },
];

/** Kinds that are synthesised with others. */
const GROUPS: Readonly<Record<string, string>> = {
  shuffle: "select",
  clone: "select",
  upsample: "interpolate",
  argmax: "global_pool",
};

/** Types of inputs and of results: of what moves elements, with a cast and without. */
const TYPES: readonly (readonly [input: string, settings: LayerOptions])[] = [
  ["ap_fixed<7,3>", { precision: "ap_fixed<7,3>" }],
  ["ap_fixed<14,6>", { precision: "ap_fixed<12,5,AP_RND,AP_SAT>" }],
];

/** Stages with windows and without weights. */
export function windows(): readonly Configuration[] {
  return configurationsOf(WINDOWS);
}

/** Stages that move elements. */
export function moves(): readonly Configuration[] {
  return configurationsOf(MOVES);
}

function configurationsOf(rows: readonly Row[]): readonly Configuration[] {
  return rows.flatMap(({ kind, sizes, add }, place) =>
    TYPES.map(([input, settings], i) => ({
      name: `${kind}_${place + 1}_${i + 1}`,
      kind,
      group: GROUPS[kind] ?? kind,
      shape: `${kind} ${place + 1}`,
      input,
      // The class of an argmax is a number of its own type.
      settings: kind === "argmax" ? {} : settings,
      add: ({ b, name, input }) => add(b, sizes.map(input), name),
    }))
  );
}

/** Beats and bits of a FIFO. */
const FIFOS = [[1, 9], [4, 24], [9, 40], [16, 30], [30, 12], [60, 40], [150, 20], [400, 36], [1100, 18]];

/** FIFOs of either kind of memory, behind a ReLU. */
export function fifos(): readonly Configuration[] {
  return FIFOS.map(([depth, bits]) => ({
    name: `fifo_${depth}_${bits}`,
    kind: "fifo",
    group: "fifo",
    shape: `fifo ${depth}`,
    input: `ap_fixed<${bits},4>`,
    settings: { precision: `ap_fixed<${bits},4>`, fifoDepth: depth },
    add: ({ b, name, input }) => b.relu(input({ length: 3000, channels: 1 }), { name }),
  }));
}
