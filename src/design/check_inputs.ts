import { InterlaceError } from "../base/mod.ts";
import { printFixedType } from "../fixed/mod.ts";
import { type FixedTensor, sizeOf } from "../tensor/mod.ts";
import type { Design } from "./plans/plan.ts";
import { tensorOf } from "./stage_tensors.ts";

/**
 * Checks that a design can be simulated on some tensors.
 *
 * @param inputs Mantissas `[samples, ...shape]`, one tensor an input of the design.
 * @throws {InterlaceError} if they are not as many, or not of the shapes and types, that the design has.
 */
export function checkInputs(design: Design, inputs: readonly FixedTensor[]): void {
  if (inputs.length !== design.inputs.length) {
    throw new InterlaceError(
      `Cannot simulate "${design.name}": it was given ${inputs.length} inputs, it has ${design.inputs.length}`,
      { code: "data-mismatch" },
    );
  }
  inputs.forEach(({ shape, type, data }, i) => {
    const tensor = tensorOf(design, design.inputs[i].tensor);
    const expected = [inputs[0].shape[0], ...tensor.shape];
    if (shape.join() !== expected.join() || data.length !== sizeOf(shape)) {
      throw new InterlaceError(
        `Cannot simulate "${design.name}": input "${tensor.name}" has shape [${shape}], expected [${expected}]`,
        { code: "data-mismatch" },
      );
    }
    if (printFixedType(type) !== printFixedType(tensor.type)) {
      throw new InterlaceError(
        `Cannot simulate "${design.name}": input "${tensor.name}" is of type ${
          printFixedType(type)
        }, expected ` +
          printFixedType(tensor.type),
        { code: "data-mismatch" },
      );
    }
  });
}
