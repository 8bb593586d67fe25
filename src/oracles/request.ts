import type { Model, ModelSource, SourceTensor } from "../model/mod.ts";
import type { NdArray } from "../tensor/mod.ts";

/** What an oracle is asked to run. */
export interface OracleRequest {
  readonly model: Model;
  readonly source: ModelSource;
  /** Shape `(samples, ...sourceShape)` in the source's own layout, by the name of the input; `""` for the only one. */
  readonly data: ReadonlyMap<string, NdArray>;
  /** How many of the first samples inner tensors are wanted of. */
  readonly innerSamples: number;
}

/** What a framework made of some data. */
export interface OracleRun {
  /** Tells it from the other answers. */
  readonly kind: "run";
  /** Name and version of the framework, and what was rewritten for it. */
  readonly oracle: string;
  /** Shape `(samples, ...sourceShape)` in the source's own layout, by the name of the output. */
  readonly outputs: ReadonlyMap<string, NdArray>;
  /** Tensors between inputs and outputs, `(samples, ...sourceShape)`, of as many of the first samples as were asked for. */
  readonly tensors: readonly InnerTensor[];
  /** The coarsest type of numbers between which it rounds. */
  readonly precision: OraclePrecision;
}

/** A tensor inside a model, as a framework computed it. */
export interface InnerTensor {
  /** Which it is: its name in the source, and the layer that stands for it. */
  readonly tensor: SourceTensor;
  /** Shape `(samples, ...sourceShape)`, in the source's own layout and numbers. */
  readonly array: NdArray;
}

/** A type of floating-point numbers. */
export interface OraclePrecision {
  /** As ONNX and NumPy call it. */
  readonly name: "float32" | "float16";
  /** From 1 to the next number: 2^−23 or 2^−10. */
  readonly epsilon: number;
}

/** The inner tensors that a request asks for; inputs and outputs of the model are none. */
export function innerTensors({ model, source, innerSamples }: OracleRequest): readonly SourceTensor[] {
  const ports = [...model.inputs, ...model.outputs];
  const isPort = ({ name, layer, beforeActivation }: SourceTensor) =>
    !beforeActivation && ports.some((port) => port.name === name && port.layer === layer);
  return innerSamples === 0 ? [] : source.tensors.filter((tensor) => !isPort(tensor));
}

/** The tensors at which a model was cut; null where its outputs are its own. */
export function cutOutputs({ outputs = [] }: ModelSource): readonly string[] | null {
  return outputs.length === 0 ? null : outputs;
}
