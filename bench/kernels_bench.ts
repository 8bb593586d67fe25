import { estimateDesign } from "../src/estimate/mod.ts";
import { benchKernels } from "./support/kernels.ts";

// Time to plan, schedule and estimate; `bench/kernels.ts` prints the figures themselves.
for (const { name, design } of await benchKernels()) {
  Deno.bench(name, { n: 3, warmup: 1 }, async () => void estimateDesign(await design()));
}
