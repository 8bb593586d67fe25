import { InterlaceError } from "../base/mod.ts";
import type { Design } from "../design/mod.ts";
import { printFixedType } from "../fixed/mod.ts";
import { type FixedTensor, type NdArray, sizeOf } from "../tensor/mod.ts";
import { decodeOutputs, encodeInputs } from "./ports.ts";
import { compiledDesign, emptyTensors, runSamples } from "./wasm/simulator.ts";

/** Options of {@linkcode simulateTensors}. */
export interface SimulateOptions {
  /** Which tensors to return: every one (the default), or those of the design's outputs. */
  readonly tensors?: "all" | "outputs";
}

/**
 * Simulates a design bit for bit.
 *
 * @param inputs One tensor of mantissas `[samples, ...shape]` for each input of the design, in its order, channels
 * last, as `encodeInputs` makes them.
 * @returns The tensors by name, `[samples, ...shape]`, channels last.
 * @throws {InterlaceError} if the inputs are not as many, or not of the shapes and types, that the design has.
 */
export function simulateTensors(
  design: Design,
  inputs: readonly FixedTensor[],
  options: SimulateOptions = {},
): Promise<ReadonlyMap<string, FixedTensor>> {
  return Promise.try(() => {
    checkInputs(design, inputs);
    const samples = inputs[0].shape[0];
    const names = options.tensors === "outputs" ? design.outputs.map(({ tensor }) => tensor) : design.tensors.keys();
    const outputs = emptyTensors(design, { names, samples });
    runSamples(design, compiledDesign(design).machine, { inputs, outputs, from: 0, to: samples });
    return outputs;
  });
}

/**
 * What the hardware of a design computes, bit for bit.
 *
 * @param data Shape `(samples, ...shape)` in the source model's own layout: the array of the only input, or arrays
 * by input name.
 * @returns The outputs by name, of shape `(samples, ...shape)` in the source model's own layout.
 * @throws {InterlaceError} if the data do not fit the model's inputs, or hold NaN or an infinity.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createDesign } from "../design/mod.ts";
 * import { buildModel } from "../model/mod.ts";
 * import { simulate } from "./simulate.ts";
 *
 * const model = buildModel("tiny", (b) => b.relu(b.input({ features: 2 })));
 * const design = createDesign(model, { precision: "ap_fixed<8,4>" });
 * const outputs = await simulate(design, { shape: [1, 2], data: Float64Array.of(-1, 0.1) });
 * assertEquals(outputs.get("relu_1")?.data, Float64Array.of(0, 0.0625));
 * ```
 */
export async function simulate(
  design: Design,
  data: NdArray | ReadonlyMap<string, NdArray>,
): Promise<ReadonlyMap<string, NdArray>> {
  const arrays = "shape" in data ? new Map([["", data]]) : data;
  return decodeOutputs(design, await simulateTensors(design, encodeInputs(design, arrays), { tensors: "outputs" }));
}

function checkInputs(design: Design, inputs: readonly FixedTensor[]): void {
  if (inputs.length !== design.inputs.length) {
    throw new InterlaceError(
      `Cannot simulate "${design.name}": it was given ${inputs.length} inputs, it has ${design.inputs.length}`,
    );
  }
  inputs.forEach(({ shape, type, data }, i) => {
    const tensor = design.tensors.get(design.inputs[i].tensor)!;
    const expected = [inputs[0].shape[0], ...tensor.shape];
    if (shape.join() !== expected.join() || data.length !== sizeOf(shape)) {
      throw new InterlaceError(
        `Cannot simulate "${design.name}": input "${tensor.name}" has shape [${shape}], expected [${expected}]`,
      );
    }
    if (printFixedType(type) !== printFixedType(tensor.type)) {
      throw new InterlaceError(
        `Cannot simulate "${design.name}": input "${tensor.name}" is of type ${
          printFixedType(type)
        }, expected ` +
          printFixedType(tensor.type),
      );
    }
  });
}
