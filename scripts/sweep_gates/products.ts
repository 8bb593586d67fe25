import type { LayerOptions } from "../../src/design/mod.ts";
import type {
  ConvOptions,
  ConvTransposeOptions,
  InputSize,
  ModelBuilder,
  Node,
} from "../../src/model/mod.ts";
import type { Configuration } from "./configuration.ts";
import { numbers, weights } from "./numbers.ts";

/** Types and how multipliers are shared: inputs, weights, results, turns. */
interface Numbers {
  readonly input: string;
  readonly weight: string;
  readonly result: string;
  readonly reuseFactor: number;
}

const NUMBERS: readonly Numbers[] = [
  { input: "ap_fixed<8,4>", weight: "ap_fixed<8,4>", result: "ap_fixed<8,4>", reuseFactor: 8 },
  { input: "ap_fixed<16,6>", weight: "ap_fixed<16,6>", result: "ap_fixed<16,6>", reuseFactor: 12 },
  {
    input: "ap_ufixed<10,4>",
    weight: "ap_fixed<6,3>",
    result: "ap_fixed<12,5,AP_RND,AP_SAT>",
    reuseFactor: 6,
  },
  { input: "ap_fixed<21,9>", weight: "ap_fixed<14,4>", result: "ap_fixed<18,8>", reuseFactor: 24 },
  {
    input: "ap_fixed<12,5>",
    weight: "ap_fixed<19,4>",
    result: "ap_fixed<12,5,AP_RND_CONV>",
    reuseFactor: 16,
  },
];

/** A layer with weights, of an input of this size; which of the numbers above it is synthesised with. */
interface Row {
  readonly kind: "dense" | "convolution" | "transposed";
  readonly size: InputSize;
  readonly add: (b: ModelBuilder, x: Node, name: string) => Node;
  readonly numbers: readonly number[];
}

const map = (height: number, width: number, channels: number): InputSize => ({ height, width, channels });

function dense(features: number, outputs: number, ...which: readonly number[]): Row {
  const options = { weights: weights([features, outputs]), bias: numbers(outputs, 5) };
  return {
    kind: "dense",
    size: { features },
    add: (b, x, name) => b.dense(x, { name, ...options }),
    numbers: which,
  };
}

/** @param kernel Rows and columns, or taps, then input and output channels. */
function plain(
  size: InputSize,
  kernel: readonly number[],
  options: Omit<ConvOptions, "weights" | "bias" | "name">,
  ...which: readonly number[]
): Row {
  const own = { ...options, weights: weights(kernel), bias: Float64Array.from(numbers(kernel.at(-1)!, 5)) };
  return {
    kind: "convolution",
    size,
    add: (b, x, name) => kernel.length === 4 ? b.conv2d(x, { name, ...own }) : b.conv1d(x, { name, ...own }),
    numbers: which,
  };
}

/** @param kernel As above. */
function transposed(
  size: InputSize,
  kernel: readonly number[],
  options: Omit<ConvTransposeOptions, "weights" | "bias" | "name">,
  ...which: readonly number[]
): Row {
  const own = { ...options, weights: weights(kernel), bias: Float64Array.from(numbers(kernel.at(-1)!, 5)) };
  return {
    kind: "transposed",
    size,
    add: (b, x, name) =>
      kernel.length === 4 ? b.convTranspose2d(x, { name, ...own }) : b.convTranspose1d(x, { name, ...own }),
    numbers: which,
  };
}

const ROWS: readonly Row[] = [
  dense(12, 5, 0),
  dense(16, 4, 1),
  dense(9, 3, 2, 3),
  dense(40, 2, 4),
  dense(7, 12, 3),
  plain(map(5, 6, 3), [3, 3, 3, 4], { padding: "same" }, 3),
  plain(map(6, 5, 4), [3, 2, 4, 3], { strides: 2 }, 0),
  plain(map(7, 8, 2), [2, 3, 2, 3], { padding: "same", dilation: 2 }, 1, 2),
  plain({ length: 12, channels: 4 }, [5, 4, 3], { strides: 2 }, 4),
  plain(map(4, 4, 8), [1, 1, 8, 4], {}, 0, 1),
  plain({ length: 10, channels: 8 }, [3, 2, 4], { groups: 4 }, 2),
  plain({ length: 70, channels: 3 }, [7, 3, 2], { padding: "same" }, 4),
  transposed(map(4, 4, 4), [4, 4, 4, 3], { strides: 2, padding: "same" }, 0, 3),
  transposed(map(5, 3, 2), [3, 3, 2, 4], { strides: 2, padding: "same" }, 1, 4),
  transposed({ length: 8, channels: 6 }, [4, 6, 4], { strides: 2 }, 3),
  transposed(map(4, 6, 3), [2, 2, 3, 2], { strides: 2 }, 4),
  transposed(map(3, 4, 2), [5, 5, 2, 2], { strides: 3, padding: "same" }, 2),
  transposed({ length: 30, channels: 4 }, [6, 4, 5], { strides: 3 }, 0, 1),
];

/** Stages that multiply by weights. */
export function products(): readonly Configuration[] {
  return ROWS.flatMap(({ kind, size, add, numbers }, place) =>
    numbers.map((which) => ({
      name: `${kind}_${place + 1}_${which + 1}`,
      kind,
      group: kind,
      shape: `${kind} ${place + 1}`,
      input: NUMBERS[which].input,
      settings: settingsOf(NUMBERS[which]),
      add: ({ b, name, input }) => add(b, input(size), name),
    }))
  );
}

function settingsOf({ weight, result, reuseFactor }: Numbers): LayerOptions {
  return { strategy: "resource", reuseFactor, precision: { weight, bias: weight, result } };
}
