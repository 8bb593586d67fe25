import { createDesign, type Design } from "../../src/design/mod.ts";
import { importModel } from "../../src/frontends/mod.ts";
import { randomInputs } from "../../src/simulate/mod.ts";
import { type NdArray, parseNpy } from "../../src/tensor/mod.ts";

/** A whole network to measure: add one here. */
export interface Network {
  readonly name: string;
  /** ONNX file. */
  readonly model: string;
  /** `.npy` file of samples of its only input, repeated as needed; null for random ones. */
  readonly data: string | null;
  /** Samples that are simulated at once. */
  readonly batch: number;
}

const ALL: readonly Network[] = [
  {
    name: "autoencoder",
    model: "examples/autoencoder/autoencoder.onnx",
    data: "examples/autoencoder/test_inputs.npy",
    batch: 64,
  },
  { name: "sedgen-unet", model: "../shared/data/models/sedgen-unet/unet.onnx", data: null, batch: 1 },
];

const isHere = await Promise.all(ALL.map(({ model }) => Deno.stat(model).then(() => true, () => false)));

/** All networks that can be measured; the first one is the example, of which the cold start is measured. */
export const NETWORKS: readonly Network[] = ALL.filter((_, i) => isHere[i]);

/** Names of those whose file, which lies beside the repository, is not there. */
export const ABSENT_NETWORKS: readonly string[] = ALL.filter((_, i) => !isHere[i]).map(({ name }) => name);

/** A network's design under the default options. */
export async function networkDesign({ model }: Network, projectName?: string): Promise<Design> {
  return createDesign(await importModel(model), projectName === undefined ? {} : { projectName });
}

/** A batch of its inputs, by name. */
export async function networkInputs(
  { data, batch }: Network,
  design: Design,
): Promise<ReadonlyMap<string, NdArray>> {
  if (data === null) return randomInputs(design, { samples: batch, seed: 1 });
  const samples = parseNpy(await Deno.readFile(data), data);
  const size = samples.data.length / samples.shape[0];
  return new Map([[design.model.inputs[0].name, {
    shape: [batch, ...samples.shape.slice(1)],
    data: Float64Array.from({ length: batch * size }, (_, i) => samples.data[i % samples.data.length]),
  }]]);
}
