/**
 * Tensors and the files that hold them.
 *
 * @module
 */
export * from "./tensor.ts";
export { intervalOfTensor } from "./interval.ts";
export type { IntegerNdArray, NdArray } from "./ndarray.ts";
export * from "./half.ts";
export { formatNpy, type NpyLimits, type NpyOptions, parseNpy } from "./npy.ts";
export { formatNpz, type NpzLimits, parseNpz } from "./npz.ts";
export { parseDelimited } from "./text.ts";
export { parseDataFile } from "./data.ts";
export { type RangeInType, rangeInType } from "./range_in_type.ts";
