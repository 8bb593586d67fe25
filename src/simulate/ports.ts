import { InterlaceError } from "../base/mod.ts";
import { type Design, tensorOf, type TensorPlan } from "../design/mod.ts";
import { type Port, shapeOf } from "../model/mod.ts";
import { type FixedTensor, type NdArray, type RealTensor, sizeOf } from "../tensor/mod.ts";
import { type AxisPermutation, permutedIndices } from "./permute.ts";
import { castReals, realsOf } from "./reals.ts";
import { checkIsDesign } from "../design/check_handed.ts";

/**
 * Brings samples of a port from its source's layout into the model's: channels last.
 *
 * @param array Shape `(samples, ...sourceShape)`.
 * @throws {InterlaceError} if it has another shape or no sample.
 */
export function toModelLayout(port: Port, array: NdArray): RealTensor {
  const [samples] = checkShape(port, array);
  return permuteReals({ shape: port.sourceShape, permutation: port.axes }, { samples, data: array.data });
}

/**
 * Brings samples of a port from the model's layout, `[samples, ...shape]`, into its source's. The inverse of
 * {@linkcode toModelLayout}.
 */
export function toSourceLayout(port: Port, tensor: RealTensor): NdArray {
  const shape = port.axes.map((axis) => port.sourceShape[axis]);
  const permutation = port.axes.map((_, axis) => port.axes.indexOf(axis));
  return permuteReals({ shape, permutation }, { samples: tensor.shape[0], data: tensor.data });
}

/**
 * Casts samples to the types of a design's inputs, exactly as `ap_fixed(double)` does.
 *
 * @param data One array of shape `(samples, ...sourceShape)` for every input, by its name in the source; `""`
 * names the only input.
 * @returns One tensor `[samples, ...shape]` of mantissas, channels last, for each of the design's inputs in its order.
 * @throws {InterlaceError} if an input is missing or unknown, for a wrong shape or a differing number of samples,
 * and for NaN or an infinity, naming input, sample and element.
 *
 * @example
 * ```ts
 * import { createDesign } from "../design/mod.ts";
 * import { buildModel } from "../model/mod.ts";
 * import { encodeInputs } from "./ports.ts";
 *
 * const model = buildModel("tiny", (b) => b.relu(b.input({ features: 2 })));
 * const design = createDesign(model, { precision: "ap_fixed<8,4>" });
 * const [x] = encodeInputs(design, new Map([["", { shape: [1, 2], data: Float64Array.of(1.5, -1) }]]));
 * x.data; // [24n, -16n]: in sixteenths
 * ```
 * @category Simulation
 */
export function encodeInputs(design: Design, data: ReadonlyMap<string, NdArray>): readonly FixedTensor[] {
  checkIsDesign("encode inputs", design);
  const ports = design.inputs.map(({ index }) => design.simplified.inputs[index]);
  const arrays = arraysOf(ports, data);
  const counts = new Set(arrays.map((array, i) => checkShape(ports[i], array)[0]));
  if (counts.size > 1) {
    throw new InterlaceError(`Cannot use the inputs: they have different numbers of samples`, {
      code: "data-mismatch",
      details: ports.map((port, i) => `"${port.name}" has ${arrays[i].shape[0]}`),
    });
  }
  return design.inputs.map(({ tensor }, i) => encode(tensorOf(design, tensor), ports[i], arrays[i]));
}

/**
 * The real numbers that a design's outputs stand for, in the source's layout.
 *
 * @param tensors At least the design's output tensors by name, `[samples, ...shape]`.
 * @returns Arrays of shape `(samples, ...sourceShape)` by the name of the output in the source.
 * @category Simulation
 */
export function decodeOutputs(
  design: Design,
  tensors: ReadonlyMap<string, FixedTensor>,
): ReadonlyMap<string, NdArray> {
  return new Map(design.outputs.map(({ index, tensor }) => {
    const port = design.simplified.outputs[index];
    const { shape, type, data } = tensors.get(tensor)!;
    // The tensor may hold the output under another shape: views share the data that they look at.
    const viewed = [shape[0], ...shapeOf(design.simplified, port.layer)];
    return [port.name, toSourceLayout(port, { shape: viewed, data: realsOf({ data, type }) })];
  }));
}

/** The array of every port, in their order. */
function arraysOf(ports: readonly Port[], data: ReadonlyMap<string, NdArray>): readonly NdArray[] {
  const only = ports.length === 1 ? data.get("") : undefined;
  const names = ports.map((port) => port.name);
  const unknown = [...data.keys()].filter((name) => !names.includes(name) && !(name === "" && only));
  const missing = names.filter((name) => !data.has(name) && !only);
  if (unknown.length > 0 || missing.length > 0 || (only && data.size > 1)) {
    throw new InterlaceError(`Cannot use the input data: they do not fit the model's inputs`, {
      code: "data-mismatch",
      details: [
        ...missing.map((name) => `input "${name}" has no data`),
        ...unknown.map((name) => name === "" ? "an array has no name" : `"${name}" is no input`),
        ...(only && data.size > 1 ? [`input "${names[0]}" was given twice`] : []),
      ],
      hint: `The inputs are ${names.map((name) => `"${name}"`).join(", ")}.`,
    });
  }
  return names.map((name) => only ?? data.get(name)!);
}

function checkShape(port: Port, { shape, data }: NdArray): readonly number[] {
  const problem = shapeProblem(port, shape);
  const refuse = (what: string, hint: string) =>
    new InterlaceError(`Cannot use data of shape (${shape.join(", ")}) for input "${port.name}": ${what}`, {
      code: "data-mismatch",
      place: { field: port.name },
      hint,
    });
  if (problem !== null) {
    const axes = ["N", ...port.sourceShape].join(", ");
    throw refuse(problem, `Give an array of shape (${axes}), N being the number of samples.`);
  }
  if (data.length !== sizeOf(shape)) {
    throw refuse(
      `it means ${sizeOf(shape)} numbers, there ${data.length === 1 ? "is" : "are"} ${data.length}`,
      "Give as many numbers as the product of the shape says.",
    );
  }
  return shape;
}

/** What is wrong with the shape of samples of a port; null if nothing is. */
function shapeProblem({ sourceShape }: Port, shape: readonly number[]): string | null {
  if (shape.join() === sourceShape.join()) return "that is one sample, without the axis of samples in front";
  if (shape[0] === 0) return "they have no sample";
  const isSame = shape.length === sourceShape.length + 1 && shape[0] >= 1 &&
    sourceShape.every((size, axis) => size === shape[axis + 1]);
  return isSame ? null : `its samples have shape (${sourceShape.join(", ")})`;
}

function encode(tensor: TensorPlan, port: Port, array: NdArray): FixedTensor {
  checkFinite(port, array);
  const { shape, data } = toModelLayout(port, array);
  return { shape, type: tensor.type, data: castReals(data, tensor.type) };
}

function checkFinite(port: Port, { data }: NdArray): void {
  let at = 0;
  while (at < data.length && Number.isFinite(data[at])) at++;
  if (at === data.length) return;
  const size = sizeOf(port.sourceShape);
  const element = port.sourceShape.map((length, axis) =>
    Math.floor((at % size) / sizeOf(port.sourceShape.slice(axis + 1))) % length
  );
  throw new InterlaceError(
    `Cannot cast input "${port.name}": element [${element}] of sample ${Math.floor(at / size)} is ${
      data[at]
    }`,
    { code: "data-invalid", place: { field: port.name }, hint: "Inputs must be finite numbers." },
  );
}

/** Permutes the axes of every sample. */
function permuteReals(
  axes: AxisPermutation,
  { samples, data }: { readonly samples: number; readonly data: Float64Array },
): RealTensor {
  const shape = [samples, ...axes.permutation.map((axis) => axes.shape[axis])];
  // Axes of one element may be anywhere: data of one channel need no copy.
  const moved = axes.permutation.filter((axis) => axes.shape[axis] > 1);
  if (moved.every((axis, i) => i === 0 || axis > moved[i - 1])) return { shape, data };
  const indices = permutedIndices(axes);
  const size = indices.length;
  const permuted = new Float64Array(samples * size);
  for (let first = 0; first < permuted.length; first += size) {
    for (let i = 0; i < size; i++) permuted[first + i] = data[first + indices[i]];
  }
  return { shape, data: permuted };
}
