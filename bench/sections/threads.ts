import { encodeInputs, openSimulator, randomInputs } from "../../src/simulate/mod.ts";
import { benchLayers, designOf, PRECISIONS } from "../support/layers.ts";
import { median } from "../support/measure.ts";

const SAMPLES = 64;

const ROUNDS = 15;

/** How many times faster two workers compute the largest layer than one. */
export async function measureThreads(): Promise<number> {
  const layer = (await benchLayers()).at(-1)!;
  const design = await designOf(layer, PRECISIONS[0]);
  const inputs = encodeInputs(design, randomInputs(design, { samples: SAMPLES, seed: 1 }));
  const simulators = [1, 2].map((threads) => openSimulator(design, { threads }));
  try {
    const ratios = [];
    for (let round = 0; round < ROUNDS; round++) {
      const times = [];
      for (const simulator of simulators) {
        const started = performance.now();
        await simulator.run(inputs, { tensors: "outputs" });
        times.push(performance.now() - started);
      }
      ratios.push(times[0] / times[1]);
    }
    // The first rounds start the workers.
    return median(ratios.slice(2));
  } finally {
    simulators.forEach((simulator) => simulator.close());
  }
}
