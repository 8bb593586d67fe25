import type { Execute } from "../family.ts";
import { runCsim } from "./csim/run.ts";

/** Compiles the firmware of a design on this machine and runs it: a C simulation. */
export const executeCpp: Execute = async (design, inputs, options = {}) => {
  const { concurrentSamples, ...rest } = options;
  const { counters, threaded, ...result } = await runCsim(design, inputs, {
    ...rest,
    threadedSamples: concurrentSamples,
  });
  return { ...result, counts: counters, concurrent: threaded };
};
