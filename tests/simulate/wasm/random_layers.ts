import type { FunctionName } from "../../../src/layers/mod.ts";
import type { ModelBuilder, Node } from "../../../src/model/mod.ts";
import type { Choices } from "./random_design.ts";

type MakeLayer = (b: ModelBuilder, choose: Choices, x: Node) => Node;

const FUNCTIONS: readonly FunctionName[] = [
  "gelu",
  "silu",
  "softplus",
  "exp",
  "sqrt",
  "softsign",
  "reciprocal",
];

/** One element after the other. */
const ELEMENTS: readonly MakeLayer[] = [
  (_b, _choose, x) => x,
  (b, _choose, x) => b.relu(x),
  (b, _choose, x) => b.leakyRelu(x, { slope: 0.3 }),
  (b, choose, x) => b.prelu(x, { slopes: choose.reals(channelsOf(x), 1) }),
  (b, _choose, x) => b.clip(x, { min: -0.7, max: 2 }),
  (b, choose, x) =>
    b.batchNorm(b.relu(x), { scale: choose.reals(channelsOf(x), 2), shift: choose.reals(channelsOf(x), 2) }),
  (b, _choose, x) => b.sigmoid(x),
  (b, _choose, x) => b.tanh(x),
  (b, choose, x) => b.apply(x, { function: choose.of(FUNCTIONS) }),
  (b, choose, x) => choose.below(2) === 0 ? b.selu(x) : b.elu(x, { alpha: 0.7 }),
  (b, _choose, x) => b.hardSigmoid(x),
  (b, choose, x) => b.thresholdedRelu(x, { threshold: choose.reals(1, 2)[0] }),
];

/** Elements that change their places. */
const MOVES: readonly MakeLayer[] = [
  (b, _choose, x) => b.transpose(x, { permutation: x.shape.length === 2 ? [1, 0] : [2, 0, 1] }),
  (b, choose, x) => {
    const borders = spatial(x).map(() => ({ before: choose.below(4) - 1, after: choose.below(4) - 1 }));
    return b.pad(x, { borders, value: choose.of([0, 0, -0.4, 3]) });
  },
  (b, choose, x) => {
    const ranges = x.shape.map((size) => ({
      start: choose.below(Math.min(size, 3)),
      step: 1 + choose.below(2),
    }));
    return b.slice(x, { ranges });
  },
  (b, choose, x) => b.spaceToDepth(x, { block: 2, order: choose.of(["place", "channel"] as const) }),
  (b, choose, x) => {
    const order = choose.of(["place", "channel"] as const);
    return b.depthToSpace(b.concatenate(new Array<Node>(4).fill(x)), { block: 2, order });
  },
  (b, choose, x) => b.upsample(x, { factors: spatial(x).map(() => 1 + choose.below(3)) }),
];

/** Several elements that become one. */
const WINDOWS: readonly MakeLayer[] = [
  (b, choose, x) => b.maxPool(x, randomWindow(choose, x)),
  (b, choose, x) => b.averagePool(x, { ...randomWindow(choose, x), countsPadding: choose.below(2) === 0 }),
  (b, choose, x) => choose.below(2) === 0 ? b.globalMaxPool(x) : b.globalAveragePool(x),
  (b, choose, x) => {
    const sizes = spatial(x).map((size) => choose.of([size, 2 * size, 1 + choose.below(2 * size)]));
    return b.interpolate(x, { sizes, coordinates: choose.of(["half_pixel", "align_corners"] as const) });
  },
  (b, _choose, x) => b.softmax(x),
];

/** Two tensors that become one. */
const JOINS: readonly MakeLayer[] = [
  (b, choose, x) => merged(b, choose, [x, choose.of(ELEMENTS.slice(1))(b, choose, x)]),
  (b, choose, x) => merged(b, choose, [x, b.globalAveragePool(x, { keepsAxes: true })]),
  (b, choose, x) => merged(b, choose, [b.globalMaxPool(x, { keepsAxes: true }), x, x]),
  (b, choose, x) => {
    const other = choose.of(ELEMENTS.slice(1))(b, choose, x);
    return b.concatenate([x, other], { axis: choose.below(x.shape.length) });
  },
  (b, _choose, x) => {
    const borders = spatial(x).map((_, axis) => ({ before: axis === 0 ? 1 : 0, after: 0 }));
    return b.concatenate([x, b.pad(x, { borders })], { axis: 0 });
  },
];

/** A layer of any kind over a map or a sequence; throws where the shape does not allow it. */
export function randomLayer(b: ModelBuilder, choose: Choices, x: Node): Node {
  return choose.of(choose.of([ELEMENTS, MOVES, WINDOWS, JOINS]))(b, choose, x);
}

function merged(b: ModelBuilder, choose: Choices, inputs: readonly Node[]): Node {
  const operation = choose.of(["add", "multiply", "average", "maximum", "minimum", "subtract"] as const);
  return operation === "subtract" ? b.subtract(inputs[0], inputs[1]) : b[operation](inputs);
}

function randomWindow(choose: Choices, x: Node) {
  const size = spatial(x).map((length) => 1 + choose.below(Math.min(length, 4)));
  const strides = size.map(() => 1 + choose.below(3));
  return { size, strides, padding: choose.of(["valid", "same"] as const) };
}

function spatial(x: Node): readonly number[] {
  return x.shape.slice(0, -1);
}

function channelsOf(x: Node): number {
  return x.shape[x.shape.length - 1];
}
