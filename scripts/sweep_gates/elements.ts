import type { LayerOptions } from "../../src/design/mod.ts";
import type { FunctionName } from "../../src/layers/mod.ts";
import type { InputSize, ModelBuilder, Node } from "../../src/model/mod.ts";
import type { Configuration, LayerSite } from "./configuration.ts";
import { numbers } from "./numbers.ts";

/** A map of so many channels. */
const map = (channels: number): InputSize => ({ height: 4, width: 5, channels });

/** Types of inputs and of results. */
const TYPES = [
  ["ap_fixed<6,3>", "ap_fixed<6,3>"],
  ["ap_fixed<12,5>", "ap_fixed<10,4,AP_RND,AP_SAT>"],
  ["ap_fixed<18,7>", "ap_fixed<16,6,AP_RND_CONV,AP_SAT>"],
] as const;

/** Layers of one input, with how many channels. */
const UNARY: readonly (readonly [
  name: string,
  channels: readonly number[],
  add: (b: ModelBuilder, x: Node, name: string) => Node,
])[] = [
  ["relu", [3, 8], (b, x, name) => b.relu(x, { name })],
  ["leaky_relu", [4], (b, x, name) => b.leakyRelu(x, { name, slope: 0.3 })],
  ["prelu", [5], (b, x, name) => b.prelu(x, { name, slopes: numbers(5).map((slope) => slope / 8) })],
  ["batch_norm", [3, 6], (b, x, name) => {
    const channels = x.shape.at(-1)!;
    return b.batchNorm(x, { name, scale: numbers(channels), shift: numbers(channels, 7) });
  }],
  ["clip", [4], (b, x, name) => b.clip(x, { name, min: -0.75, max: 1.5 })],
  ["threshold", [6], (b, x, name) => b.thresholdedRelu(x, { name, threshold: 0.5 })],
  ["hard_sigmoid", [4], (b, x, name) => b.hardSigmoid(x, { name })],
  ["shrink", [5], (b, x, name) => b.shrink(x, { name, threshold: 0.5, offset: 0.25 })],
];

/** Layers of two inputs. */
const BINARY: readonly (readonly [
  name: string,
  add: (b: ModelBuilder, both: readonly [Node, Node], name: string) => Node,
])[] = [
  ["add", (b, both, name) => b.add(both, { name })],
  ["subtract", (b, [x, y], name) => b.subtract(x, y, { name })],
  ["multiply", (b, both, name) => b.multiply(both, { name })],
  ["maximum", (b, both, name) => b.maximum(both, { name })],
  ["average", (b, both, name) => b.average(both, { name })],
];

/** Functions that are read from tables, with the most entries that one may have. */
const TABLES: readonly (readonly [
  name: string,
  entries: number,
  add: (b: ModelBuilder, x: Node, name: string) => Node,
])[] = [
  ["sigmoid", 256, (b, x, name) => b.sigmoid(x, { name })],
  ["tanh", 1024, (b, x, name) => b.tanh(x, { name })],
  ["elu", 512, (b, x, name) => b.elu(x, { name })],
  ...(["gelu", "softplus", "exp"] satisfies FunctionName[]).map((of, i) =>
    [
      of,
      [64, 128, 1024][i],
      (b: ModelBuilder, x: Node, name: string) => b.apply(x, { name, function: of }),
    ] as const
  ),
];

/** Stages that compute every element by itself. */
export function elementwise(): readonly Configuration[] {
  return [
    ...UNARY.flatMap(([layer, channels, add]) =>
      channels.flatMap((count) =>
        TYPES.slice(count % 2, 2 + count % 2).map(([input, result], i) => ({
          ...configuration("map", {
            layer,
            size: count,
            number: i + 1,
            input,
            settings: { precision: result },
          }),
          add: ({ b, name, input }: LayerSite) => add(b, input(map(count)), name),
        }))
      )
    ),
    ...BINARY.flatMap(([layer, add], place) =>
      TYPES.slice(place % 3, 1 + place % 3).map(([input, result], i) => ({
        ...configuration("map", {
          layer,
          size: 3 + i,
          number: i + 1,
          input,
          settings: { precision: result },
        }),
        add: ({ b, name, input }: LayerSite) => add(b, [input(map(3 + i)), input(map(3 + i))], name),
      }))
    ),
    ...TABLES.flatMap(([layer, tableSize, add], place) =>
      TYPES.slice(place % 3, 1 + place % 3).map(([input, result], i) => ({
        ...configuration("table", {
          layer,
          size: 1 + place % 3,
          number: i + 1,
          input,
          settings: { precision: result, tableSize },
        }),
        add: ({ b, name, input }: LayerSite) => add(b, input(map(1 + place % 3)), name),
      }))
    ),
    ...[3, 5, 10].flatMap((channels) =>
      TYPES.slice(0, 2).map(([input, result], i) => ({
        ...configuration("softmax", {
          layer: "softmax",
          size: channels,
          number: i + 1,
          input,
          settings: { precision: result, tableSize: 256 },
        }),
        add: ({ b, name, input }: LayerSite) => b.softmax(input(map(channels)), { name }),
      }))
    ),
  ];
}

function configuration(
  kind: string,
  { layer, size, number, input, settings }: {
    readonly layer: string;
    readonly size: number;
    readonly number: number;
    readonly input: string;
    readonly settings: LayerOptions;
  },
): Omit<Configuration, "add"> {
  return {
    name: `${layer}_${size}_${number}`,
    kind,
    group: kind,
    shape: `${layer} ${size}`,
    input,
    settings,
  };
}
