import { InterlaceError } from "../base/mod.ts";
import type { Design } from "../design/mod.ts";
import { type FixedTensor, type Mantissas, sizeOf } from "../tensor/mod.ts";
import { type Program, selectCompiler } from "./compiler.ts";
import { countedStages, type CsimDesign, type HarnessOptions, harnessSources } from "./harness.ts";

/** What a kernel did over all samples, counted inside the compiled C++. */
export interface KernelCounts {
  /** Iterations of its main loop. */
  readonly iterations: number;
  /** Beats read in stream mode. */
  readonly reads: number;
  /** Beats written in stream mode. */
  readonly writes: number;
  /** Multiplications with a weight of the layer, those with a padded element included. */
  readonly multiplications: number;
}

/** Outcome of a C simulation. */
export interface CsimResult {
  /** Every tensor of the design by name, `[samples, ...shape]`. */
  readonly tensors: ReadonlyMap<string, FixedTensor>;
  /** By stage name. */
  readonly counters: ReadonlyMap<string, KernelCounts>;
  /** Name and version, `g++ 12.2.0`. */
  readonly compiler: string;
  /** Wall-clock time; little where the program was found in the cache. */
  readonly compileSeconds: number;
  /** Wall-clock time of this run over all samples. */
  readonly runSeconds: number;
}

/** Options of {@linkcode compileDesigns} and {@linkcode runCsim}. */
export interface CsimOptions extends HarnessOptions {
  /** A compiler's command, `"wasm"`, or the first one found. */
  readonly compiler?: string;
  /** Told what takes long, once. */
  readonly notify?: (message: string) => void;
}

/** A compiled program of one or more designs. */
export interface CsimProgram {
  /** Name and version, `g++ 12.2.0`. */
  readonly compiler: string;
  /** Wall-clock time; little where the program was found in the cache. */
  readonly compileSeconds: number;
  /** Runs one of the designs on mantissas `[samples, ...shape]`, one tensor an input. */
  run(index: number, inputs: readonly FixedTensor[]): Promise<CsimResult>;
}

/**
 * Compiles the firmware of designs into one program for this host.
 *
 * @throws {InterlaceError} kind `failure` with the compiler's own message if it does not compile.
 */
export async function compileDesigns(
  designs: readonly CsimDesign[],
  options: CsimOptions = {},
): Promise<CsimProgram> {
  const compiler = await selectCompiler(options.compiler, { notify: options.notify });
  const program = await compiler.compile(harnessSources(designs, options));
  const { compileSeconds } = program;
  return {
    compiler: compiler.name,
    compileSeconds,
    async run(index, inputs) {
      const { design } = designs[index];
      const started = performance.now();
      const output = await runProgram(program, { index, inputs });
      const result = readOutput(design, output, sampleCount(inputs));
      return {
        ...result,
        compiler: compiler.name,
        compileSeconds,
        runSeconds: (performance.now() - started) / 1000,
      };
    },
  };
}

/**
 * Compiles and runs the C++ of one design: its own rendering, or the firmware of a project's files.
 *
 * @param inputs Mantissas `[samples, ...shape]`, channels last, one tensor an input of the design.
 * @throws {InterlaceError} kind `failure` if it does not compile or crashes.
 *
 * @example
 * ```ts
 * import { createDesign } from "../design/mod.ts";
 * import { buildModel } from "../model/mod.ts";
 * import { encodeInputs } from "../simulate/mod.ts";
 * import { runCsim } from "./mod.ts";
 *
 * const design = createDesign(buildModel("tiny", (b) => b.relu(b.input({ features: 2 }))));
 * const samples = { shape: [1, 2], data: Float64Array.of(-1, 0.5) };
 * const { tensors } = await runCsim(design, encodeInputs(design, new Map([["", samples]])));
 * tensors.get("relu_1")?.data; // 0 and 512: ap_fixed<16,6> has ten fraction bits
 * ```
 */
export async function runCsim(
  design: Design,
  inputs: readonly FixedTensor[],
  options: CsimOptions & { readonly project?: ReadonlyMap<string, string | Uint8Array> } = {},
): Promise<CsimResult> {
  const firmware = options.project && firmwareOf(options.project);
  return (await compileDesigns([{ design, firmware }], options)).run(0, inputs);
}

function firmwareOf(project: ReadonlyMap<string, string | Uint8Array>): ReadonlyMap<string, string> {
  const files = [...project].filter(([path]) => path.startsWith("firmware/"));
  return new Map(
    files.map((
      [path, contents],
    ) => [path, typeof contents === "string" ? contents : new TextDecoder().decode(contents)]),
  );
}

function sampleCount(inputs: readonly FixedTensor[]): number {
  return inputs[0].shape[0];
}

async function runProgram(
  program: Program,
  request: { readonly index: number; readonly inputs: readonly FixedTensor[] },
): Promise<BigInt64Array> {
  const { index, inputs } = request;
  const samples = sampleCount(inputs);
  const sizes = inputs.map(({ data }) => data.length / samples);
  const words = new BigInt64Array(2 + samples * sizes.reduce((sum, size) => sum + size, 0));
  words[0] = BigInt(index);
  words[1] = BigInt(samples);
  let at = 2;
  for (let sample = 0; sample < samples; sample++) {
    inputs.forEach(({ data }, i) => {
      words.set(data.subarray(sample * sizes[i], (sample + 1) * sizes[i]), at);
      at += sizes[i];
    });
  }
  const { output } = await program.run(new Uint8Array(words.buffer));
  return new BigInt64Array(output.slice().buffer);
}

function readOutput(design: Design, words: BigInt64Array, samples: number) {
  const tensors = [...design.tensors.values()];
  const sizes = tensors.map((tensor) => sizeOf(tensor.shape));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const stages = countedStages(design);
  if (words.length !== samples * total + 4 * stages.length) {
    throw new InterlaceError(
      `Cannot read the output of the compiled "${design.name}": it has ${words.length} words`,
      {
        kind: "failure",
      },
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
  const counters = new Map(stages.map((stage, i): [string, KernelCounts] => {
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
  return { tensors: outputs, counters };
}
