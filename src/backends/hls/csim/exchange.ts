import { InterlaceError } from "../../../base/mod.ts";
import type { Design } from "../../../design/mod.ts";
import type { StageCounts } from "../../family.ts";
import { type FixedTensor, type Mantissas, sizeOf } from "../../../tensor/mod.ts";
import type { Program } from "../../compile/compiler.ts";
import { countedStages } from "./harness.ts";

/** Samples of mantissas `[samples, ...shape]`, as many in every input. */
export function sampleCount(inputs: readonly FixedTensor[]): number {
  return inputs[0].shape[0];
}

/**
 * Runs a program on mantissas `[samples, ...shape]`, sample by sample all inputs in turn.
 * @returns The words that it wrote.
 */
export async function runProgram(
  program: Program,
  request: {
    readonly index: number;
    readonly inputs: readonly FixedTensor[];
    /** Words between the samples and the data: whether to use threads, and depths. */
    readonly streams: readonly number[];
  },
): Promise<BigInt64Array> {
  const { index, inputs, streams } = request;
  const samples = sampleCount(inputs);
  const sizes = inputs.map(({ data }) => data.length / samples);
  const words = new BigInt64Array(2 + streams.length + samples * sizes.reduce((sum, size) => sum + size, 0));
  words[0] = BigInt(index);
  words[1] = BigInt(samples);
  words.set(streams.map(BigInt), 2);
  let at = 2 + streams.length;
  for (let sample = 0; sample < samples; sample++) {
    inputs.forEach(({ data }, i) => {
      words.set(data.subarray(sample * sizes[i], (sample + 1) * sizes[i]), at);
      at += sizes[i];
    });
  }
  const { output } = await program.run(new Uint8Array(words.buffer));
  return new BigInt64Array(output.slice().buffer);
}

/**
 * What the words of a program say: tensors, counts, and with threads how full the FIFOs were.
 * @throws {InterlaceError} kind `failure` if they are not as many as the design has.
 */
export function readOutput(
  design: Design,
  words: BigInt64Array,
  { samples, threads }: { readonly samples: number; readonly threads: boolean },
) {
  const tensors = [...design.tensors.values()];
  const sizes = tensors.map((tensor) => sizeOf(tensor.shape));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const stages = countedStages(design);
  const countsAt = samples * total + 4 * stages.length;
  if (words.length !== countsAt + (threads ? tensors.length : 0)) {
    throw new InterlaceError(
      `Cannot read the output of the compiled "${design.name}": it has ${words.length} words`,
      { code: "program-failed", kind: "failure" },
    );
  }
  const outputs = new Map<string, FixedTensor>();
  let offset = 0;
  tensors.forEach((tensor, i) => {
    const { width, signed } = tensor.type;
    const data = new BigInt64Array(samples * sizes[i]) as Mantissas;
    for (let sample = 0; sample < samples; sample++) {
      data.set(
        words.subarray(sample * total + offset, sample * total + offset + sizes[i]),
        sample * sizes[i],
      );
    }
    if (signed && width < 64) {
      for (let k = 0; k < data.length; k++) data[k] = BigInt.asIntN(width, data[k]);
    }
    outputs.set(tensor.name, { shape: [samples, ...tensor.shape], type: tensor.type, data });
    offset += sizes[i];
  });
  const counts = new Map(stages.map((stage, i): [string, StageCounts] => {
    const [iterations, reads, writes, multiplications] = words.subarray(samples * total + 4 * i).subarray(
      0,
      4,
    );
    return [stage.name, {
      iterations: Number(iterations),
      reads: Number(reads),
      writes: Number(writes),
      multiplications: Number(multiplications),
    }];
  }));
  const fills = new Map(
    words.subarray(countsAt).entries().map(([i, fill]) => [tensors[i].name, Number(fill)]),
  );
  return { tensors: outputs, counts, fills };
}
