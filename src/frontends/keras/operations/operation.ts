import type { LayerKind } from "../../../layers/mod.ts";
import { Refusal } from "../../import/refusal.ts";
import type { Signal } from "../../import/signal.ts";
import { FLOAT } from "../../onnx/file/element.ts";
import { applyStep, type AttributeValue, integerList } from "../../onnx/operators/constants/apply.ts";
import type { Value } from "../../onnx/file/value.ts";
import type { Argument, KerasCall } from "../call.ts";
import { isObject, KerasConfig, wrong } from "../config.ts";
import type { Emission } from "../layers/layer.ts";

/** Adds what an operation becomes in one of its calls and returns its results. */
export type EmitAll = (inputs: readonly Signal[], emission: Emission) => readonly Signal[];

/** An operation on tensors: `x + 1`, `keras.ops.concatenate` and so on. */
export interface KerasOperation {
  /** The kinds that it can become. */
  readonly kinds: readonly LayerKind[];
  /** What of it is refused, in one short phrase. */
  readonly limits?: string;
  /** Names of its arguments by their places; those of tensors stand in front. */
  readonly parameters: readonly string[];
  /**
   * Checks the arguments of a call and returns what it adds.
   * @throws {Refusal} if they are not supported.
   */
  readonly read: (call: OperationCall) => EmitAll;
}

/** Arguments that change nothing of what is computed here. */
const WITHOUT_EFFECT: readonly string[] = ["name", "trainable", "dtype", "function"];

/** Numbers that the constants of a call may have: 2^24. */
const MAX_NUMBERS = 2 ** 24;

/** A call of an operation: its arguments by name, wherever the file has them. */
export class OperationCall {
  /** The arguments that are no tensors. */
  readonly config: KerasConfig;
  readonly #arguments = new Map<string, Argument>();

  /**
   * @param source `names`: other names under which the operation's arguments may come.
   * @throws {Refusal} for an argument that the operation does not have.
   */
  constructor(
    operation: KerasOperation,
    { call, config, names = new Map(), defaults = [] }: {
      readonly call: KerasCall;
      /** What the file keeps of the operation itself. */
      readonly config: KerasConfig;
      readonly names?: ReadonlyMap<string, string>;
      /** Arguments that hold where the file has none. */
      readonly defaults?: readonly (readonly [string, unknown])[];
    },
  ) {
    const { parameters } = operation;
    const set = (name: string, argument: Argument) => {
      const known = names.get(name) ?? name;
      // What is absent or switched off changes nothing, whatever it is.
      const isOff = argument.kind === "value" && (argument.value === null || argument.value === false);
      if (isOff && !parameters.includes(known)) return;
      if (WITHOUT_EFFECT.includes(known) && !parameters.includes(known)) return;
      if (!parameters.includes(known)) throw new Refusal(`its argument ${name} is not supported`);
      this.#arguments.set(known, argument);
    };
    for (const [name, value] of [...defaults, ...config.entries]) set(name, { kind: "value", value });
    call.positional.forEach((argument, i) => set(parameters[i] ?? `number ${i + 1}`, argument));
    for (const [name, argument] of call.named) set(name, argument);
    this.config = new KerasConfig(
      Object.fromEntries(
        [...this.#arguments].flatMap(([name, argument]) =>
          argument.kind === "value" ? [[name, argument.value]] : []
        ),
      ),
    );
  }

  /** Whether an argument is a tensor. */
  isTensor(name: string): boolean {
    return this.#arguments.get(name)?.kind === "tensor";
  }

  /**
   * A tensor of the call.
   * @throws {Refusal} if the argument is none.
   */
  signal(name: string, inputs: readonly Signal[]): Signal {
    const argument = this.#arguments.get(name);
    if (argument?.kind === "tensor") return inputs[argument.index];
    throw new Refusal(`its argument ${name} is no tensor that layers make`);
  }

  /**
   * Tensors that come as a list.
   * @throws {Refusal} if the argument is none of only tensors.
   */
  signals(name: string, inputs: readonly Signal[]): readonly Signal[] {
    const argument = this.#arguments.get(name);
    const items = argument?.kind === "list" ? argument.items : argument === undefined ? [] : [argument];
    return items.map((item) => {
      if (item.kind === "tensor") return inputs[item.index];
      throw new Refusal(`its argument ${name} has something that is no tensor among them`);
    });
  }

  /**
   * A tensor of the call, or a constant.
   * @throws {Refusal} if the argument is neither.
   */
  operand(name: string): (inputs: readonly Signal[]) => Value {
    if (this.isTensor(name)) return (inputs) => ({ kind: "signal", signal: this.signal(name, inputs) });
    const value = constant(name, this.config.any(name));
    return () => value;
  }
}

/** A number, or an array of them, as a constant. */
export function constant(name: string, given: unknown): Value {
  const value = isObject(given) ? new KerasConfig(given).object("config").any("value") : given;
  const shape: number[] = [];
  for (let level = value; Array.isArray(level); level = level[0]) shape.push(level.length);
  const numbers: number[] = [];
  const collect = (level: unknown, axis: number): boolean => {
    if (axis < shape.length) {
      return Array.isArray(level) && level.length === shape[axis] &&
        level.every((part) => collect(part, axis + 1));
    }
    const number = typeof level === "boolean" ? Number(level) : level;
    if (typeof number !== "number" || !Number.isFinite(number) || numbers.length >= MAX_NUMBERS) return false;
    numbers.push(number);
    return true;
  };
  if (shape.length > 8 || !collect(value, 0)) {
    throw wrong(`argument ${name}`, value, "a number or an array of numbers");
  }
  return { kind: "constant", tensor: { name, elementType: FLOAT, shape, data: Float64Array.from(numbers) } };
}

/** What is applied of ONNX: its operator, attributes, and lists of integers behind the tensors. */
interface Applied {
  readonly op: string;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly integers?: readonly (readonly number[])[];
  readonly suffix?: string;
}

/** The result of an operator of ONNX on some operands. */
export function applied(emission: Emission, operands: readonly Value[], step: Applied): Signal {
  return appliedAll(emission, operands, step, 1)[0];
}

/** The results of an operator of ONNX that has several. */
export function appliedAll(
  emission: Emission,
  operands: readonly Value[],
  { integers = [], ...step }: Applied,
  outputs: number,
): readonly Signal[] {
  const inputs = [...operands, ...integers.map(integerList)];
  return applyStep(emission, { ...step, inputs }, outputs).map((value) => {
    if (value.kind === "signal") return value.signal;
    throw new Refusal("its result is a constant");
  });
}

/** A signal as an operand. */
export function operandOf(signal: Signal): Value {
  return { kind: "signal", signal };
}
