import type { Pragma } from "./firmware_text.ts";
import type { Instruction, IrFunction, Module, Place } from "./ir.ts";
import type { Loop } from "./loops.ts";

/** The body of a loop of a kernel, or all of a kernel that has none, with what is known of it. */
export interface Body {
  readonly kernel: IrFunction;
  readonly module: Module;
  readonly values: ReadonlyMap<string, Instruction>;
  readonly active: readonly Pragma[];
  readonly constants: ReadonlyMap<string, number>;
  readonly loop: Loop;
  /** Cycles from one iteration to the next, as its pragma claims. */
  readonly interval: number;
}

/** Where an instruction stands, as far as that is known. */
export function here({ place }: Instruction): Place {
  return place ?? { file: "?", line: 0 };
}

/** The pointer that a load or a store takes. */
export function pointerOf({ text }: Instruction): string {
  return /ptr ((?:%|@)(?:"[^"]*"|[\w.$-]+))/.exec(text)?.[1] ?? "?";
}
