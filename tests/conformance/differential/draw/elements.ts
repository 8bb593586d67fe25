import type { PrecisionOptions } from "../../../../src/design/mod.ts";
import type { FixedType } from "../../../../src/fixed/mod.ts";
import type { ModelBuilder, Node } from "../../../../src/model/mod.ts";
import type { Choices } from "../choices.ts";
import {
  clip,
  convert,
  hardSigmoid,
  passBeyond,
  rectify,
  rectifyLeakily,
  scaleAndShift,
} from "../definition/elements.ts";
import { count, fractionOf, type Image } from "../definition/image.ts";
import type { DrawnInput, DrawnLayer, DrawnNetwork, DrawnTensor } from "../layer.ts";
import { drawNear, drawReals, drawType, endsOf, type Format, formatOf, type Range, textOf } from "./types.ts";

/** How many bits the numbers of a network have that is drawn. */
export interface Wish {
  /** Of inputs. */
  readonly x: Range;
  /** Of factors, slopes and the like; default 1…16. */
  readonly parameter?: Range;
}

/** Draws a network of one layer. */
export type Draw = (choose: Choices, wish: Wish) => DrawnNetwork;

/** What a layer of one input is, its name and that input apart. */
export interface Part {
  readonly type: FixedType;
  readonly shape?: readonly number[];
  readonly precision?: Omit<PrecisionOptions, "result">;
  readonly build: (b: ModelBuilder, x: Node, name: string) => Node;
  readonly define: (x: Image) => Image;
}

/** A vector, a sequence or a map, none of them square. */
export function drawShape(choose: Choices, rank = choose.integer(1, 3)): readonly number[] {
  if (rank === 1) return [choose.integer(1, 40)];
  return [...Array.from({ length: rank - 1 }, () => choose.integer(1, 6)), choose.integer(1, 9)];
}

/** A network of one layer behind an input of this shape. */
export function single(
  choose: Choices,
  { wish, shape = drawShape(choose) }: { readonly wish: Wish; readonly shape?: readonly number[] },
  part: (x: DrawnTensor) => Part,
): DrawnNetwork {
  const x: DrawnInput = { name: "x", shape, type: drawType(choose, { width: wish.x }) };
  return { inputs: [x], layers: [layerOf(x, "y", part(x))] };
}

/** A layer behind a tensor. */
export function layerOf(
  x: DrawnTensor,
  name: string,
  { type, precision, build, define, shape = x.shape }: Part,
): DrawnLayer {
  return {
    name,
    shape,
    type,
    reads: [x.name],
    precision,
    build: (b, [node]) => build(b, node, name),
    define: ([image]) => define(image),
  };
}

/** The format of products. */
export function productOf(a: Format, b: Format): Format {
  return { integer: a.integer + b.integer, fraction: a.fraction + b.fraction };
}

/** The format of sums. */
export function sumOf(a: Format, b: Format): Format {
  return { integer: Math.max(a.integer, b.integer) + 1, fraction: Math.max(a.fraction, b.fraction) };
}

/** Layers that compute one element after the other. */
export const ELEMENTS = {
  cast: (choose, wish) =>
    single(choose, { wish, shape: drawShape(choose, choose.integer(2, 3)) }, (x) => {
      const type = drawNear(choose, formatOf(x.type));
      const shape = [count(x.shape)];
      return {
        type,
        shape,
        build: (b, node, name) => b.reshape(node, { name, shape }),
        define: (image) => convert(image, type, shape),
      };
    }),
  relu: (choose, wish) =>
    single(choose, { wish }, (x) => {
      const type = drawNear(choose, formatOf(x.type));
      return {
        type,
        build: (b, node, name) => b.relu(node, { name }),
        define: (image) => rectify(image, type),
      };
    }),
  rectifier: (choose, wish) =>
    single(choose, { wish }, (x) => {
      const weight = drawType(choose, { width: wish.parameter ?? [1, 16] });
      const type = drawNear(choose, productOf(formatOf(x.type), formatOf(weight)));
      const periods = [1, x.shape[x.shape.length - 1], count(x.shape)];
      const slopes = drawReals(choose, choose.of(periods), weight);
      return {
        type,
        precision: { weight: textOf(weight) },
        build: (b, node, name) => b.prelu(node, { name, slopes }),
        define: (image) => rectifyLeakily(image, { slopes, weight, result: type }),
      };
    }),
  clip: (choose, wish) =>
    single(choose, { wish }, (x) => {
      const type = drawNear(choose, formatOf(x.type));
      // Bounds that the result has the fraction bits of, so that no rounding of theirs is asked for.
      const unit = 2 ** -fractionOf(type);
      const largest = Math.min(40, Math.max(1, x.type.width + 2 + fractionOf(type) - fractionOf(x.type)));
      const bound = () => Number(choose.bigint(-(2n ** BigInt(largest)), 2n ** BigInt(largest))) * unit;
      const [min, max] = [bound(), bound()].sort((a, b) => a - b);
      const ends = choose.of([{ min, max }, { min, max: Infinity }, { min: -Infinity, max }]);
      return {
        type,
        build: (b, node, name) => b.clip(node, { name, ...ends }),
        define: (image) => clip(image, { ...ends, result: type }),
      };
    }),
  affine: (choose, wish) =>
    single(choose, { wish }, (x) => {
      const weight = drawType(choose, { width: wish.parameter ?? [1, 16] });
      const products = productOf(formatOf(x.type), formatOf(weight));
      const bias = drawNear(choose, products, { width: [1, 32], drop: [-3, 12], top: [0, 4] });
      const type = drawNear(choose, sumOf(products, formatOf(bias)));
      const channels = x.shape[x.shape.length - 1];
      const [scale, shift] = [drawReals(choose, channels, weight), drawReals(choose, channels, bias)];
      const types = { weight, bias, result: type };
      return {
        type,
        precision: { weight: textOf(weight), bias: textOf(bias) },
        build: (b, node, name) => b.batchNorm(node, { name, scale, shift }),
        define: (image) => scaleAndShift(image, { scale, shift, types }),
      };
    }),
  hard_sigmoid: (choose, wish) =>
    single(choose, { wish }, (x) => {
      const weight = drawNear(choose, { integer: 4 - formatOf(x.type).integer, fraction: 8 }, {
        width: wish.parameter ?? [2, 16],
        drop: [-6, 6],
        top: [0, 2],
      });
      const bias = drawNear(choose, { integer: 2, fraction: 8 }, {
        width: [2, 24],
        drop: [-12, 6],
        top: [0, 1],
      });
      const type = drawNear(choose, { integer: 2, fraction: choose.integer(0, 40) });
      const [[slope], [offset]] = [drawReals(choose, 1, weight), drawReals(choose, 1, bias)];
      const types = { weight, bias, result: type };
      return {
        type,
        precision: { weight: textOf(weight), bias: textOf(bias) },
        build: (b, node, name) => b.hardSigmoid(node, { name, slope, offset }),
        define: (image) => hardSigmoid(image, { slope, offset, types }),
      };
    }),
  threshold: (choose, wish) =>
    single(choose, { wish }, (x) => {
      const type = drawNear(choose, formatOf(x.type));
      // A number that samples have, one between two of theirs, or one beyond all.
      const unit = 2 ** -fractionOf(x.type);
      const [least, most] = endsOf(x.type).map(Number);
      const own = choose.of([least, 0, most, least + 1, most - 1]) * unit;
      const [threshold] = choose.of([[own], [own + unit / 2], [2 * least - 1], drawReals(choose, 1, x.type)]);
      return {
        type,
        build: (b, node, name) => b.thresholdedRelu(node, { name, threshold }),
        define: (image) => passBeyond(image, { threshold, result: type }),
      };
    }),
} as const satisfies Readonly<Record<string, Draw>>;
