import type { IoType, LayerOptions, Strategy } from "../../src/design/mod.ts";
import { type FixedType, parseFixedType, realOf } from "../../src/fixed/mod.ts";
import type { ModelBuilder, Node } from "../../src/model/mod.ts";
import { type RealTensor, type Shape, sizeOf } from "../../src/tensor/mod.ts";
import { randomMantissas, seedOf } from "./data.ts";

/** Types of a scenario, as text. */
export interface ScenarioTypes {
  readonly input: string;
  readonly weight: string;
  readonly bias: string;
  readonly accum: string;
  readonly result: string;
}

/** Types of a scenario that names none: all different, and so narrow that random data overflow. */
export const DEFAULT_TYPES: ScenarioTypes = {
  input: "ap_fixed<10,4>",
  weight: "ap_fixed<7,3>",
  bias: "ap_fixed<9,4>",
  accum: "auto",
  result: "ap_fixed<12,6>",
};

/**
 * How a scenario is built. `between` is a valid reuse factor that is neither 1 nor the largest; `lanes` is a pair of them
 * that no factor means, where there is one.
 */
export interface Hardware {
  readonly io: IoType;
  readonly strategy: Strategy;
  readonly reuse: "one" | "between" | "largest" | "lanes";
}

/** A small network, and what is particular about its configuration. */
export interface Scenario {
  /** Readable and unique: `2d 3x3 s2 same`. */
  readonly name: string;
  readonly build: (builder: ModelBuilder, numbers: Numbers) => Node | readonly Node[];
  readonly types?: Partial<ScenarioTypes>;
  /** Settings of single layers by name. */
  readonly layers?: Readonly<Record<string, LayerOptions>>;
  readonly parallelizationFactor?: number;
  readonly tableSize?: number;
  /** Hardware that the scenario is about; what is absent varies. */
  readonly only?: Partial<Hardware>;
  /** Whether the scenario is a variant that only the whole matrix runs. */
  readonly variant?: boolean;
  /** Whether stream convolutions must keep the bound of their interval, which small maps cannot. */
  readonly tight?: boolean;
}

/** Parameters of a scenario: random numbers that quantisation leaves as they are. */
export interface Numbers {
  weights(shape: Shape): RealTensor;
  /** Slopes and scales: they have the type of weights. */
  scales(count: number): Float64Array;
  /** Biases and shifts. */
  bias(count: number): Float64Array;
}

/** What a scenario's parameters are drawn from; equal names give equal numbers. */
export function numbersOf(scenario: Scenario): Numbers {
  const types = { ...DEFAULT_TYPES, ...scenario.types };
  let seed = seedOf(scenario.name);
  const draw = (count: number, field: "weight" | "bias") => {
    const type = parseType(types[field], DEFAULT_TYPES[field]);
    return Float64Array.from(randomMantissas(count, type, seed++), (mantissa) => realOf(mantissa, type));
  };
  return {
    weights: (shape) => ({ shape, data: draw(sizeOf(shape), "weight") }),
    scales: (count) => draw(count, "weight"),
    bias: (count) => draw(count, "bias"),
  };
}

function parseType(text: string, fallback: string): FixedType {
  return parseFixedType(text === "auto" ? fallback : text);
}
