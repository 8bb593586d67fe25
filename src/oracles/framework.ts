import { InterlaceError } from "../base/errors.ts";
import { fetchProblem, type LatePackage } from "../base/packages.ts";
import type { Port } from "../model/mod.ts";
import { type NdArray, sizeOf } from "../tensor/mod.ts";
import { OracleDisagreement, OracleRefusal } from "./refusal.ts";
import type { Samples } from "./samples.ts";

/** What a framework made of one batch for one tensor. */
export interface BatchResult {
  /** `(batch, ...sourceShape)` if all is well. */
  readonly shape: readonly number[];
  /** All numbers, row-major; null if they are of a type that cannot be compared. */
  readonly numbers: Float64Array | null;
}

/** Turns what a framework throws into a refusal; what is one already stays as it is. */
export async function attempt<T>(action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof OracleRefusal || cause instanceof OracleDisagreement) throw cause;
    throw new OracleRefusal({ reason: cause instanceof Error ? cause.message : String(cause) }, { cause });
  }
}

/** Loads a framework, which the first call fetches. */
export async function loadFramework<T>({ specifier }: LatePackage, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new OracleRefusal({
      reason:
        `it cannot be loaded (${specifier} is fetched once; check the network and Deno's permissions): ${
          fetchProblem(cause instanceof InterlaceError ? cause.cause : cause) ?? cause
        }`,
    }, { cause });
  }
}

/** Tensors that a framework is asked for. */
export interface Wanted<Tensor extends Port> {
  readonly tensors: readonly Tensor[];
  /** How many of the first samples. */
  readonly samples: number;
}

/**
 * Runs samples, a batch a call.
 *
 * @param call Results for the batch from sample `first` on: those of the outputs, then those of inner tensors that are
 * wanted of it, each in the order in which they are named.
 * @returns Arrays `(samples, ...sourceShape)` for the outputs and for the inner tensors, in their order, without those
 * of repeated samples; null for an inner tensor of a type that cannot be compared.
 * @throws {OracleRefusal} for an output of such a type.
 * @throws {OracleDisagreement} for a tensor of another shape than the imported one.
 */
export async function runBatches<Tensor extends Port>(
  samples: Samples,
  wanted: { readonly outputs: readonly Port[]; readonly inner: Wanted<Tensor> },
  call: (first: number, inner: readonly Tensor[]) => Promise<readonly BatchResult[]>,
): Promise<{ readonly outputs: readonly NdArray[]; readonly inner: readonly (NdArray | null)[] }> {
  const outputs = wanted.outputs.map((port) => new Collector(port, samples.count));
  const innerCount = Math.min(samples.count, wanted.inner.samples);
  const inner = wanted.inner.tensors.map((port) => new Collector(port, innerCount));
  for (let first = 0; first < samples.count; first += samples.batch) {
    const tensors = first < innerCount ? wanted.inner.tensors : [];
    const results = await call(first, tensors);
    const batch = { first, size: samples.batch };
    outputs.forEach((collector, i) => {
      if (collector.take(results[i], batch)) return;
      const reason = `its output "${collector.port.name}" is of a type that cannot be compared here`;
      throw new OracleRefusal({ reason });
    });
    tensors.forEach((_, i) => void inner[i].take(results[outputs.length + i], batch));
  }
  return {
    outputs: outputs.map(({ array }) => array),
    inner: inner.map(({ array, isComplete }) => isComplete ? array : null),
  };
}

/** One tensor, gathered batch by batch. */
class Collector {
  readonly array: NdArray;
  /** Whether all of it could be read so far. */
  isComplete = true;

  constructor(readonly port: Port, readonly count: number) {
    const shape = [count, ...port.sourceShape];
    this.array = { shape, data: new Float64Array(sizeOf(shape)) };
  }

  take(
    { shape, numbers }: BatchResult,
    { first, size }: { readonly first: number; readonly size: number },
  ): boolean {
    const { name, sourceShape } = this.port;
    const expected = [size, ...sourceShape];
    if (shape.join() !== expected.join()) {
      throw new OracleDisagreement(
        `it gives "${name}" the shape (${shape.join(", ")}), the imported model (${expected.join(", ")})`,
      );
    }
    this.isComplete &&= numbers !== null;
    if (numbers === null) return false;
    const length = sizeOf(sourceShape);
    const kept = Math.min(size, this.count - first);
    this.array.data.set(numbers.subarray(0, kept * length), first * length);
    return true;
  }
}
