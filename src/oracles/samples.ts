import { InterlaceError } from "../base/mod.ts";
import type { Model, Port } from "../model/mod.ts";
import { type NdArray, sizeOf } from "../tensor/mod.ts";
import { OracleRefusal } from "./refusal.ts";

/** Data for all inputs of a model, and how they are handed to its framework. */
export interface Samples {
  readonly count: number;
  /** Samples that the framework takes in a call. */
  readonly batch: number;
  /** By the name of the input. */
  readonly arrays: ReadonlyMap<string, NdArray>;
}

/**
 * Finds the data of every input and how many samples a call takes: as many as the model fixes, else one, which every
 * model can do.
 *
 * @throws {InterlaceError} if data are missing, differ in the number of samples or have another shape.
 * @throws {OracleRefusal} if the model's inputs fix different numbers of samples.
 */
export function collectSamples(model: Model, data: ReadonlyMap<string, NdArray>): Samples {
  const arrays = new Map(model.inputs.map((port) => [port.name, arrayOf(port, model, data)]));
  const counts = new Set([...arrays.values()].map((array) => array.shape[0]));
  const batches = new Set(model.inputs.flatMap((port) => port.batch ?? []));
  if (counts.size !== 1) {
    throw new InterlaceError(
      `Cannot run "${model.name}": its inputs were given different numbers of samples: ${
        [...counts].join(", ")
      }`,
      { code: "data-mismatch" },
    );
  }
  if (batches.size > 1) {
    const sizes = [...batches].join(", ");
    throw new OracleRefusal({ reason: `its inputs fix different numbers of samples a call: ${sizes}` });
  }
  const [count] = counts;
  const [batch = 1] = batches;
  return { count, batch, arrays };
}

function arrayOf(port: Port, model: Model, data: ReadonlyMap<string, NdArray>): NdArray {
  const array = data.get(port.name) ?? (model.inputs.length === 1 ? data.get("") : undefined);
  const expected = `(N, ${port.sourceShape.join(", ")})`;
  if (array === undefined) {
    throw new InterlaceError(`Cannot run "${model.name}": input "${port.name}" has no data`, {
      code: "data-mismatch",
      hint: `Give an array of shape ${expected}, N being the number of samples.`,
    });
  }
  const [count, ...shape] = array.shape;
  if (
    !(count >= 1) || shape.join() !== port.sourceShape.join() || array.data.length !== sizeOf(array.shape)
  ) {
    throw new InterlaceError(
      `Cannot run "${model.name}": the data of input "${port.name}" have shape (${
        array.shape.join(", ")
      }), ` +
        `expected ${expected}`,
      { code: "data-mismatch" },
    );
  }
  return array;
}

/** The samples of one call, from `first` on; past the end the last one is repeated. */
export function takeBatch(
  array: NdArray,
  { first, size }: { readonly first: number; readonly size: number },
): NdArray {
  const [count, ...shape] = array.shape;
  const length = sizeOf(shape);
  const data = new Float64Array(size * length);
  for (let i = 0; i < size; i++) {
    const from = Math.min(first + i, count - 1) * length;
    data.set(array.data.subarray(from, from + length), i * length);
  }
  return { shape: [size, ...shape], data };
}
