import type { Design } from "../../src/design/mod.ts";
import { encodeInputs, randomInputs } from "../../src/simulate/mod.ts";
import { compiledDesign } from "../../src/simulate/wasm/simulator.ts";
import type { Subject } from "./measure.ts";
import { peakLoop } from "./peak.ts";

/** The vector unit at its best, as a reference to measure against. */
export interface Peak extends Subject {
  /** Multiply-accumulates of each time. */
  readonly macs: number;
}

/** Turns of the peak's loop each time. */
const TURNS = 100;

/** The loop of nothing but products and sums. */
export function peakSubject(): Peak {
  const peak = peakLoop();
  return { name: "peak", run: (times) => void peak(times * TURNS), macs: peak(1) * TURNS };
}

/** Computes one sample of random inputs in the module's memory: the kernels alone. */
export function kernelSubject(name: string, design: Design): Subject {
  const { machine } = compiledDesign(design);
  const inputs = encodeInputs(design, randomInputs(design, { samples: 1, seed: 1 }));
  inputs.forEach(({ data }, i) => machine.write(design.inputs[i].tensor, data));
  return {
    name,
    run(times) {
      for (let i = 0; i < times; i++) machine.run();
    },
  };
}

/** A subject whose work is asynchronous. */
export function asyncSubject(name: string, run: () => Promise<unknown>): Subject {
  return {
    name,
    async run(times) {
      for (let i = 0; i < times; i++) await run();
    },
  };
}
