import type { ConvolutionPlan, ConvolutionStream } from "../../design/mod.ts";

/** The weights of a stream convolution as words, one a turn. */
export interface WeightWords {
  /** Mantissas: input lane by input lane, the output lanes of an input side by side. */
  readonly words: readonly (readonly bigint[])[];
  /** First word of every phase, in the order of the plan's phases; 0 for an empty one. */
  readonly bases: readonly number[];
}

/** The words of a plan; constants that are all read at once are a word a phase. */
export function weightWords({ schedule, phases }: ConvolutionPlan, walk: ConvolutionStream): WeightWords {
  const { values } = walk.weights;
  const lanes = schedule.inputLanes * schedule.outputLanes;
  if (walk.weights.kind === "rom") {
    const words = Array.from(
      { length: walk.weights.words },
      (_, word) => Array.from(values.subarray(word * lanes, (word + 1) * lanes)),
    );
    return { words, bases: walk.phases.map(({ base }) => base) };
  }
  const words: bigint[][] = [];
  const bases = phases.map(({ inputs }, i) => {
    if (inputs === 0) return 0;
    const { base } = walk.phases[i];
    // A phase of fewer inputs leaves lanes idle.
    const own = Array.from(values.subarray(base, base + inputs * schedule.outputLanes));
    return words.push([...own, ...Array<bigint>(lanes - own.length).fill(0n)]) - 1;
  });
  return { words, bases };
}
