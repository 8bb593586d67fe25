import type { Model, ModelBuilder, Node } from "../../src/model/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import { type RealTensor, type Shape, sizeOf } from "../../src/tensor/mod.ts";
import { Random } from "../dataflow/random_network.ts";

/** Most pixels of a map: above it only what keeps or shrinks a map is added. */
const MOST_PIXELS = 120;

/** A tensor of a graph that grows, and how often it is read. */
interface Grown {
  readonly node: Node;
  reads: number;
}

/**
 * A network of 5 to 15 random layers of one or two spatial axes, then joined here and there: paths over coarser and
 * finer maps, skips past them, tensors with three readers and more, several inputs, several outputs.
 */
export function randomGraph(seed: number): Model {
  return buildModel(`graph${seed}`, (builder) => new Growth(builder, new Random(seed)).grow());
}

class Growth {
  readonly #b: ModelBuilder;
  readonly #random: Random;
  readonly #grown: Grown[] = [];

  constructor(builder: ModelBuilder, random: Random) {
    this.#b = builder;
    this.#random = random;
  }

  /** Adds layers and returns what nobody reads. */
  grow(): readonly Node[] {
    const flat = this.#chance(5);
    const input = () =>
      this.#keep(
        flat
          ? this.#b.input({ length: 8, channels: 2 })
          : this.#b.input({ height: 4, width: 6, channels: this.#random.integer(1, 3) }),
      );
    input();
    if (this.#chance(4)) input();
    for (let left = this.#random.integer(5, 15); left > 0; left--) {
      // Mostly deeper; sometimes from further back, which gives a tensor one more reader.
      const x = this.#random.integer(0, 9) < 6 ? this.#grown.at(-1)! : this.#pick(this.#grown);
      const read = [x, ...this.#grow(x)];
      for (const each of read) each.reads++;
    }
    return this.#grown.filter(({ reads, node }) => reads === 0 && !node.name.startsWith("input")).map((
      each,
    ) => each.node).concat(this.#unreadInputs());
  }

  /** An input that nobody reads becomes an output behind a layer of its own. */
  #unreadInputs(): readonly Node[] {
    return this.#grown.filter(({ reads, node }) => reads === 0 && node.name.startsWith("input"))
      .map(({ node }) => this.#b.relu(node));
  }

  /** Adds a layer that reads `x`, and returns what else it reads. */
  #grow(x: Grown): readonly Grown[] {
    const partners = this.#grown.filter(({ node }) => node !== x.node && alike(node, x.node));
    if (partners.length > 0 && this.#random.integer(0, 9) < 4) {
      const y = this.#pick(partners);
      this.#keep(this.#join(x.node, y.node));
      return [y];
    }
    const pixels = sizeOf(x.node.shape.slice(0, -1));
    const smallest = Math.min(...x.node.shape.slice(0, -1));
    const choices: Choice[] = [...KEEPING];
    if (pixels <= MOST_PIXELS) choices.push(...GROWING);
    if (smallest > 2) choices.push(...SHRINKING);
    if (x.node.shape.at(-1)! % 4 === 0 && x.node.shape.length === 3) choices.push("depthToSpace");
    this.#keep(this.#layer(this.#pick(choices), x.node));
    return [];
  }

  #layer(choice: Choice, x: Node): Node {
    const [b, random] = [this.#b, this.#random];
    const kernel = random.integer(1, 3);
    switch (choice) {
      case "relu":
        return b.relu(x);
      case "leakyRelu":
        return b.leakyRelu(x, { slope: 0.25 });
      case "tanh":
        return b.tanh(x);
      case "clip":
        return b.clip(x, { min: -1.5, max: 0.75 });
      case "batchNorm": {
        const numbers = () => this.#weights([x.shape.at(-1)!]).data;
        return b.batchNorm(x, { scale: numbers(), shift: numbers() });
      }
      case "conv":
        return this.#conv(x, { kernel, strides: 1, groups: 1 });
      case "depthwise":
        return this.#conv(x, { kernel, strides: 1, groups: x.shape.at(-1)! });
      case "stridedConv":
        return this.#conv(x, { kernel, strides: 2, groups: 1 });
      case "convTranspose":
        return this.#convTranspose(x, { kernel: random.integer(1, 4), strides: 2 });
      case "finerConvTranspose":
        return this.#convTranspose(x, { kernel, strides: 1 });
      case "maxPool":
        return b.maxPool(x, { size: 2, padding: "same" });
      case "averagePool":
        return b.averagePool(x, { size: 2, strides: random.integer(1, 2), padding: "same" });
      case "gate":
        return b.multiply([x, b.sigmoid(b.globalAveragePool(x, { keepsAxes: true }))]);
      case "upsample":
        return b.upsample(x, { factors: 2 });
      case "interpolate":
        return b.interpolate(x, { sizes: x.shape.slice(0, -1).map((size) => 2 * size) });
      case "pad":
        return b.pad(x, { borders: [{ before: 1, after: random.integer(0, 1) }], value: 0.5 });
      case "crop":
        return b.crop(x, { borders: x.shape.slice(0, -1).map(() => ({ before: 1, after: 0 })) });
      case "slice":
        return b.slice(x, { ranges: [{ start: random.integer(0, 1), step: 2 }] });
      case "depthToSpace":
        return b.depthToSpace(x, { block: 2 });
    }
  }

  #join(x: Node, y: Node): Node {
    const b = this.#b;
    const same = x.shape.at(-1) === y.shape.at(-1);
    switch (this.#random.integer(0, same ? 6 : 1)) {
      case 2:
      case 3:
        return b.add([x, y]);
      case 4:
        return b.subtract(x, y);
      case 5:
        return b.maximum([x, y]);
      case 6:
        return b.concatenate([x, y], { axis: 0 });
      default:
        return b.concatenate([x, y]);
    }
  }

  #conv(x: Node, options: { kernel: number; strides: number; groups: number }): Node {
    const { kernel, strides, groups } = options;
    const channels = x.shape.at(-1)!;
    const made = groups === 1 ? this.#random.integer(1, 4) : groups;
    const all = {
      weights: this.#weights([...this.#kernel(x, kernel), channels / groups, made]),
      bias: this.#weights([made]).data,
      strides,
      groups,
      padding: "same",
    } as const;
    return x.shape.length === 2 ? this.#b.conv1d(x, all) : this.#b.conv2d(x, all);
  }

  #convTranspose(x: Node, { kernel, strides }: { kernel: number; strides: number }): Node {
    const made = this.#random.integer(1, 4);
    const all = {
      weights: this.#weights([...this.#kernel(x, kernel), x.shape.at(-1)!, made]),
      bias: this.#weights([made]).data,
      strides,
      padding: "same",
    } as const;
    return x.shape.length === 2 ? this.#b.convTranspose1d(x, all) : this.#b.convTranspose2d(x, all);
  }

  /** A kernel of one length along the first axis and of another along the second. */
  #kernel({ shape }: Node, first: number): readonly number[] {
    return shape.length === 2 ? [first] : [first, this.#random.integer(1, 3)];
  }

  #weights(shape: Shape): RealTensor {
    return {
      shape,
      data: Float64Array.from({ length: sizeOf(shape) }, () => this.#random.integer(-8, 8) / 16),
    };
  }

  #keep(node: Node): Node {
    this.#grown.push({ node, reads: 0 });
    return node;
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#random.integer(0, list.length - 1)];
  }

  /** True once in so many times. */
  #chance(times: number): boolean {
    return this.#random.integer(1, times) === 1;
  }
}

const KEEPING = [
  "relu",
  "leakyRelu",
  "tanh",
  "clip",
  "batchNorm",
  "conv",
  "conv",
  "depthwise",
  "finerConvTranspose",
  "gate",
] as const;
const GROWING = ["upsample", "interpolate", "pad", "convTranspose", "convTranspose"] as const;
const SHRINKING = ["stridedConv", "maxPool", "averagePool", "crop", "slice"] as const;

type Choice = typeof KEEPING[number] | typeof GROWING[number] | typeof SHRINKING[number] | "depthToSpace";

/** Whether two tensors have the same spatial sizes. */
function alike(a: Node, b: Node): boolean {
  return `${a.shape.slice(0, -1)}` === `${b.shape.slice(0, -1)}`;
}
