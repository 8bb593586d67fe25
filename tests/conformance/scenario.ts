import type { IoType, LayerOptions, Strategy } from "../../src/design/mod.ts";
import { type FixedType, mantissaRange, parseFixedType, realOf } from "../../src/fixed/mod.ts";
import type { ModelBuilder, Node } from "../../src/model/mod.ts";
import { type RealTensor, type Shape, sizeOf } from "../../src/tensor/mod.ts";
import { randomTensor } from "../simulate/support.ts";

/** Types of a scenario, as text; inputs differ from results, so that neither can stand in for the other. */
export interface ScenarioTypes {
  readonly input: string;
  readonly weight: string;
  readonly bias: string;
  readonly accum: string;
  readonly result: string;
}

/** Types of a scenario that names none: narrow ones, which overflow on random data. */
export const DEFAULT_TYPES: ScenarioTypes = {
  input: "ap_fixed<10,4>",
  weight: "ap_fixed<7,3>",
  bias: "ap_fixed<9,4>",
  accum: "auto",
  result: "ap_fixed<12,6>",
};

/** How a scenario is built. `between` is a valid reuse factor that is neither 1 nor the largest. */
export interface Hardware {
  readonly io: IoType;
  readonly strategy: Strategy;
  readonly reuse: "one" | "between" | "largest";
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
  /** Whether stream convolutions must keep the interval bound; small maps cannot. */
  readonly tight?: boolean;
}

/** Random numbers of the types that a scenario's parameters have: quantisation leaves them as they are. */
export interface Numbers {
  weights(shape: Shape): RealTensor;
  /** Parameters of the weights' type: slopes and scales. */
  scales(count: number): Float64Array;
  bias(count: number): Float64Array;
}

/** What a scenario's parameters are drawn from; equal names give equal numbers. */
export function numbersOf(scenario: Scenario): Numbers {
  const types = { ...DEFAULT_TYPES, ...scenario.types };
  let seed = seedOf(scenario.name);
  const draw = (count: number, type: FixedType) => {
    const { data } = randomTensor([count], type, seed++);
    const { min, max } = mantissaRange(type);
    data[0] = min;
    if (count > 1) data[count - 1] = max;
    return Float64Array.from(data, (lane) => realOf(asMantissa(lane, type), type));
  };
  const weight = typeOr(types.weight, DEFAULT_TYPES.weight);
  const bias = typeOr(types.bias, DEFAULT_TYPES.bias);
  return {
    weights: (shape) => ({ shape, data: draw(sizeOf(shape), weight) }),
    scales: (count) => draw(count, weight),
    bias: (count) => draw(count, bias),
  };
}

/** A repeatable number for a text (FNV-1a). */
export function seedOf(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash;
}

function typeOr(text: string, fallback: string): FixedType {
  return parseFixedType(text === "auto" ? fallback : text);
}
