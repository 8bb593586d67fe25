import { InterlaceError } from "../base/errors.ts";
import { type FixedType, sizeDefect } from "../fixed/mod.ts";
import type { Shape } from "../tensor/mod.ts";
import type { Primitive } from "./primitives/primitive.ts";
import type { Layer } from "./layer.ts";

/** What a layer kind knows of itself; everybody else asks here instead of branching on `kind`. */
export interface LayerDefinition<L extends Layer> {
  /** Its own key in {@linkcode LAYERS}. */
  readonly kind: L["kind"];
  /** One line for documentation. */
  readonly summary: string;
  /** The name under which `LayerType` addresses the layer in a configuration: Keras's class name. */
  readonly typeName: (layer: L) => string;
  /**
   * Shape of the output, channels last.
   * @throws {InterlaceError} if the layer does not fit its inputs.
   */
  readonly outputShape: (layer: L, inputs: readonly Shape[]) => Shape;
  /** The layer's mathematics on inputs of these shapes, which `outputShape` has accepted. */
  readonly primitive: (layer: L, inputs: readonly Shape[]) => Primitive;
}

/**
 * Checks the fixed-point types that a layer names.
 * @throws {InterlaceError} for one whose number of bits is not supported.
 */
export function checkTypes(layer: Layer, types: readonly (FixedType | undefined)[]): void {
  for (const type of types) {
    const defect = type && sizeDefect(type);
    if (defect) throw layerError(layer, `a type of it is not valid: ${defect.finding}`, defect.hint);
  }
}

/** Whether training has quantised parameters of a layer. */
export function hasTypes(layer: Layer): boolean {
  return "types" in layer && (layer.types?.weights !== undefined || layer.types?.bias !== undefined);
}

/** An error about a layer that does not fit what it reads. */
export function layerError(layer: Layer, problem: string, hint?: string): InterlaceError {
  return new InterlaceError(`Cannot build layer "${layer.name}" (${layer.kind}): ${problem}`, {
    code: "layer-invalid",
    place: { layer: layer.name },
    hint,
  });
}

/**
 * The only input shape of a layer that reads one tensor.
 * @throws {InterlaceError} if there is none or more than one.
 */
export function onlyInput(layer: Layer, inputs: readonly Shape[]): Shape {
  if (inputs.length !== 1) throw layerError(layer, `it reads ${inputs.length} tensors, expected 1`);
  return inputs[0];
}

/**
 * Checks that an array of layer parameters is finite and has one of the expected lengths.
 * @throws {InterlaceError} naming the field and the offending element.
 */
export function checkParameter(
  layer: Layer,
  parameter: {
    readonly field: string;
    readonly values: ArrayLike<number>;
    readonly lengths: readonly number[];
  },
): void {
  const { field, values, lengths } = parameter;
  if (!lengths.includes(values.length)) {
    throw layerError(layer, `${field} has ${values.length} values, expected ${lengths.join(" or ")}`);
  }
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw layerError(layer, `${field} holds ${values[i]} at element ${i}`, "Retrain or repair the model.");
    }
  }
}
