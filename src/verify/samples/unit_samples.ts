import { largest, smallest } from "../../base/numbers/extremes.ts";
import { type Design, tensorOf } from "../../design/mod.ts";
import { type RealRange, realRange } from "../../fixed/mod.ts";
import { type Model, primitiveOf } from "../../model/mod.ts";
import { type Random, seededRandom } from "../../simulate/mod.ts";
import { type NdArray, sizeOf } from "../../tensor/mod.ts";

/** Between two numbers, both included. */
export interface Range {
  /** The smallest. */
  readonly min: number;
  /** The largest, no less than `min`. */
  readonly max: number;
}

/** Steps to the largest magnitude that numbers of an input must be able to take at least, by its type or its quantiser. */
const LEAST_STEPS = { type: 8, quantiser: 64 };

/** Numbers lie on a grid of so many steps to the largest magnitude: all of them are exact in float16 and float32. */
const GRID = 2 ** 10;

/**
 * The range of each input, by its name, that figures in float are taken on: −1 to 1; less where its type or a quantiser
 * that reads it has less, more where their steps are so coarse that little would be left; of integers all.
 */
export function unitRanges(design: Design): ReadonlyMap<string, Range> {
  return new Map(design.inputs.map(({ index, tensor }) => {
    const port = design.model.inputs[index];
    const { type } = tensorOf(design, tensor);
    const quantiser = quantiserOf(design.model, port.layer);
    // The type of an input that only a quantiser reads is the quantiser's.
    const codes = quantiser ?? realRange(type);
    const steps = quantiser === null ? LEAST_STEPS.type : LEAST_STEPS.quantiser;
    const unit = quantiser === null && codes.step >= 1 ? Infinity : Math.max(1, steps * codes.step);
    return [port.name, { min: Math.max(codes.min, -unit), max: Math.min(codes.max, unit) }];
  }));
}

/**
 * What the quantiser that alone reads a tensor can tell apart, seen through factors and summands in front of it, and a
 * step more at both ends, where it saturates; null if there is none.
 */
function quantiserOf(model: Model, tensor: string): RealRange | null {
  let [name, scale, shift] = [tensor, 1, 0];
  for (;;) {
    const readers = model.layers.filter(({ inputs }) => inputs.includes(name));
    if (readers.length !== 1) return null;
    const [layer] = readers;
    const primitive = primitiveOf(model, layer);
    switch (primitive.kind) {
      case "quantize": {
        const { min, max, step } = realRange(primitive.type);
        const ends = [min - step, max + step].map((end) => (end - shift) / scale);
        return { min: smallest(ends), max: largest(ends), step: step / Math.abs(scale) };
      }
      case "affine": {
        const isOne = (values: Float64Array) => values.every((value) => value === values[0]);
        if (!isOne(primitive.scale) || !isOne(primitive.shift) || primitive.scale[0] === 0) return null;
        [scale, shift] = [scale * primitive.scale[0], shift * primitive.scale[0] + primitive.shift[0]];
        break;
      }
      case "view":
      case "permute":
        break;
      default:
        return null;
    }
    name = layer.name;
  }
}

/** Which samples to make. */
export interface UnitSampleOptions {
  readonly samples: number;
  readonly seed: number;
  readonly ranges: ReadonlyMap<string, Range>;
  /** Factor on the ranges. */
  readonly scale: number;
}

/** Random samples for every input of a model, uniform on a grid over its range, by its name in the source's layout. */
export function unitSamples(model: Model, options: UnitSampleOptions): ReadonlyMap<string, NdArray> {
  const { samples, seed, ranges, scale } = options;
  const random = seededRandom(seed);
  return new Map(model.inputs.map(({ name, sourceShape }) => {
    const draw = gridIn(scaled(ranges.get(name)!, scale), random);
    const shape = [samples, ...sourceShape];
    return [name, { shape, data: Float64Array.from({ length: sizeOf(shape) }, draw) }];
  }));
}

/** A range times a factor. */
export function scaled({ min, max }: Range, factor: number): Range {
  return { min: min * factor, max: max * factor };
}

function gridIn({ min, max }: Range, random: Random): () => number {
  const step = 2 ** Math.ceil(Math.log2(Math.max(Math.abs(min), Math.abs(max)))) / GRID;
  const [first, last] = [Math.ceil(min / step), Math.floor(max / step)];
  return () => (first + Math.floor(random.next() * (last - first + 1))) * step;
}
