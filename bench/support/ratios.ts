import { z } from "npm:zod@4.6.7";
import type { NoiseBounds, Ratios } from "./compare.ts";
import { median } from "./measure.ts";

/**
 * On a quiet machine runs differ by up to a tenth. Beside other work on both cores ratios of single runs lay between 0.37
 * and 3.1 times the median of five: only what lies beyond these is more than noise.
 */
export const SIMULATOR_BOUNDS: NoiseBounds = { noise: 0.67, regression: 0.25 };

/** What `bench/simulator.ts` writes, as far as it is compared. */
const resultSchema = z.object({
  layers: z.array(z.object({
    layer: z.string(),
    precision: z.string(),
    shareOfPeak: z.number(),
    timesOnnxRuntime: z.number(),
  })),
  networks: z.array(z.object({ network: z.string(), timesOnnxRuntime: z.number() })),
  absentNetworks: z.array(z.string()).default([]),
});

/**
 * The ratios among the simulator's figures: what is in milliseconds says more of a machine than of the simulator. Null for
 * networks whose files were not there.
 */
export function ratiosOf(text: string): Ratios {
  const { layers, networks, absentNetworks } = resultSchema.parse(JSON.parse(text));
  const ofNetwork = (name: string) => `${name}: times ONNX Runtime`;
  return Object.fromEntries([
    ...layers.flatMap(({ layer, precision, shareOfPeak, timesOnnxRuntime }): [string, number | null][] => [
      [`${layer}, ${precision}: share of peak`, shareOfPeak],
      [`${layer}, ${precision}: times ONNX Runtime`, timesOnnxRuntime],
    ]),
    ...networks.map(({ network, timesOnnxRuntime }): [string, number | null] => [
      ofNetwork(network),
      timesOnnxRuntime,
    ]),
    ...absentNetworks.map((network): [string, number | null] => [ofNetwork(network), null]),
  ]);
}

/** The middle one of each ratio over the runs that have it, null if none does. */
export function medianRatios(runs: readonly Ratios[]): Ratios {
  const names = new Set(runs.flatMap(Object.keys));
  return Object.fromEntries(
    [...names].map((name) => {
      const measured = runs.flatMap((run) => run[name] ?? []);
      return [name, measured.length === 0 ? null : median(measured)];
    }),
  );
}
