import { z } from "npm:zod@4.6.7";
import type { Ratios } from "./compare.ts";
import type { KernelResults } from "./figures.ts";

const figure = z.number().nullable();

const kernelsSchema = z.object({
  version: z.string(),
  kernels: z.record(
    z.string(),
    z.object({
      design: z.string(),
      sources: z.object({ cycles: z.string(), resources: z.string() }),
      latency: figure,
      interval: figure,
      resources: z.object({ BRAM_18K: figure, DSP: figure, FF: figure, LUT: figure, URAM: figure }),
      clockNs: z.number().optional(),
    }),
  ),
});

const ratiosSchema = z.object({ version: z.string(), ratios: z.record(z.string(), z.number()) });

/** Reads the committed figures of kernels. */
export async function readKernelResults(file: URL): Promise<KernelResults> {
  return kernelsSchema.parse(JSON.parse(await Deno.readTextFile(file)));
}

/** Reads the committed ratios of the simulator. */
export async function readRatios(file: URL): Promise<Ratios> {
  return ratiosSchema.parse(JSON.parse(await Deno.readTextFile(file))).ratios;
}
