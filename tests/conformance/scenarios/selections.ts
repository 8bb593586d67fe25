import type { ModelBuilder, Node } from "../../../src/model/mod.ts";
import type { Scenario } from "../scenario.ts";

type Apply = (b: ModelBuilder, x: Node) => Node | readonly Node[];

function onMap(name: string, apply: Apply, rest: Omit<Scenario, "name" | "build"> = {}): Scenario {
  return { name, build: (b) => apply(b, b.relu(b.input({ height: 4, width: 6, channels: 4 }))), ...rest };
}

const border = (before: number, after: number) => ({ before, after });

/** Padding, cropping, slices and splits. */
export const SELECTIONS: readonly Scenario[] = [
  onMap("pad rows and columns", (b, x) => b.pad(x, { borders: [border(1, 2), border(3, 0)] })),
  onMap("pad with a constant", (b, x) => b.pad(x, { borders: [border(0, 1), border(1, 1)], value: -1.3 }), {
    layers: { pad_1: { precision: { result: "ap_fixed<7,3,AP_RND,AP_SAT>" } } },
  }),
  onMap("pad with a constant that saturates", (b, x) => b.pad(x, { borders: [border(1, 0)], value: 1000 }), {
    layers: { pad_1: { precision: { result: "ap_ufixed<7,3,AP_RND,AP_SAT>" } } },
  }),
  onMap("pad channels", (b, x) => b.pad(x, { borders: [border(0, 0), border(1, 0), border(2, 1)] })),
  onMap("pad far beyond the map", (b, x) => b.pad(x, { borders: [border(5, 0), border(0, 7)] })),
  onMap("crop", (b, x) => b.crop(x, { borders: [border(1, 0), border(2, 3)] })),
  onMap("crop channels", (b, x) => b.crop(x, { borders: [border(0, 0), border(0, 0), border(1, 2)] })),
  onMap(
    "pad one end, crop the other",
    (b, x) => b.pad(x, { borders: [border(2, -3), border(-4, 1), border(-1, 1)] }),
  ),
  onMap(
    "slice with steps",
    (b, x) => b.slice(x, { ranges: [{ start: 1, step: 2 }, { step: 3 }, { start: 1, end: 3 }] }),
  ),
  onMap("slice one pixel", (b, x) => b.slice(x, { ranges: [{ start: 2, end: 3 }, { start: 5 }] })),
  onMap("slice the front", (b, x) => b.slice(x, { ranges: [{ end: 2 }, { end: 2 }] })),
  onMap("slice steps beyond the end", (b, x) => b.slice(x, { ranges: [{ step: 9 }, { start: 1, step: 4 }] })),
  onMap("split channels and join them anew", (b, x) => {
    const [first, second] = b.split(x, { lengths: [1, 3] });
    return b.concatenate([second, first]);
  }),
  onMap("split rows", (b, x) => b.split(x, { axis: 0, lengths: [1, 2, 1] })),
  {
    name: "pad, crop and slice a sequence",
    build: (b) => {
      const x = b.input({ length: 5, channels: 2 });
      return [
        b.pad(x, { borders: [border(2, 1)], value: 0.5 }),
        b.crop(x, { borders: [border(1, 1)] }),
        b.slice(x, { ranges: [{ start: 1, step: 2 }, { start: 1 }] }),
      ];
    },
  },
  {
    name: "pad, crop and slice a vector",
    build: (b) => {
      const x = b.input({ features: 6 });
      return [b.pad(x, { borders: [border(1, 2)] }), b.slice(x, { ranges: [{ step: 2 }] })];
    },
  },
  {
    name: "pad between convolutions",
    build: (b, n) => {
      const x = b.conv2d(b.input({ height: 4, width: 3, channels: 1 }), { weights: n.weights([2, 2, 1, 2]) });
      const padded = b.pad(x, { borders: [border(1, 0), border(0, 1)] });
      return b.convTranspose2d(padded, { weights: n.weights([3, 3, 2, 1]), bias: n.bias(1), strides: 2 });
    },
  },
  onMap("slice a flat view of a map", (b, x) => b.slice(b.flatten(x), { ranges: [{ start: 3, step: 5 }] })),
];

/** Blocks of pixels to channels and back. */
export const SHUFFLES: readonly Scenario[] = (["place", "channel"] as const).flatMap((order) => [
  onMap(`depth to space, ${order} first`, (b, x) => b.depthToSpace(x, { block: 2, order })),
  onMap(`space to depth, ${order} first`, (b, x) => b.spaceToDepth(x, { block: 2, order })),
  onMap(
    `there and back, ${order} first`,
    (b, x) => b.depthToSpace(b.spaceToDepth(x, { block: 2, order }), { block: 2, order }),
  ),
  onMap(`depth to space to another type, ${order} first`, (b, x) => b.depthToSpace(x, { block: 2, order }), {
    layers: { depth_to_space_1: { precision: { result: "ap_fixed<6,3,AP_RND,AP_SAT>" } } },
  }),
  {
    name: `sub-pixel convolution by three, ${order} first`,
    build: (b, n) => {
      const x = b.conv2d(b.input({ height: 3, width: 2, channels: 2 }), {
        weights: n.weights([1, 1, 2, 18]),
        bias: n.bias(18),
      });
      return b.depthToSpace(x, { block: 3, order });
    },
  },
  {
    name: `space to depth of one column of blocks, ${order} first`,
    build: (b) => b.spaceToDepth(b.input({ height: 6, width: 2, channels: 1 }), { block: 2, order }),
  },
]);
