import { createDesign } from "../../src/design/mod.ts";
import { importModel } from "../../src/frontends/mod.ts";
import { encodeInputs, simulate } from "../../src/simulate/mod.ts";
import { compiledDesign } from "../../src/simulate/wasm/simulator.ts";
import type { NdArray } from "../../src/tensor/mod.ts";
import { measure, type Subject } from "./measure.ts";
import { onnxRuntimeRunner } from "./onnx_runtime.ts";

/** What is measured of a whole network. */
export interface NetworkFigures {
  /** With data in and out. */
  readonly imagesPerSecond: number;
  /** Of the stages alone. */
  readonly imagesPerSecondKernels: number;
  /** How many times faster than ONNX Runtime's float32 on one thread, data in and out included. */
  readonly timesOnnxRuntime: number;
  /** Part of the time of all stages that each of them takes. */
  readonly shares: readonly { readonly stage: string; readonly path: string; readonly share: number }[];
}

/** Measures a network of one input, on images `(samples, ...shape)` in its own layout. */
export async function measureNetwork(
  file: string,
  images: NdArray,
  { rounds }: { readonly rounds: number },
): Promise<NetworkFigures> {
  const design = createDesign(await importModel(file));
  const { program, machine } = compiledDesign(design);
  const [x] = encodeInputs(design, new Map([["", images]]));
  const samples = images.shape[0];
  machine.write(design.inputs[0].tensor, x.data.subarray(0, x.data.length / samples));
  const input = { name: design.model.inputs[0].name, shape: images.shape };
  const runtime = await onnxRuntimeRunner(await Deno.readFile(file), input);
  const stages = program.stages.map(({ stage }, index): Subject => ({
    name: `stage ${stage.name}`,
    run(times) {
      for (let i = 0; i < times; i++) machine.runStage(index);
    },
  }));
  const repeated = (name: string, run: () => unknown): Subject => ({
    name,
    async run(times) {
      for (let i = 0; i < times; i++) await run();
    },
  });
  const times = await measure([
    ...stages,
    repeated("simulate", () => simulate(design, images)),
    repeated("kernels", () => machine.run()),
    repeated("ort", runtime),
  ], { rounds, milliseconds: 8 });
  const inStages = stages.reduce((sum, { name }) => sum + times.get(name)!, 0);
  return {
    imagesPerSecond: Math.round(samples * 1000 / times.get("simulate")!),
    imagesPerSecondKernels: Math.round(1000 / times.get("kernels")!),
    timesOnnxRuntime: times.get("ort")! / times.get("simulate")!,
    shares: program.stages.map(({ stage, path }, i) => ({
      stage: stage.name,
      path,
      share: times.get(stages[i].name)! / inStages,
    })),
  };
}
