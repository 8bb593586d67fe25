import { InterlaceError } from "../base/mod.ts";
import type { Model, ModelSource } from "../model/mod.ts";
import { type NdArray, sizeOf } from "../tensor/mod.ts";
import type { Samples } from "./samples.ts";

/** A framework that runs a model, as its errors name the two. */
export interface Framework {
  /** As its makers call it. */
  readonly name: string;
  /** Package that holds it, for the hint where it cannot be loaded. */
  readonly npm: string;
  readonly source: ModelSource;
}

/** What a framework made of one batch for one output. */
export interface BatchResult {
  /** `(batch, ...sourceShape)` if all is well. */
  readonly shape: readonly number[];
  /**
   * All numbers, row-major.
   * @throws {InterlaceError} if they are of a type that cannot be compared.
   */
  readonly numbers: () => Float64Array;
}

/** A negative answer of a framework. */
export function refusal({ name, source: { main } }: Framework, problem: string): InterlaceError {
  return new InterlaceError(`Cannot run ${main} in ${name}: ${problem}`, {
    kind: "failure",
    place: { file: main },
  });
}

/** Turns what a framework throws into a negative answer. */
export async function attempt<T>(
  { name, source: { main } }: Framework,
  action: () => T | Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    throw new InterlaceError(`Cannot run ${main} in ${name}: it refuses the model`, {
      kind: "failure",
      place: { file: main },
      details: [cause instanceof Error ? cause.message : String(cause)],
      cause,
    });
  }
}

/** Loads a framework, which the first call fetches. */
export async function loadFramework<T>(
  { name, npm, source: { main } }: Framework,
  load: () => Promise<T>,
): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new InterlaceError(`Cannot run ${main} in ${name}: it cannot be loaded`, {
      kind: "failure",
      details: [String(cause)],
      hint: `npm:${npm} is fetched once; check the network and Deno's permissions.`,
      cause,
    });
  }
}

/**
 * Runs all samples, a batch a call.
 *
 * @param call Results for the batch from sample `first` on, in the order of the model's outputs.
 * @returns Shape `(samples, ...sourceShape)`, by the name of the output, without those of repeated samples.
 * @throws {InterlaceError} of kind `"failure"` if a result has another shape than the model's output.
 */
export async function runBatches(
  framework: Framework,
  { model, samples }: { readonly model: Model; readonly samples: Samples },
  call: (first: number) => Promise<readonly BatchResult[]>,
): Promise<ReadonlyMap<string, NdArray>> {
  const outputs = model.outputs.map((port) => {
    const shape = [samples.count, ...port.sourceShape];
    return { port, array: { shape, data: new Float64Array(sizeOf(shape)) } };
  });
  for (let first = 0; first < samples.count; first += samples.batch) {
    const results = await call(first);
    for (const [i, { port, array }] of outputs.entries()) {
      const { shape, numbers } = results[i];
      const expected = [samples.batch, ...port.sourceShape];
      if (shape.join() !== expected.join()) {
        throw refusal(
          framework,
          `it gives output "${port.name}" the shape (${shape.join(", ")}), expected (${expected.join(", ")})`,
        );
      }
      const size = sizeOf(port.sourceShape);
      const kept = Math.min(samples.batch, samples.count - first);
      array.data.set(numbers().subarray(0, kept * size), first * size);
    }
  }
  return new Map(outputs.map(({ port, array }) => [port.name, array]));
}
