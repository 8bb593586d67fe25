import { InterlaceError } from "../base/mod.ts";
import { checkInputs } from "../design/check_inputs.ts";
import type { Design } from "../design/mod.ts";
import type { FixedTensor, NdArray } from "../tensor/mod.ts";
import { decodeOutputs, encodeInputs } from "./ports.ts";
import { canShare, startPool } from "./threads/pool.ts";
import { compiledDesign, emptyTensors, runSamples } from "./wasm/simulator.ts";
import { checkIsDesign } from "../design/check_handed.ts";

/** Options of {@linkcode openSimulator}. */
export interface SimulatorOptions {
  /** Workers that share the samples; the results are the same for any number. Default 1: no worker at all. */
  readonly threads?: number;
}

/**
 * Options of {@linkcode simulateTensors}.
 *
 * @category Simulation
 */
export interface SimulateOptions extends SimulatorOptions {
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
  return Promise.try(async () => {
    const simulator = openSimulator(design, options);
    try {
      return await simulator.run(inputs, options);
    } finally {
      simulator.close();
    }
  });
}

/** Scripts in JavaScript may give anything. */
function checkArray(name: string, array: unknown): void {
  const fits = typeof array === "object" && array !== null && "shape" in array &&
    Array.isArray(array.shape) &&
    "data" in array && ArrayBuffer.isView(array.data);
  if (fits) return;
  const what = name === "" ? "the data" : `the data of input "${name}"`;
  throw new InterlaceError(`Cannot simulate: ${what} are no array with a shape and numbers`, {
    code: "data-mismatch",
    place: { field: "data" },
    hint:
      "Give { shape: [samples, …], data: Float64Array.of(…) }, or a Map of such arrays by the name of the input.",
  });
}

/**
 * A design that is ready to simulate batch after batch.
 *
 * @category Simulation
 */
export interface Simulator {
  /** As {@linkcode simulateTensors}. */
  readonly run: (
    inputs: readonly FixedTensor[],
    options?: Pick<SimulateOptions, "tensors">,
  ) => Promise<ReadonlyMap<string, FixedTensor>>;
  /** Ends its workers; must be called, or the process goes on. */
  readonly close: () => void;
}

/**
 * Makes a simulator that keeps its workers from one batch to the next.
 *
 * @throws {InterlaceError} if the number of threads is none.
 * @category Simulation
 */
export function openSimulator(design: Design, { threads = 1 }: SimulatorOptions = {}): Simulator {
  checkIsDesign("simulate", design);
  if (!Number.isSafeInteger(threads) || threads < 1) {
    throw new InterlaceError(`Cannot simulate on ${threads} threads: it is not a positive integer`, {
      code: "option-invalid",
      place: { field: "threads" },
    });
  }
  const compiled = compiledDesign(design);
  const pool = threads > 1 && canShare(compiled) ? startPool(design, compiled, threads) : null;
  return {
    async run(inputs, options = {}) {
      checkInputs(design, inputs);
      const names = options.tensors === "outputs"
        ? design.outputs.map(({ tensor }) => tensor)
        : [...design.tensors.keys()];
      return pool === null ? simulateHere(design, inputs, names) : await pool.run(inputs, names);
    },
    close: () => pool?.close(),
  };
}

/**
 * The outputs of a design, bit for bit, computed in this thread and before the call returns.
 *
 * @param inputs As for {@linkcode simulateTensors}.
 * @returns Tensors `[samples, ...shape]`, channels last, in the order of the design's outputs.
 * @throws {InterlaceError} as {@linkcode simulateTensors} does.
 */
export function simulateOutputs(design: Design, inputs: readonly FixedTensor[]): readonly FixedTensor[] {
  checkIsDesign("simulate", design);
  checkInputs(design, inputs);
  const names = design.outputs.map(({ tensor }) => tensor);
  const tensors = simulateHere(design, inputs, names);
  return names.map((name) => tensors.get(name)!);
}

function simulateHere(
  design: Design,
  inputs: readonly FixedTensor[],
  names: readonly string[],
): ReadonlyMap<string, FixedTensor> {
  const samples = inputs[0].shape[0];
  const outputs = emptyTensors(design, { names, samples });
  runSamples(design, compiledDesign(design).machine, { inputs, outputs, from: 0, to: samples });
  return outputs;
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
 * @category Simulation
 */
export async function simulate(
  design: Design,
  data: NdArray | ReadonlyMap<string, NdArray>,
): Promise<ReadonlyMap<string, NdArray>> {
  checkIsDesign("simulate", design);
  const arrays = data instanceof Map ? data : new Map([["", data]]);
  for (const [name, array] of arrays) checkArray(name, array);
  return decodeOutputs(
    design,
    await simulateTensors(design, encodeInputs(design, arrays), { tensors: "outputs" }),
  );
}
