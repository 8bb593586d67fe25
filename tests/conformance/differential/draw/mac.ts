import type { FixedType } from "../../../../src/fixed/mod.ts";
import type { ConvTransposeOptions, ModelBuilder, Node } from "../../../../src/model/mod.ts";
import type { Choices } from "../choices.ts";
import { connect, convolve, type MacTypes, type Product, productsOf } from "../definition/convolution.ts";
import { count } from "../definition/image.ts";
import type { DrawnInput, DrawnLayer, DrawnNetwork, DrawnTensor } from "../layer.ts";
import { drawGeometry, type Geometry, type GeometryKind, outputLengths, windowProducts } from "./geometry.ts";
import {
  type Cut,
  drawMantissas,
  drawNear,
  drawReals,
  drawType,
  endsOf,
  type Format,
  formatOf,
  type Range,
  textOf,
  type TypeWish,
} from "./types.ts";

/** A multiply-accumulate layer of this kind; a deep dense layer has hundreds of inputs. */
export type MacKind = GeometryKind | "dense" | "deep dense";

/** Which numbers a multiply-accumulate layer is to have. */
export interface MacRecipe {
  /** Bits of inputs and of weights. */
  readonly x: Range;
  readonly weight: Range;
  /** Draws the accumulator for the format that sums need. */
  readonly accum: (choose: Choices, sums: Format) => FixedType | "auto";
  /** Of the result, its cut being one of the sums' format. */
  readonly result?: TypeWish & Partial<Cut>;
  /** Of an image, for all outputs together. */
  readonly mostProducts: number;
}

/** A network of one multiply-accumulate layer; its input may be one for which a sum is extreme. */
export function drawMac(choose: Choices, kind: MacKind, recipe: MacRecipe): DrawnNetwork {
  const type = drawType(choose, { width: recipe.x });
  if (kind === "dense" || kind === "deep dense") {
    const inputs = kind === "dense" ? choose.integer(1, choose.of([8, 60])) : choose.integer(200, 900);
    const x: DrawnInput = { name: "x", shape: [inputs], type };
    const layer = drawDense(choose, x, recipe);
    const output = choose.integer(0, layer.shape[0] - 1);
    const products = Array.from({ length: inputs }, (_, i) => ({ x: i, w: i * layer.shape[0] + output }));
    return { inputs: [{ ...x, extreme: drawExtreme(choose, x, { layer, products }) }], layers: [layer] };
  }
  const geometry = drawGeometry(choose, kind, recipe);
  const x: DrawnInput = { name: "x", shape: [...geometry.lengths, geometry.inputs], type };
  const layer = drawConvolution(choose, x, { name: "y", geometry, recipe });
  const sums = productsOf(geometry, x.shape);
  const products = sums.at(sums.shape.map((size) => choose.integer(0, size - 1)));
  return { inputs: [{ ...x, extreme: drawExtreme(choose, x, { layer, products }) }], layers: [layer] };
}

/** Ends of a type, chosen by the signs of the weights that they meet in one sum. */
function drawExtreme(choose: Choices, { shape, type }: DrawnTensor, { layer, products }: {
  readonly layer: DrawnMac;
  readonly products: readonly Product[];
}): readonly bigint[] {
  const [least, most] = endsOf(type);
  const values = [...drawMantissas(choose, count(shape), type, 80)];
  const isLargest = choose.percent(50);
  for (const { x, w } of products) values[x] = (layer.weights[w] < 0) === isLargest ? least : most;
  return values;
}

/** A multiply-accumulate layer and its weights. */
export interface DrawnMac extends DrawnLayer {
  readonly weights: Float64Array;
}

/** A convolution behind a tensor that fits its geometry. */
export function drawConvolution(
  choose: Choices,
  x: DrawnTensor,
  { name, geometry, recipe }: {
    readonly name: string;
    readonly geometry: Geometry;
    readonly recipe: MacRecipe;
  },
): DrawnMac {
  const { axes, transposed, groups, inputs, outputs } = geometry;
  const types = drawTypes(choose, { x: x.type, products: windowProducts(geometry), recipe });
  const shape = [...axes.map(({ kernel }) => kernel), inputs / groups, outputs];
  const weights = drawReals(choose, count(shape), types.weight);
  const bias = drawBias(choose, outputs, types.bias);
  const options: ConvTransposeOptions = {
    name,
    weights: { shape, data: weights },
    bias,
    groups,
    strides: axes.map(({ stride }) => stride),
    dilation: axes.map(({ dilation }) => dilation),
    padding: axes.map(({ before, after }) => ({ before, after })),
    ...transposed && { outputPadding: axes.map(({ extra }) => extra) },
  };
  return {
    name,
    shape: [...outputLengths(geometry), outputs],
    type: types.result,
    reads: [x.name],
    precision: precisionOf(types),
    weights,
    build: (b, [input]) => buildConvolution(b, input, { options, transposed }),
    define: ([input]) =>
      convolve({ ...geometry, weights, bias: bias ?? new Float64Array(outputs), types }, input),
  };
}

function buildConvolution(
  b: ModelBuilder,
  x: Node,
  { options, transposed }: { readonly options: ConvTransposeOptions; readonly transposed: boolean },
): Node {
  const isFlat = x.shape.length === 2;
  if (transposed) return isFlat ? b.convTranspose1d(x, options) : b.convTranspose2d(x, options);
  return isFlat ? b.conv1d(x, options) : b.conv2d(x, options);
}

/** A dense layer behind a vector. */
function drawDense(choose: Choices, x: DrawnTensor, recipe: MacRecipe): DrawnMac {
  const [inputs] = x.shape;
  const outputs = choose.integer(1, Math.max(1, Math.min(14, Math.floor(recipe.mostProducts / inputs))));
  const types = drawTypes(choose, { x: x.type, products: inputs, recipe });
  const weights = drawReals(choose, inputs * outputs, types.weight);
  const bias = drawBias(choose, outputs, types.bias);
  return {
    name: "y",
    shape: [outputs],
    type: types.result,
    reads: [x.name],
    precision: precisionOf(types),
    weights,
    build: (b, [input]) =>
      b.dense(input, { name: "y", weights: { shape: [inputs, outputs], data: weights }, bias }),
    define: ([input]) =>
      connect({ inputs, outputs, weights, bias: bias ?? new Float64Array(outputs), types }, input),
  };
}

function drawBias(choose: Choices, outputs: number, type: FixedType): Float64Array | null {
  return choose.percent(15) ? null : drawReals(choose, outputs, type);
}

function drawTypes(
  choose: Choices,
  { x, products, recipe }: {
    readonly x: FixedType;
    readonly products: number;
    readonly recipe: MacRecipe;
  },
): MacTypes {
  const weight = drawType(choose, { width: recipe.weight });
  const factors = [formatOf(x), formatOf(weight)];
  const sums: Format = {
    integer: factors[0].integer + factors[1].integer + Math.ceil(Math.log2(products)),
    fraction: factors[0].fraction + factors[1].fraction,
  };
  // A bias is about as large as a sum, and rarely finer than the products.
  const bias = drawNear(choose, sums, {
    width: [1, Math.min(64, Math.max(4, sums.integer + sums.fraction))],
    drop: choose.of([[0, 4], [0, 20], [-3, -1]]),
    top: [0, 3],
  });
  const accum = recipe.accum(choose, sums);
  return { weight, bias, accum, result: drawNear(choose, sums, recipe.result) };
}

function precisionOf({ weight, bias, accum }: MacTypes) {
  return {
    weight: textOf(weight),
    bias: textOf(bias),
    accum: accum === "auto" ? "auto" : textOf(accum),
  };
}
