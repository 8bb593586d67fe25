import { encodeInputs, simulate } from "../../src/simulate/mod.ts";
import { compiledDesign } from "../../src/simulate/wasm/simulator.ts";
import { measure, type Subject } from "../support/measure.ts";
import { type Network, networkDesign, networkInputs, NETWORKS } from "../support/networks.ts";
import { onnxRuntimeRunner } from "../support/onnx_runtime.ts";
import { asyncSubject, kernelSubject, peakSubject } from "../support/subjects.ts";

/** What is measured of a network. */
export interface NetworkFigures {
  readonly network: string;
  readonly batch: number;
  /** From float64 in the source's layout to the same, by `simulate()` on one thread. */
  readonly imagesPerSecond: number;
  /** The kernels alone. */
  readonly imagesPerSecondKernels: number;
  /** How many times faster `simulate()` is than ONNX Runtime's float32 on one thread with the same batch. */
  readonly timesOnnxRuntime: number;
  /** Of the time of all stages. */
  readonly shares: readonly { readonly stage: string; readonly path: string; readonly share: number }[];
}

/** All networks. */
export async function measureNetworks(): Promise<readonly NetworkFigures[]> {
  const figures = [];
  for (const network of NETWORKS) figures.push(await measureNetwork(network));
  return figures;
}

async function measureNetwork(network: Network): Promise<NetworkFigures> {
  const design = await networkDesign(network);
  const images = await networkInputs(network, design);
  const { program, machine } = compiledDesign(design);
  // Real data for the stages that are measured one by one.
  encodeInputs(design, images).forEach(({ data, shape }, i) =>
    machine.write(design.inputs[i].tensor, data.subarray(0, data.length / shape[0]))
  );
  machine.run();
  const runtime = await onnxRuntimeRunner(
    await Deno.readFile(network.model),
    [...images].map(([name, { shape }]) => ({ name, shape })),
  );
  const stages = program.stages.map(({ stage }, index): Subject => ({
    name: `stage ${stage.name}`,
    run(times) {
      for (let i = 0; i < times; i++) machine.runStage(index);
    },
  }));
  const speeds = await measure(peakSubject(), [
    ...stages,
    asyncSubject("simulate", () => simulate(design, images)),
    kernelSubject("kernels", design),
    asyncSubject("ort", runtime),
  ], { rounds: 41, milliseconds: 0.5 });
  const speed = (name: string) => speeds.get(name)!;
  const inStages = stages.reduce((sum, { name }) => sum + speed(name).timesReference, 0);
  return {
    network: network.name,
    batch: network.batch,
    imagesPerSecond: Math.round(network.batch * 1000 / speed("simulate").milliseconds),
    imagesPerSecondKernels: Math.round(1000 / speed("kernels").milliseconds),
    timesOnnxRuntime: speed("ort").timesReference / speed("simulate").timesReference,
    shares: program.stages.map(({ stage, path }) => ({
      stage: stage.name,
      path,
      share: speed(`stage ${stage.name}`).timesReference / inStages,
    })),
  };
}
