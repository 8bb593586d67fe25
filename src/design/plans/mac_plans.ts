import type { FixedType } from "../../fixed/mod.ts";
import type { FixedTensor, Mantissas } from "../../tensor/mod.ts";
import type { Counter } from "../../walk/mod.ts";
import type { Lanes } from "../multipliers/lanes.ts";
import type { MacNumbers } from "./number_plans.ts";
import type { MultiplierChoice } from "../options/options.ts";
import type { ProductPairs } from "../multipliers/product_pairs.ts";

/** How the multipliers of a multiply-accumulate stage are shared; made for the largest of the phases that share them. */
export type MacSchedule = UnrolledSchedule | TurnsSchedule;

/** What holds of every schedule: how much an iteration multiplies, and how many there are. */
export interface MacLanes {
  /** Reuse factor: times that a multiplier is used for one output of the largest phase. */
  readonly factor: number;
  /** Cycles from one iteration to the next. */
  readonly interval: number;
  /** inputLanes · outputLanes, or inputs·outputs / factor where a tool shares them. */
  readonly products: number;
  /** That make these products: as many, or fewer where some make two. */
  readonly multipliers: number;
  /** Output lanes side by side that meet the same inputs in every turn, two a multiplier; 1 where a multiplier makes one product. */
  readonly pairedLanes: number;
  /** Inputs that an iteration multiplies. */
  readonly inputLanes: number;
  /** Outputs that an iteration adds to. */
  readonly outputLanes: number;
  /** Iterations in which the inputs of an output come one part after the other. */
  readonly turns: number;
  /** Parts of the outputs, made one after the other: outputs / outputLanes. */
  readonly outputTurns: number;
  /** Iterations in which all of them had their turn: turns · outputTurns. */
  readonly iterations: number;
  /** Which of them is at work. */
  readonly counters: TurnCounters;
}

/** Counters of what takes turns at shared multipliers, while anything reads them. */
export interface TurnCounters {
  /** Part of the inputs. */
  readonly turn: Counter;
  /** Part of the outputs. */
  readonly outputTurn: Counter;
  /** Both as one: of all turns that an output of the largest phase takes. */
  readonly iteration: Counter;
}

/**
 * Strategy `latency`: an iteration makes all outputs from all inputs. With a factor above 1 it takes as many cycles until
 * the next one starts, and a tool shares the multipliers between them.
 */
export interface UnrolledSchedule extends MacLanes {
  /** Tells the members of {@linkcode MacSchedule} apart. */
  readonly kind: "unrolled";
  /** All inputs at once. */
  readonly turns: 1;
  /** All outputs at once. */
  readonly outputTurns: 1;
  /** Everything in one. */
  readonly iterations: 1;
  /** Lanes that say the factor, and nothing else of what is built: the tool decides which products share a multiplier. */
  readonly lanes: Lanes;
}

/**
 * Strategy `resource`, and whichever was asked for where pipelines are elastic: an iteration is a turn, in which every
 * multiplier takes one weight of a word from a memory.
 */
export interface TurnsSchedule extends MacLanes {
  /** Tells the members of {@linkcode MacSchedule} apart. */
  readonly kind: "turns";
}

/** The weights of the phases that share multipliers, as their schedule reads them. */
export type WeightMemory = ConstantWeights | WeightWords;

/** What every memory of weights has. */
export interface WeightValues {
  /** How many values there are: zeros in lanes beyond a phase's inputs included. */
  readonly count: number;
  /** Mantissas of the weights' type, one in each lane of 64 bits; put in order when they are first read. */
  readonly values: Mantissas;
}

/** Weights that are all read at once; a multiplier that serves several phases has its own selected by the phase. */
export interface ConstantWeights extends WeightValues {
  /** Tells the members of {@linkcode WeightMemory} apart; the values come in the order of their addresses. */
  readonly kind: "constants";
}

/** Lanes that lie side by side, for each of the others. */
export type InnerLanes = "inputs" | "outputs";

/** Weights of which one word is read in a turn: those of all multipliers. */
export interface WeightWords extends WeightValues {
  /** Tells the members of {@linkcode WeightMemory} apart; the values come word by word. */
  readonly kind: "rom";
  /** How many words there are. */
  readonly words: number;
  /** Index of a word. */
  readonly address: Counter;
  /** Weights of a word. */
  readonly lanes: number;
  /** Which lanes lie side by side in it: outputs of an input in a kernel, inputs of an output in a module. */
  readonly inner: InnerLanes;
}

/** What dense layers and convolutions share. */
export interface MacPlan {
  /** Reuse factors that the layer could have, ascending. */
  readonly validFactors: readonly number[];
  /** Those of them to which a factor of a whole model or a layer type moves, ascending. */
  readonly commonFactors: readonly number[];
  /** Of the whole matrix of a dense layer, of the largest phase of a convolution. */
  readonly schedule: MacSchedule;
  /** In the kernel's own layout: `[...kernel][inputs / groups][outputs]`. */
  readonly weights: FixedTensor;
  /** One an output channel; zeros where the layer has none. */
  readonly bias: FixedTensor;
  /** What the bias, every product and every partial sum are cast to. */
  readonly accumulator: FixedType;
  /** Whether the products may be added in any order: the accumulator wraps and holds all their fraction bits. */
  readonly orderFree: boolean;
  /** Of a product of a weight and an input, exactly. */
  readonly product: FixedType;
  /** What its multipliers are bound to; `auto` where the tool decides. */
  readonly multiplier: MultiplierChoice;
  /** How two products share a multiplier, with lanes that pair; null where that was not asked for, or would not be exact. */
  readonly pairs: ProductPairs | null;
  /** Numbers on the way from inputs to results. */
  readonly numbers: MacNumbers;
}
