import type { Scaling, SourceTensor } from "../model/mod.ts";
import { toModelLayout, toSourceLayout } from "../simulate/mod.ts";
import { type NdArray, type RealTensor, sizeOf } from "../tensor/mod.ts";

/** A layer's tensor as the source has it: its layout, and its numbers. */
export function asInSource(tensor: SourceTensor, layer: RealTensor): NdArray {
  const array = toSourceLayout(tensor, layer);
  const { scaling } = tensor;
  if (scaling === undefined) return array;
  const { scale, shift, rectified } = scaling;
  return mapped(array, scaling, (x, i) => {
    const y = at(scale, i) * x + at(shift, i);
    return rectified ? Math.max(y, 0) : y;
  });
}

/** A tensor of the source as its layer has it; null where the source's numbers do not say what the layer's are. */
export function asInLayer(tensor: SourceTensor, array: NdArray): RealTensor | null {
  const { scaling } = tensor;
  if (scaling === undefined) return toModelLayout(tensor, array);
  const { scale, shift, rectified } = scaling;
  if (rectified || scale.includes(0)) return null;
  return toModelLayout(tensor, mapped(array, scaling, (y, i) => (y - at(shift, i)) / at(scale, i)));
}

function at(values: Float64Array, index: number): number {
  return values[values.length === 1 ? 0 : index];
}

/** Maps numbers, each with its index along the axis of a scaling. */
function mapped(
  { shape, data }: NdArray,
  { axis }: Scaling,
  map: (value: number, index: number) => number,
): NdArray {
  const inner = sizeOf(shape.slice(axis + 2));
  const length = shape[axis + 1];
  return { shape, data: data.map((value, i) => map(value, Math.floor(i / inner) % length)) };
}
