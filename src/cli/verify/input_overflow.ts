import { type Design, tensorOf } from "../../design/mod.ts";
import { type FixedType, printFixedType } from "../../fixed/mod.ts";
import { type NdArray, type RangeInType, rangeInType } from "../../tensor/mod.ts";
import { type CliIo, warn } from "../terminal/io.ts";
import { overflowText } from "./overflow_text.ts";

/** Watches which data of a design's inputs their types cannot hold, also where data come in parts. */
export class InputOverflow {
  readonly #ports: readonly { readonly name: string; readonly type: FixedType }[];
  readonly #found = new Map<string, RangeInType>();

  /** For data of the inputs of a design. */
  constructor(design: Design) {
    this.#ports = design.inputs.map(({ index, tensor }) => ({
      name: design.simplified.inputs[index].name,
      type: tensorOf(design, tensor).type,
    }));
  }

  /** Takes samples by the name of their input, `""` being the only one. */
  add(arrays: ReadonlyMap<string, NdArray>): void {
    for (const { name, type } of this.#ports) {
      const array = arrays.get(name) ?? arrays.get("");
      if (array === undefined) continue;
      const found = rangeInType(array.data, type);
      const known = this.#found.get(name);
      this.#found.set(name, known === undefined ? found : joined(known, found));
    }
  }

  /** What a user should know of the samples so far, as it is printed: one warning or none. */
  warnings(io: CliIo): readonly string[] {
    const text = overflowText(
      this.#ports.flatMap(({ name, type }) => {
        const found = this.#found.get(name);
        return found === undefined ? [] : [{ name, type: printFixedType(type), ...found }];
      }),
      "input",
    );
    if (text === null) return [];
    warn(io, text);
    return [text];
  }
}

function joined(a: RangeInType, b: RangeInType): RangeInType {
  return {
    floatRange: {
      min: Math.min(a.floatRange.min, b.floatRange.min),
      max: Math.max(a.floatRange.max, b.floatRange.max),
    },
    overflows: a.overflows + b.overflows,
  };
}
