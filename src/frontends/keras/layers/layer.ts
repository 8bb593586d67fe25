import type { LayerKind, ParameterTypes } from "../../../layers/mod.ts";
import type { RealTensor } from "../../../tensor/mod.ts";
import { channelsLast, type Emission, plainOrder, reorder } from "../../import/layout.ts";
import { Refusal } from "../../import/refusal.ts";
import type { Signal } from "../../import/signal.ts";
import type { KerasGeneration } from "../archives/archive.ts";
import type { KerasConfig } from "../config.ts";

export type { Emission } from "../../import/layout.ts";

/** Adds what a layer becomes for one of its calls and returns its result. */
export type Emit = (inputs: readonly Signal[], emission: Emission) => Signal;

/** A layer under import. */
export interface KerasLayer {
  readonly name: string;
  readonly className: string;
  readonly config: KerasConfig;
  /** See {@linkcode KerasGeneration}. */
  readonly generation: KerasGeneration;
  /** What training has quantised its kernel and bias to; its variables are quantised already. */
  readonly types?: ParameterTypes;
  /** The same of the first of the two kernels of a separable convolution. */
  readonly depthwiseTypes?: ParameterTypes;
  /**
   * Its variables in the order that it makes them.
   * @throws {Refusal} if the file has not as many.
   */
  readonly variables: () => readonly RealTensor[];
  /**
   * Variables of an object that the layer holds under a path of names.
   * @throws {Refusal} if the file has not as many.
   */
  readonly attribute: (path: readonly string[], variables: readonly string[]) => readonly RealTensor[];
  /**
   * The one layer inside a wrapper.
   * @throws {Refusal} if it is not supported.
   */
  readonly inner: (classes: readonly string[]) => Emit;
  /** Notes something that does not stop the import. */
  readonly warn: (note: string) => void;
}

/** How layers of a class are imported. */
export interface KerasOperator {
  /** The kinds that it can become. */
  readonly kinds: readonly LayerKind[];
  /** What of it is refused, in one short phrase. */
  readonly limits?: string;
  /**
   * Checks configuration and weights, so that one message names everything that is wrong with a model, and returns
   * what each call adds.
   * @throws {Refusal} if they are not supported.
   */
  readonly read: (layer: KerasLayer) => Emit;
}

/**
 * The tensor of a call that has one.
 * @throws {Refusal} if there are several.
 */
export function only(inputs: readonly Signal[]): Signal {
  if (inputs.length !== 1) throw new Refusal(`it reads ${inputs.length} tensors, expected 1`);
  return inputs[0];
}

/** Lays a map out as its data format says: channels behind the spatial axes, of which there are `rank`. */
export type Arrange = (signal: Signal, emission: Emission) => Signal;

/** How a layer with the key `data_format` lays its input out. */
export function arrangement({ config }: KerasLayer, rank: number): Arrange {
  const first = config.word("data_format", ["channels_last", "channels_first"], "channels_last");
  const order = first === "channels_first" ? channelsLast(rank + 1) : plainOrder(rank + 1);
  return (signal, emission) => {
    if (signal.shape.length !== rank + 1) {
      throw new Refusal(`it reads samples of shape [${signal.shape}], expected ${rank + 1} axes`);
    }
    return reorder(signal, order, emission);
  };
}

/** An axis of a signal from one that counts the sample axis, or from the end if it is negative. */
export function axisOf(axis: number, { shape }: Signal): number {
  const found = axis < 0 ? axis + shape.length : axis - 1;
  if (found >= 0 && found < shape.length) return found;
  throw new Refusal(`its axis ${axis} is the sample axis or none of a sample of shape [${shape}]`);
}

/**
 * Checks the shape of a variable; `null` stands for a size that follows from the input.
 * @throws {Refusal} naming both shapes.
 */
export function checkShape(
  { shape }: RealTensor,
  expected: readonly (number | null)[],
  what: string,
): void {
  if (shape.length === expected.length && shape.every((size, i) => size === (expected[i] ?? size))) return;
  const shown = expected.map((size) => size ?? "any").join(", ");
  throw new Refusal(`its ${what} has shape [${shape}] in the file, expected [${shown}]`);
}

/** Adds the layers of an activation, the first of them under the name of the emission. */
export type Activate = (signal: Signal, emission: Emission) => Signal;
