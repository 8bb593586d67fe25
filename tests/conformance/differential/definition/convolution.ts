import type { FixedType } from "../../../../src/fixed/mod.ts";
import { cast, castAll, fractionOf, type Image, imageOf } from "./image.ts";

/** One axis of a convolution: pads of a plain one, crops and output padding of a transposed one. */
export interface Axis {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly after: number;
  /** 0 for a plain convolution. */
  readonly extra: number;
}

/** A convolution over `[length, channels]` or `[height, width, channels]`, in real numbers and the types they get. */
export interface Convolution {
  readonly transposed: boolean;
  readonly axes: readonly Axis[];
  readonly groups: number;
  readonly inputs: number;
  readonly outputs: number;
  /** `[...kernel][inputs / groups][outputs]` */
  readonly weights: ArrayLike<number>;
  /** One an output. */
  readonly bias: ArrayLike<number>;
  readonly types: MacTypes;
}

/** The types of a multiply-accumulate layer; a sum without a type of its own is exact. */
export interface MacTypes {
  readonly weight: FixedType;
  readonly bias: FixedType;
  readonly accum: FixedType | "auto";
  readonly result: FixedType;
}

/** Length of the output along an axis. */
export function lengthOf(axis: Axis, input: number, transposed: boolean): number {
  const span = (axis.kernel - 1) * axis.dilation + 1;
  return transposed
    ? axis.stride * (input - 1) + span + axis.extra - axis.before - axis.after
    : Math.floor((input + axis.before + axis.after - span) / axis.stride) + 1;
}

/** A tap and the element that it meets for one output. */
interface Meeting {
  readonly tap: number;
  readonly input: number;
}

/**
 * Transposed: y[j] = Σ x[i]·w[t] over i·s + t·d − c0 = j. Plain: y[j] = Σ x[j·s + t·d − p0]·w[t]. Found by trying all
 * elements with all taps.
 */
function meetings(axis: Axis, input: number, transposed: boolean): readonly (readonly Meeting[])[] {
  const { kernel, stride, dilation, before } = axis;
  return Array.from({ length: lengthOf(axis, input, transposed) }, (_, j) => {
    const found: Meeting[] = [];
    for (let t = 0; t < kernel; t++) {
      for (let i = 0; i < input; i++) {
        const meets = transposed
          ? i * stride + t * dilation - before === j
          : j * stride + t * dilation - before === i;
        if (meets) found.push({ tap: t, input: i });
      }
    }
    return found;
  });
}

/** Whether some output of an axis has no tap at all, wherever the input ends. */
export function hasEmptyPhase(axis: Axis, input: number): boolean {
  return Array.from({ length: lengthOf(axis, input, true) }, (_, j) => j).some((j) =>
    Array.from({ length: axis.kernel }, (_, t) => j + axis.before - t * axis.dilation)
      .every((distance) => distance % axis.stride !== 0)
  );
}

/** The height of a sequence. */
const SINGLE: Axis = { kernel: 1, stride: 1, dilation: 1, before: 0, after: 0, extra: 0 };

/** What every output of a convolution over an input of this shape is the sum of. */
export function productsOf(
  { transposed, axes, groups, inputs, outputs }: Omit<Convolution, "weights" | "bias" | "types">,
  shape: readonly number[],
) {
  const isFlat = axes.length === 1;
  const [vertical, horizontal] = isFlat ? [SINGLE, axes[0]] : axes;
  const [height, width] = isFlat ? [1, shape[0]] : shape;
  const rows = meetings(vertical, height, transposed);
  const columns = meetings(horizontal, width, transposed);
  const group = { inputs: inputs / groups, outputs: outputs / groups };
  return {
    /** Rows, columns and channels of the output. */
    shape: [rows.length, columns.length, outputs],
    /** Kernel row by kernel row, column by column, input channel by input channel. */
    at([row, column, output]: readonly number[]): readonly Product[] {
      const first = Math.floor(output / group.outputs) * group.inputs;
      return rows[row].flatMap((r) =>
        columns[column].flatMap((c) =>
          Array.from({ length: group.inputs }, (_, i): Product => ({
            x: (r.input * width + c.input) * inputs + first + i,
            w: ((r.tap * horizontal.kernel + c.tap) * group.inputs + i) * outputs + output,
          }))
        )
      );
    },
  };
}

/** A convolution by its definition: one output after the other, tap by tap. */
export function convolve(layer: Convolution, x: Image): Image {
  const products = productsOf(layer, x.shape);
  const mac = macOf(layer, x);
  const y = imageOf(products.shape, layer.types.result, (place) => mac(place[2], products.at(place)));
  return layer.axes.length === 1 ? { ...y, shape: y.shape.slice(1) } : y;
}

/** A fully connected layer: `[inputs]` to `[outputs]`, weights `[inputs][outputs]`. */
export interface Dense extends Pick<Convolution, "inputs" | "outputs" | "weights" | "bias" | "types"> {}

/** A fully connected layer by its definition. */
export function connect(layer: Dense, x: Image): Image {
  const mac = macOf(layer, x);
  return imageOf(
    [layer.outputs],
    layer.types.result,
    ([output]) => mac(output, x.data.map((_, i) => ({ x: i, w: i * layer.outputs + output }))),
  );
}

/** Index of an element of the input and of the weight that it meets. */
export interface Product {
  readonly x: number;
  readonly w: number;
}

/** acc = cast(bias); acc = cast(acc + cast(x·w)) for every product in turn; y = cast(acc). */
function macOf({ weights, bias, types }: Dense | Convolution, { data, type }: Image) {
  const [ws, bs] = [castAll(weights, types.weight), castAll(bias, types.bias)];
  const fractions = { product: fractionOf(type) + fractionOf(types.weight), bias: fractionOf(types.bias) };
  const { accum, result } = types;
  return (output: number, products: readonly Product[]): bigint => {
    if (accum === "auto") {
      const common = Math.max(fractions.product, fractions.bias);
      const sum = products.reduce((total, product) => total + data[product.x] * ws[product.w], 0n);
      const start = bs[output] << BigInt(common - fractions.bias);
      return cast(start + (sum << BigInt(common - fractions.product)), common, result);
    }
    let sum = cast(bs[output], fractions.bias, accum);
    for (const product of products) {
      const term = cast(data[product.x] * ws[product.w], fractions.product, accum);
      sum = cast(sum + term, fractionOf(accum), accum);
    }
    return cast(sum, fractionOf(accum), result);
  };
}
