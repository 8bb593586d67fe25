import { largest } from "../../base/extremes.ts";
import type { MacPlan, TensorPlan, WeightMemory } from "../../design/mod.ts";
import { castMantissa, fractionBits, mantissaAt } from "../../fixed/mod.ts";
import { castParameters } from "./cast.ts";
import { indexWidth, memoryFile, packed } from "./literals.ts";
import type { Parameter } from "./module.ts";
import { naming } from "./names.ts";
import { macCycles, REGISTERS, treeLevels } from "./timing.ts";

/** The weights of a stage as words, one a turn. */
export interface WeightWords {
  /** Mantissas: input lane by input lane, the output lanes of an input side by side. */
  readonly words: readonly (readonly bigint[])[];
  /** First word of every phase; 0 for an empty one. */
  readonly bases: readonly number[];
}

/** What shares the multipliers: a phase of a convolution, a whole dense layer. */
export interface MacPhase {
  readonly inputs: number;
  /** Turns of each part of the outputs; 0 for no inputs. */
  readonly turns: number;
  /** Where it starts in the memory. */
  readonly base: number;
}

/** A stage that multiplies, as parameters of a module that has a `mac_array.v`. */
export interface MacParameters {
  readonly parameters: readonly Parameter[];
  readonly memories: ReadonlyMap<string, string>;
  /** Turns of the largest phase. */
  readonly turnWidth: number;
  readonly addressWidth: number;
  readonly bases: readonly number[];
  /** Bias in the result's type, which an output without inputs is. */
  readonly empty: readonly bigint[];
  /** Cycles from the start of an output to its push, beside the turns behind its first. */
  readonly cycles: number;
}

/** Why the multipliers of a plan are not built; null where they are. */
export function macRefusal({ schedule }: MacPlan): string | null {
  if (schedule.interval === 1) return null;
  return `strategy latency at reuse factor ${schedule.factor}: strategy resource shares multipliers, ` +
    "latency is built at factor 1 alone";
}

/** Weights, widths and casts of a stage that multiplies. */
export function macParameters(
  id: string,
  plan: MacPlan,
  { phases, memory, input, output }: {
    readonly phases: readonly MacPhase[];
    readonly memory: WeightMemory;
    readonly input: TensorPlan;
    readonly output: TensorPlan;
  },
): MacParameters {
  const { schedule, accumulator, weights } = plan;
  const { words, bases } = weightWords(plan, phases, memory);
  const turns = largest(phases.map((phase) => phase.turns), 1);
  const turnWidth = indexWidth(turns + 1);
  const addressWidth = indexWidth(words.length);
  const file = naming.memory(id, "weights");
  const wordWidth = schedule.inputLanes * schedule.outputLanes * weights.type.width;
  const productFraction = fractionBits(input.type) + fractionBits(weights.type);
  const fraction = fractionBits(accumulator);
  const bias = Array.from(
    plan.bias.data,
    (_, i) =>
      castMantissa(mantissaAt(plan.bias.data, i, plan.bias.type), fractionBits(plan.bias.type), accumulator),
  );
  return {
    parameters: [
      ["W_WIDTH", weights.type.width],
      ["W_SIGNED", weights.type.signed],
      ["INPUT_LANES", schedule.inputLanes],
      ["TURNS", turns],
      ["TURN_WIDTH", turnWidth],
      ["OUTPUT_LANES", schedule.outputLanes],
      ["OUTPUT_TURNS", schedule.outputTurns],
      ["PART_WIDTH", schedule.counters.outputTurn.width],
      ["WORDS", words.length],
      ["ADDRESS_WIDTH", addressWidth],
      ["WEIGHT_FILE", file],
      ["MUL_BEFORE", REGISTERS.mulBefore],
      ["MUL_AFTER", REGISTERS.mulAfter],
      ["PRODUCT_SHIFT", productFraction - fraction],
      ...castParameters("ACC", { fraction: productFraction }, accumulator).filter(([name]) =>
        name !== "ACC_SHIFT"
      ),
      ["BIAS", { bits: packed(bias, accumulator.width), width: bias.length * accumulator.width }],
      ...castParameters("RESULT", { fraction }, output.type),
    ],
    memories: new Map([
      [file, memoryFile(words.map((word) => packed(word, weights.type.width)), wordWidth)],
    ]),
    turnWidth,
    addressWidth,
    bases,
    empty: bias.map((value) => castMantissa(value, fraction, output.type)),
    cycles: macCycles(accumulator.overflow === "AP_WRAP" ? treeLevels(schedule.inputLanes) : 0),
  };
}

/** The words of a memory; constants that are all read at once are a word a phase. */
function weightWords({ schedule }: MacPlan, phases: readonly MacPhase[], memory: WeightMemory): WeightWords {
  const { values } = memory;
  const lanes = schedule.inputLanes * schedule.outputLanes;
  if (memory.kind === "rom") {
    const words = Array.from(
      { length: memory.words },
      (_, word) => Array.from(values.subarray(word * lanes, (word + 1) * lanes)),
    );
    return { words, bases: phases.map(({ base }) => base) };
  }
  const words: bigint[][] = [];
  const bases = phases.map(({ inputs, base }) => {
    if (inputs === 0) return 0;
    // A phase of fewer inputs leaves lanes idle.
    const own = Array.from(values.subarray(base, base + inputs * schedule.outputLanes));
    return words.push([...own, ...Array<bigint>(lanes - own.length).fill(0n)]) - 1;
  });
  return { words, bases };
}
