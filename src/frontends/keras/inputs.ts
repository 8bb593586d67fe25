import { InterlaceError } from "../../base/errors.ts";
import type { ImportOptions } from "../frontend.ts";
import type { LayerBuilder } from "../import/builder.ts";
import { channelsLast, plainOrder } from "../import/layout.ts";
import { Refusal } from "../import/refusal.ts";
import type { Signal } from "../import/signal.ts";
import { wrong } from "./config.ts";
import type { KerasEntry } from "./topology.ts";

/** Axes of an input besides that of the samples. */
const MAX_RANK = 3;

/** A model's inputs: their shapes, from the file or from the user. */
export class KerasInputs {
  /** One line for each input whose shape nobody has fixed. */
  readonly openShapes: string[] = [];
  readonly #shapes: ReadonlyMap<string, readonly number[]>;
  readonly #file: string;

  /** @throws {InterlaceError} if an option names no input. */
  constructor(names: readonly string[], file: string, options: ImportOptions) {
    this.#file = file;
    for (const name of options.constants?.keys() ?? []) {
      throw this.#error(`bind constant "${name}"`, "a Keras model has no parameters among its inputs");
    }
    this.#shapes = new Map(
      [...options.inputShapes ?? []].map(([given, shape]) => {
        const name = given === "" && names.length === 1 ? names[0] : given;
        if (names.includes(name)) return [name, shape] as const;
        const known = names.map((each) => `"${each}"`).join(", ");
        throw this.#error(`fix the shape of input "${given}"`, `the inputs are ${known}`);
      }),
    );
  }

  /**
   * Makes an input a layer; null if its shape is open.
   *
   * @param planar Whether channels stand in front of the spatial axes in this model.
   * @throws {Refusal} if it is not a tensor of numbers with one to three axes.
   */
  open(
    { name, config }: KerasEntry,
    { planar, builder }: { readonly planar: boolean; readonly builder: LayerBuilder },
  ): Signal | null {
    if (config.boolean("sparse", false) || config.boolean("ragged", false)) {
      throw new Refusal("it is sparse or ragged");
    }
    if (config.any("dtype") === "string") throw new Refusal("it holds text");
    const declared = config.any("batch_shape", "batch_input_shape");
    const given = this.#shapes.get(name);
    if (given === undefined && declared === null) {
      this.openShapes.push(`input "${name}" has no shape: give all of it with --input-shape ${name}=…`);
      return null;
    }
    const sizes = declared === null ? null : readSizes(declared);
    if (given !== undefined) this.#checkGiven(name, given, sizes);
    const [batch, ...shape] = given ?? sizes ?? [];
    if (shape.length < 1 || shape.length > MAX_RANK) {
      throw new Refusal(`it has ${shape.length} axes besides that of the samples, supported are 1 to 3`);
    }
    if (shape.includes(null)) {
      const example = (sizes ?? []).map((size, i) => size ?? (i === 0 ? 1 : `<axis ${i}>`));
      const shown = (sizes ?? []).map((size) => size ?? "?").join(", ");
      this.openShapes.push(
        `input "${name}" has shape [${shown}]: give --input-shape ${name}=${example.join(",")}`,
      );
      return null;
    }
    const known = shape.map(Number);
    const axes = planar ? channelsLast(known.length) : plainOrder(known.length);
    return builder.input({ shape: known, axes, batch: batch ?? null }, name);
  }

  #checkGiven(name: string, given: readonly number[], sizes: readonly (number | null)[] | null): void {
    const positive = given.every((size) => Number.isSafeInteger(size) && size > 0);
    const fits = sizes === null ||
      (sizes.length === given.length && sizes.every((size, i) => size === null || size === given[i]));
    if (positive && fits) return;
    const declared = sizes?.map((size) => size ?? "?").join(", ") ?? "any";
    throw this.#error(
      `fix the shape of input "${name}"`,
      `[${given}] was given, the model declares [${declared}]`,
    );
  }

  #error(what: string, problem: string): InterlaceError {
    return new InterlaceError(`Cannot ${what} of ${this.#file}: ${problem}`, {
      code: "option-invalid",
      place: { file: this.#file },
    });
  }
}

/** Sizes with the sample axis in front; null where the model leaves one open. */
function readSizes(value: unknown): readonly (number | null)[] {
  if (!Array.isArray(value)) throw wrong("shape", value, "a list of sizes");
  return value.map((size) => {
    if (size === null) return null;
    if (Number.isSafeInteger(size) && size > 0) return Number(size);
    throw wrong("shape", value, "positive sizes");
  });
}
