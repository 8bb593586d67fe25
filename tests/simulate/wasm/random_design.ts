import { createDesign, type Design, type LayerOptions } from "../../../src/design/mod.ts";
import { OVERFLOW_MODES, QUANTIZATION_MODES } from "../../../src/fixed/mod.ts";
import { buildModel, type Model, type ModelBuilder, type Node } from "../../../src/model/mod.ts";
import { type Random, seededRandom } from "../../../src/simulate/mod.ts";
import { sizeOf } from "../../../src/tensor/mod.ts";
import { randomLayer } from "./random_layers.ts";

/** Choices that a seed decides. */
export class Choices {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** 0 … count − 1 */
  below(count: number): number {
    return Math.floor(this.#random.next() * count);
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  reals(count: number, largest: number): Float64Array {
    return new Float64Array(count).map(() => (2 * this.#random.next() - 1) * largest);
  }

  /** Any type of up to so many bits, its binary point often outside of them. */
  type(maxWidth: number): string {
    const signed = this.below(4) > 0;
    const width = (signed ? 2 : 1) + this.below(maxWidth - 1);
    const integer = this.below(3) === 0 ? width - this.below(30) + 8 : 1 + this.below(width);
    const modes = `${this.of(QUANTIZATION_MODES)},${this.of(OVERFLOW_MODES)}`;
    return `ap_${signed ? "" : "u"}fixed<${width},${integer},${modes}>`;
  }
}

/** A small design with a convolution of any kind and up to two more layers, of any types; null where none can be made. */
export function randomDesign(seed: number): Design | null {
  const choose = new Choices(seed);
  const width = choose.of([8, 12, 16, 16, 18, 24, 32, 40, 64]);
  try {
    const model = randomModel(choose);
    const layers = Object.fromEntries(model.layers.map(({ name }): [string, LayerOptions] => [name, {
      precision: {
        weight: choose.type(Math.min(width, 32)),
        bias: choose.type(Math.min(width, 32)),
        result: choose.type(width),
        accum: choose.below(2) === 0 ? "auto" : choose.type(Math.min(64, 2 * width)),
      },
    }]));
    return createDesign(model, { io: choose.of(["io_stream", "io_parallel"]), layers });
  } catch {
    return null;
  }
}

function randomModel(choose: Choices): Model {
  return buildModel("random", (b) => {
    const dimensions = 1 + choose.below(2);
    const isDepthwise = choose.below(5) === 0;
    const groups = isDepthwise ? 1 + choose.below(9) : choose.of([1, 1, 1, 2, 3]);
    const inputs = isDepthwise ? groups : groups * (1 + choose.below(9));
    const outputs = isDepthwise ? groups : groups * (1 + choose.below(choose.of([3, 6, 20])));
    const largest = choose.of([1, 2, 8, 100]);
    const kernel = Array.from({ length: dimensions }, () => 1 + choose.below(4));
    const shape = [...kernel, inputs / groups, outputs];
    const options = {
      weights: { shape, data: choose.reals(sizeOf(shape), largest) },
      bias: choose.below(3) === 0 ? null : choose.reals(outputs, largest),
      groups,
      strides: 1 + choose.below(3),
      dilation: choose.below(4) === 0 ? 2 : 1,
      padding: choose.of(["same", "valid"] as const),
    };
    const isTransposed = choose.below(2) === 0;
    const length = 4 + choose.below(12);
    if (dimensions === 1) {
      const x = b.input({ name: "x", length, channels: inputs });
      return more(b, choose, isTransposed ? b.convTranspose1d(x, options) : b.conv1d(x, options));
    }
    const x = b.input({ name: "x", height: 4 + choose.below(8), width: length, channels: inputs });
    return more(b, choose, isTransposed ? b.convTranspose2d(x, options) : b.conv2d(x, options));
  });
}

/** A layer of any kind, then perhaps another multiply-accumulate layer. */
function more(b: ModelBuilder, choose: Choices, x: Node): Node {
  const y = randomLayer(b, choose, x);
  const next = choose.below(3);
  if (next === 0) {
    const [inputs, outputs] = [sizeOf(y.shape), 1 + choose.below(20)];
    const weights = { shape: [inputs, outputs], data: choose.reals(inputs * outputs, 2) };
    return b.dense(b.flatten(y), { weights, bias: choose.reals(outputs, 1) });
  }
  if (next === 1 && y.shape.length === 3) {
    const shape = [2, 3, y.shape[2], 5];
    const weights = { shape, data: choose.reals(sizeOf(shape), 1) };
    return b.conv2d(y, { weights, bias: choose.reals(5, 1), padding: "same" });
  }
  return y;
}
