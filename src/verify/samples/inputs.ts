import { InterlaceError } from "../../base/errors.ts";
import { type NdArray, sizeOf } from "../../tensor/mod.ts";

/**
 * The first samples of every array.
 * @throws {InterlaceError} if an array has fewer.
 */
export function takeSamples(
  data: ReadonlyMap<string, NdArray>,
  samples: number,
): ReadonlyMap<string, NdArray> {
  return new Map([...data].map(([name, { shape, data }]) => {
    if (shape.length === 0 || shape[0] < samples) {
      throw new InterlaceError(`Cannot take ${samples} samples: ${name || "the data"} has ${shape[0] ?? 0}`, {
        code: "data-mismatch",
      });
    }
    return [name, {
      shape: [samples, ...shape.slice(1)],
      data: data.slice(0, samples * sizeOf(shape.slice(1))),
    }];
  }));
}
