import type { ConstantMemory, StreamTensor } from "../../../design/mod.ts";
import type { ElasticTiming } from "../../../target/mod.ts";

/** A number of so many bits. */
export interface BitValue {
  /** Not negative. */
  readonly bits: bigint;
  /** How many bits the parameter has. */
  readonly width: number;
}

/** What a parameter of a module is set to. */
export type ParameterValue =
  | number
  | boolean
  | string
  | BitValue;

/** Name and value. */
export type Parameter = readonly [name: string, value: ParameterValue];

/** What a stage with multipliers reads and writes, and their registers. */
export interface MultiplierEnds {
  readonly input: StreamTensor;
  readonly output: StreamTensor;
  readonly timing: ElasticTiming;
}

/** Registers around every multiplier of a module. */
export function multiplierParameters({ mulBefore, mulAfter }: ElasticTiming): readonly Parameter[] {
  return [["MUL_BEFORE", mulBefore], ["MUL_AFTER", mulAfter]];
}

/** A word of a memory as a parameter: what is there before the memory is read. */
export function wordParameter({ values, bits }: ConstantMemory, index = 0): BitValue {
  return { bits: values[index], width: bits };
}

/** A memory that an `axis_walk.v` goes through: its first word, which lies in a register, and its file. */
export function walkParameters(name: string, memory: ConstantMemory, file: string): readonly Parameter[] {
  return [[`${name}_FIRST`, wordParameter(memory)], [`${name}_FILE`, file]];
}

/** A stage as an instance of a module. */
export interface StageModule {
  /** A key of `RTL_MODULES`, or the name of a module of the stage's own. */
  readonly module: string;
  /** What that is, in Verilog; absent for one of `RTL_MODULES`. */
  readonly text?: string;
  /** In the order of the module. */
  readonly parameters: readonly Parameter[];
  /** Files of constants that it reads, by name. */
  readonly memories: ReadonlyMap<string, string>;
  /** Prefixes of the ports of its inputs (`<prefix>_valid`, `_ready`, `_data`), one an input. */
  readonly inputs: readonly string[];
  /** Prefixes of those of its outputs (`<prefix>room`, `take`, `push`, `push_data`), one an output. */
  readonly outputs: readonly string[];
  /** What it does, in a line for people; the kind of the stage, if nothing is said. */
  readonly about?: string;
}
