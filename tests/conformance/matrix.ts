import type { Node } from "../../src/model/mod.ts";
import type { ConvTransposeOptions, ModelBuilder } from "../../src/model/mod.ts";
import { randomBits } from "../fixed/random.ts";
import { pairwiseRows } from "../support/pairwise.ts";
import { type ConformanceCase, createCase, HARDWARE } from "./cases.ts";
import type { Numbers, Scenario } from "./scenario.ts";

/** Layers that are run through geometries and hardware one by one. */
export const MATRIX_LAYERS = [
  "conv_transpose",
  "conv",
  "depthwise_transpose",
  "grouped_transpose",
  "depthwise",
  "grouped",
] as const;

export type MatrixLayer = typeof MATRIX_LAYERS[number];

/** The axes of a matrix, the hardware apart. */
interface MatrixAxes {
  readonly ranks: readonly (1 | 2)[];
  readonly kernels: readonly number[];
  readonly strides: readonly number[];
  readonly paddings: readonly ("valid" | "same")[];
}

/** Transposed convolutions are what this project is about: theirs is the thick one. */
const AXES: Readonly<Record<MatrixLayer, MatrixAxes>> = {
  conv_transpose: {
    ranks: [1, 2],
    kernels: [1, 2, 3, 4, 5],
    strides: [1, 2, 3],
    paddings: ["valid", "same"],
  },
  conv: { ranks: [1, 2], kernels: [1, 2, 3, 5], strides: [1, 2], paddings: ["valid", "same"] },
  depthwise_transpose: { ranks: [1, 2], kernels: [3, 4], strides: [1, 2], paddings: ["same"] },
  grouped_transpose: { ranks: [1, 2], kernels: [2, 3], strides: [2], paddings: ["valid"] },
  depthwise: { ranks: [1, 2], kernels: [3], strides: [1, 2], paddings: ["same"] },
  grouped: { ranks: [1, 2], kernels: [3], strides: [1, 2], paddings: ["valid"] },
};

/** Channels and groups of each layer. */
const CHANNELS: Readonly<
  Record<MatrixLayer, { readonly inputs: number; readonly outputs: number; readonly groups: number }>
> = {
  conv_transpose: { inputs: 3, outputs: 4, groups: 1 },
  conv: { inputs: 3, outputs: 4, groups: 1 },
  depthwise_transpose: { inputs: 4, outputs: 4, groups: 4 },
  grouped_transpose: { inputs: 6, outputs: 4, groups: 2 },
  depthwise: { inputs: 3, outputs: 6, groups: 3 },
  grouped: { inputs: 4, outputs: 6, groups: 2 },
};

/** Every combination of a layer's axes, once: a layer of one lane has the factor of another case. */
export function matrixCases(layer: MatrixLayer): ConformanceCase[] {
  const { ranks, kernels, strides, paddings } = AXES[layer];
  const cases = ranks.flatMap((rank) =>
    kernels.flatMap((kernel) =>
      strides.flatMap((stride) =>
        paddings.flatMap((padding) => {
          const scenario = matrixScenario(layer, { rank, kernel, stride, padding });
          return HARDWARE.map((hardware) => createCase(scenario, hardware));
        })
      )
    )
  );
  return [...new Map(cases.map((each) => [each.name, each])).values()];
}

/** What combinations are drawn with. */
const SEED = 20240611n;

/** Combinations in which every two values of every two axes meet. */
export function pairwiseCases(layer: MatrixLayer): ConformanceCase[] {
  const { ranks, kernels, strides, paddings } = AXES[layer];
  const sizes = [ranks, kernels, strides, paddings, IOS, STRATEGIES, REUSES].map((axis) => axis.length);
  return pairwiseRows(sizes, randomBits(SEED)).map((row) => {
    const scenario = matrixScenario(layer, {
      rank: ranks[row[0]],
      kernel: kernels[row[1]],
      stride: strides[row[2]],
      padding: paddings[row[3]],
    });
    const [io, reuse] = [IOS[row[4]], REUSES[row[6]]];
    // What is unrolled has no lanes.
    return createCase(scenario, { io, strategy: reuse === "lanes" ? "resource" : STRATEGIES[row[5]], reuse });
  });
}

const IOS = [...new Set(HARDWARE.map((hardware) => hardware.io))];
const STRATEGIES = [...new Set(HARDWARE.map((hardware) => hardware.strategy))];
const REUSES = [...new Set(HARDWARE.map((hardware) => hardware.reuse))];

interface Geometry {
  readonly rank: 1 | 2;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: "valid" | "same";
}

/** Scenarios by their names: of one object all cases are built once. */
const scenarios = new Map<string, Scenario>();

function matrixScenario(layer: MatrixLayer, geometry: Geometry): Scenario {
  const { rank, kernel, stride, padding } = geometry;
  const size = rank === 1 ? `${kernel}` : `${kernel}x${kernel}`;
  const words = layer === "conv_transpose" ? "" : ` ${layer.replace("_", " ")}`;
  const name = `${rank}d${words} ${size} s${stride} ${padding}`;
  return scenarios.getOrInsertComputed(name, () => ({
    name,
    build: (builder, numbers) => buildLayer(layer, geometry, { builder, numbers }),
  }));
}

function buildLayer(
  layer: MatrixLayer,
  geometry: Geometry,
  { builder, numbers }: { readonly builder: ModelBuilder; readonly numbers: Numbers },
): Node {
  const { rank, kernel, stride, padding } = geometry;
  const { inputs, outputs, groups } = CHANNELS[layer];
  // Large enough for a valid convolution with the largest kernel, and not square.
  const x = rank === 1
    ? builder.input({ length: 6, channels: inputs })
    : builder.input({ height: 5, width: 6, channels: inputs });
  const options: ConvTransposeOptions = {
    weights: numbers.weights([...Array<number>(rank).fill(kernel), inputs / groups, outputs]),
    bias: numbers.bias(outputs),
    strides: stride,
    groups,
    padding,
  };
  if (layer.endsWith("transpose")) {
    return rank === 1 ? builder.convTranspose1d(x, options) : builder.convTranspose2d(x, options);
  }
  return rank === 1 ? builder.conv1d(x, options) : builder.conv2d(x, options);
}
