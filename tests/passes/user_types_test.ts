import { assertEquals } from "@std/assert";
import { parseFixedType } from "../../src/fixed/mod.ts";
import { buildModel, type ModelBuilder, type Node } from "../../src/model/mod.ts";
import { simplifyModel, type UserTypes } from "../../src/passes/mod.ts";
import { randomNumbers, randomTensor } from "./support.ts";

/** A network, what a pass takes away of it, and whose types keep that. */
interface Case {
  readonly what: string;
  readonly build: (b: ModelBuilder) => Node;
  /** The layer that is removed where nobody set types, and how. */
  readonly removes: readonly [layer: string, how: string];
  /** A type of the result of each of these alone keeps it. */
  readonly results: readonly string[];
  /** Types of the parameters of each of these alone keep it. */
  readonly parameters?: readonly string[];
  /** Types of these change nothing. */
  readonly free?: { readonly results?: readonly string[]; readonly parameters?: readonly string[] };
}

const BORDERS = [{ before: 1, after: 1 }, { before: 0, after: 1 }];
const MAP = { height: 4, width: 5, channels: 4, name: "x" };
const norm = (b: ModelBuilder, x: Node, name = "bn") => {
  const channels = x.shape[x.shape.length - 1];
  return b.batchNorm(x, { name, scale: randomNumbers(channels, 7), shift: randomNumbers(channels, 8) });
};
const conv = (b: ModelBuilder, x: Node, padding: "same" | "valid" = "valid") =>
  b.conv2d(x, { name: "conv", weights: randomTensor([3, 2, 4, 6], 3), padding });
const up = (b: ModelBuilder, x: Node) =>
  b.convTranspose2d(x, { name: "up", weights: randomTensor([3, 2, 4, 6], 3), strides: 2 });

const SCALE = [0.043, 0.043, 0.043, 0.043];
const ZERO = [0, 0, 0, 0];

const CASES: readonly Case[] = [
  {
    what: "a batch normalisation behind a convolution",
    build: (b) => norm(b, conv(b, b.input(MAP), "same")),
    removes: ["bn", 'is folded into "conv"'],
    results: ["conv", "bn"],
    parameters: ["conv", "bn"],
    free: { results: ["x"] },
  },
  {
    what: "the scale of a quantiser's codes before a sigmoid",
    build: (b) => {
      const type = parseFixedType("fixed<8,8,RND_CONV,SAT>");
      const codes = b.quantize(b.input(MAP), { type, name: "codes" });
      return b.sigmoid(b.batchNorm(codes, { name: "scale", scale: SCALE, shift: ZERO }), { name: "y" });
    },
    removes: ["scale", 'is folded into the table of "y"'],
    results: ["scale"],
    parameters: ["scale"],
    free: { results: ["x", "y"] },
  },
  {
    what: "a batch normalisation behind a transposed convolution",
    build: (b) => norm(b, up(b, b.input(MAP))),
    removes: ["bn", 'is folded into "up"'],
    results: ["up", "bn"],
    parameters: ["up", "bn"],
  },
  {
    what: "a batch normalisation behind a reshaped dense layer",
    build: (b) => {
      const y = b.dense(b.input({ features: 4, name: "x" }), {
        name: "fc",
        weights: randomTensor([4, 12], 3),
      });
      return norm(b, b.reshape(y, { shape: [2, 2, 3], name: "map" }));
    },
    removes: ["bn", 'is folded into "fc"'],
    results: ["fc", "map", "bn"],
    parameters: ["fc", "bn"],
  },
  {
    what: "a batch normalisation before a convolution",
    build: (b) => conv(b, norm(b, b.input(MAP))),
    removes: ["bn", 'is folded into "conv"'],
    results: ["bn"],
    parameters: ["conv", "bn"],
    free: { results: ["conv", "x"] },
  },
  {
    what: "a batch normalisation before a flattened dense layer",
    build: (b) => {
      const flat = b.flatten(norm(b, b.relu(b.input(MAP))), { name: "flat" });
      return b.dense(flat, { name: "fc", weights: randomTensor([80, 3], 3) });
    },
    removes: ["bn", 'is folded into "fc"'],
    results: ["bn", "flat"],
    parameters: ["bn", "fc"],
    free: { results: ["fc"] },
  },
  {
    what: "the second batch normalisation of two",
    build: (b) => norm(b, norm(b, b.relu(b.input(MAP)), "first")),
    removes: ["bn", 'is folded into "first"'],
    results: ["first", "bn"],
    parameters: ["first", "bn"],
  },
  {
    what: "a ReLU before an unsigned quantiser",
    build: (b) => b.quantize(b.relu(b.input(MAP), { name: "act" }), { name: "q", type: unsigned() }),
    removes: ["act", "is absorbed by the quantisers behind it"],
    results: ["act", "q"],
    free: { results: ["x"] },
  },
  {
    what: "padding before a convolution",
    build: (b) => conv(b, b.pad(b.input(MAP), { name: "pad", borders: BORDERS })),
    removes: ["pad", 'is folded into "conv"'],
    results: ["pad"],
    free: { results: ["conv"], parameters: ["conv"] },
  },
  {
    what: "cropping behind a transposed convolution",
    build: (b) => b.crop(b.relu(up(b, b.input(MAP)), { name: "act" }), { name: "crop", borders: BORDERS }),
    removes: ["crop", 'is folded into "up"'],
    results: ["crop"],
    free: { results: ["up", "act"], parameters: ["up"] },
  },
  {
    what: "a transposition before a flattened dense layer",
    build: (b) => {
      const flat = b.flatten(b.transpose(b.relu(b.input(MAP)), { name: "chw", permutation: [2, 0, 1] }));
      return b.dense(flat, { name: "fc", weights: randomTensor([80, 3], 3) });
    },
    removes: ["chw", 'is folded into "fc"'],
    results: ["chw"],
    free: { results: ["fc", "flatten_1"], parameters: ["fc"] },
  },
  {
    what: "a transposition behind a dense layer",
    build: (b) => {
      const y = b.dense(b.input({ features: 4, name: "x" }), {
        name: "fc",
        weights: randomTensor([4, 12], 3),
      });
      return b.transpose(b.reshape(y, { shape: [2, 2, 3] }), { name: "hwc", permutation: [2, 0, 1] });
    },
    removes: ["hwc", 'is folded into "fc"'],
    results: ["hwc"],
    free: { results: ["fc"], parameters: ["fc"] },
  },
  {
    what: "a transposition that the next one undoes",
    build: (b) => {
      const chw = b.transpose(b.relu(b.input(MAP)), { name: "chw", permutation: [2, 0, 1] });
      return b.tanh(b.transpose(chw, { name: "hwc", permutation: [1, 2, 0] }));
    },
    removes: ["chw", 'is undone by "hwc"'],
    results: ["chw", "hwc"],
  },
  {
    what: "an identity",
    build: (b) => b.tanh(b.identity(b.relu(b.input(MAP)), { name: "same" })),
    removes: ["same", "passes its input on as it is"],
    results: ["same"],
  },
  {
    what: "a reshape to the same shape",
    build: (b) => b.tanh(b.reshape(b.relu(b.input(MAP)), { name: "same", shape: [4, 5, 4] })),
    removes: ["same", "passes its input on as it is"],
    results: ["same"],
  },
  {
    what: "the first reshape of two",
    build: (b) =>
      b.tanh(b.reshape(b.flatten(b.relu(b.input(MAP)), { name: "flat" }), { name: "map", shape: [20, 4] })),
    removes: ["flat", 'is merged into "map"'],
    results: ["flat"],
    free: { results: ["map"] },
  },
];

function unsigned() {
  return parseFixedType("ufixed<4,2,RND,SAT>");
}

/** How each layer was removed. */
function removed(
  build: Case["build"],
  types: Readonly<Record<string, Partial<UserTypes>>>,
): Map<string, string> {
  const fates = new Map<string, string>();
  simplifyModel(buildModel("m", build), {
    typesOf: (layer) => ({ result: false, parameters: false, ...types[layer] }),
    removed: (layer, how) => fates.set(layer, how),
  });
  return fates;
}

for (const { what, build, removes: [layer, how], results, parameters = [], free = {} } of CASES) {
  Deno.test(`simplifyModel() removes ${what}, but not where types of a user stand in the way`, () => {
    assertEquals(removed(build, {}).get(layer), how);
    for (const [kind, owners] of [["result", results], ["parameters", parameters]] as const) {
      for (const owner of owners) {
        assertEquals(removed(build, { [owner]: { [kind]: true } }).has(layer), false, `${kind} of ${owner}`);
      }
    }
    for (const [kind, owners] of [["result", free.results], ["parameters", free.parameters]] as const) {
      for (const owner of owners ?? []) {
        assertEquals(removed(build, { [owner]: { [kind]: true } }).get(layer), how, `${kind} of ${owner}`);
      }
    }
  });
}

Deno.test("simplifyModel() tells what reaches no output, whatever types it has", () => {
  const model = buildModel("dead", (b) => {
    const x = b.input(MAP);
    b.tanh(x, { name: "dead" });
    return b.relu(x);
  });
  const fates = new Map<string, string>();
  simplifyModel(model, {
    typesOf: () => ({ result: true, parameters: true }),
    removed: (layer, how) => fates.set(layer, how),
  });
  assertEquals(fates, new Map([["dead", "reaches no output"]]));
});
