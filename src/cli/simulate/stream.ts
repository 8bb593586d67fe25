import { InterlaceError } from "../../base/errors.ts";
import type { Design } from "../../design/mod.ts";
import { modelCosts } from "../../model/mod.ts";
import { decodeOutputs, encodeInputs, openSimulator } from "../../simulate/mod.ts";
import { type NdArray, sizeOf } from "../../tensor/mod.ts";
import { resolveDataBinding } from "../arguments/bindings.ts";
import type { InputOverflow } from "../verify/input_overflow.ts";
import type { CliIo } from "../terminal/io.ts";
import { createNpy, type NpyReader, openNpy } from "./npy_stream.ts";
import { progressBar } from "../terminal/progress.ts";

/** Multiplications below which starting workers takes longer than they save. */
const MIN_SHARED_WORK = 2e9;

/** Elements of inputs and outputs that are in memory at once. */
const CHUNK_ELEMENTS = 2 ** 21;

/** Least samples of a chunk: workers share them. */
const MIN_CHUNK = 16;

/** Threads for so many samples: as many as were asked for, else one a core where that pays. */
export function threadsFor(design: Design, { samples, asked }: {
  readonly samples: number;
  readonly asked: number | undefined;
}): number {
  const macs = [...modelCosts(design.simplified).values()].reduce((sum, cost) => sum + cost.macs, 0);
  return asked ?? (samples * macs < MIN_SHARED_WORK ? 1 : navigator.hardwareConcurrency);
}

/** A data set of one input, from which one output is computed. */
export interface StreamRequest {
  readonly design: Design;
  /** As `--data` was given. */
  readonly data: string;
  readonly output: string;
  readonly threads: number | undefined;
  /** Called with the path of the data before anything is written. */
  readonly check: (path: string) => Promise<void>;
  /** Sees the data. */
  readonly overflow: InputOverflow;
}

/**
 * Simulates a data set chunk by chunk, `.npy` to `.npy`, in constant memory.
 *
 * @returns The shape that was written; null, and nothing is done, where this is no plain `.npy` of the model's only
 * input.
 */
export async function simulateStream(request: StreamRequest, io: CliIo): Promise<readonly number[] | null> {
  const { design, output } = request;
  const { inputs, outputs } = design.model;
  if (inputs.length !== 1 || outputs.length !== 1 || !/\.npy$/i.test(output)) return null;
  const { name, path, array } = await resolveDataBinding(request.data);
  if (array !== "" || name !== "" && name !== inputs[0].name) return null;
  await using reader = await openNpy(path);
  // What does not fit the model gets its message from the way that reads files whole.
  const { sourceShape } = inputs[0];
  if (reader === null || reader.shape[0] === 0 || reader.shape.slice(1).join() !== sourceShape.join()) {
    return null;
  }
  await request.check(path);
  return await runStream(request, { reader, path }, io);
}

async function runStream(
  { design, output, threads, overflow }: StreamRequest,
  { reader, path }: { readonly reader: NpyReader; readonly path: string },
  io: CliIo,
): Promise<readonly number[]> {
  const [{ sourceShape }] = design.model.inputs;
  const [samples] = reader.shape;
  const shape = [samples, ...design.model.outputs[0].sourceShape];
  const perSample = sizeOf(sourceShape) + sizeOf(shape.slice(1));
  const chunk = Math.max(MIN_CHUNK, Math.floor(CHUNK_ELEMENTS / perSample));
  const simulator = openSimulator(design, { threads: threadsFor(design, { samples, asked: threads }) });
  const bar = await progressBar(io, Math.ceil(samples / chunk));
  using writer = await createNpy(output, shape);
  try {
    for (let from = 0; from < samples; from += chunk) {
      bar.step(`sample ${from} of ${samples}`);
      const data = await reader.read(chunk);
      const count = Math.min(chunk, samples - from);
      const array = { shape: [count, ...sourceShape], data };
      overflow.add(new Map([["", array]]));
      const tensors = await simulator.run(encode(design, array, { path, from }), { tensors: "outputs" });
      const [result] = decodeOutputs(design, tensors).values();
      await writer.write(result.data);
    }
    bar.step("done");
    await writer.finish();
  } finally {
    bar.stop();
    simulator.close();
  }
  return shape;
}

/** The mantissas of a chunk; messages about a sample say where in the file it is. */
function encode(
  design: Design,
  array: NdArray,
  { path, from }: { readonly path: string; readonly from: number },
) {
  try {
    return encodeInputs(design, new Map([["", array]]));
  } catch (error) {
    if (!(error instanceof InterlaceError) || from === 0) throw error;
    throw new InterlaceError(error.summary, {
      code: error.code,
      place: { file: path, ...error.place },
      details: [`its samples are counted from sample ${from} of the file`, ...error.details],
      hint: error.hint,
      cause: error,
    });
  }
}
