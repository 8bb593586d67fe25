import { Refusal } from "../import/refusal.ts";
import { isObject, KerasConfig, wrong } from "./config.ts";

/** One of the tensors that a layer made in one of its calls. */
export interface TensorRef {
  /** Name of the layer. */
  readonly layer: string;
  /** Which of its calls, as the configuration counts them. */
  readonly node: number;
  /** Which of that call's results. */
  readonly tensor: number;
}

/** What a layer or operation is called with in one place. */
export type Argument =
  /** One of the call's tensors, by its place among them. */
  | { readonly kind: "tensor"; readonly index: number }
  /** A list with a tensor in it. */
  | { readonly kind: "list"; readonly items: readonly Argument[] }
  /** Anything else, as JSON has it. */
  | { readonly kind: "value"; readonly value: unknown };

/** A place where a layer is applied to tensors. */
export interface KerasCall {
  /** In the order of the arguments. */
  readonly tensors: readonly TensorRef[];
  /** Arguments by their places. */
  readonly positional: readonly Argument[];
  /** Arguments by their names. */
  readonly named: ReadonlyMap<string, Argument>;
}

/** Arguments of calls that mean nothing at inference. */
const TRAINING_ARGUMENTS: readonly string[] = ["training", "mask", "name"];

/** Levels that the arguments of a call may be nested. */
const MAX_NESTING = 16;

/** What Keras 2 writes for the layer where the first argument is no tensor. */
const CONSTANT = "_CONSTANT_VALUE";

/** The call of a layer on one tensor. */
export function callOf(tensor: TensorRef): KerasCall {
  return { tensors: [tensor], positional: [{ kind: "tensor", index: 0 }], named: new Map() };
}

/** Names, or places, of arguments that are neither tensors nor absent nor of training. */
export function otherArguments({ positional, named }: KerasCall): readonly string[] {
  const others = (argument: Argument, name: string): readonly string[] => {
    if (argument.kind === "tensor" || TRAINING_ARGUMENTS.includes(name)) return [];
    if (argument.kind === "list") return argument.items.flatMap((item) => others(item, name));
    return isNothing(argument.value) ? [] : [name];
  };
  return [
    ...positional.flatMap((argument, i) => others(argument, `argument ${i + 1}`)),
    ...[...named].flatMap(([name, argument]) => others(argument, name)),
  ];
}

function isNothing(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.every(isNothing));
}

/** The calls of a layer: a list of arguments each, or `{args, kwargs}` since Keras 3. */
export function parseCalls(value: unknown): readonly KerasCall[] {
  if (value === null) return [];
  if (!Array.isArray(value)) throw wrong("inbound_nodes", value, "a list");
  return value.map((call) => isObject(call) ? parseNewCall(call) : parseOldCall(call));
}

function parseNewCall(value: Readonly<Record<string, unknown>>): KerasCall {
  const call = new KerasConfig(value);
  const reader = new ArgumentReader(newReference);
  const positional = call.list("args").map((argument) => reader.read(argument));
  const kwargs = call.any("kwargs");
  const named = Object.entries(isObject(kwargs) ? kwargs : {}).map(([name, argument]) =>
    [name, reader.read(argument)] as const
  );
  return { tensors: reader.tensors, positional, named: new Map(named) };
}

/** `[[layer, node, tensor, {further}], …]`, or one of these alone; all have the same further arguments. */
function parseOldCall(value: unknown): KerasCall {
  if (!Array.isArray(value)) throw wrong("inbound_nodes", value, "lists");
  const single = value.length > 0 && typeof value[0] === "string";
  const references: readonly unknown[] = single ? [value] : value;
  const reader = new ArgumentReader(oldReference);
  const first = references.map((argument): Argument => {
    if (!Array.isArray(argument)) throw wrong("inbound_nodes", value, "lists");
    return argument[0] === CONSTANT
      ? { kind: "value", value: argument[2] }
      : reader.tensor(reference(argument));
  });
  const [, , , further] = Array.isArray(references[0]) ? references[0] : [];
  const named = Object.entries(isObject(further) ? further : {}).map(([name, argument]) =>
    [name, reader.read(argument)] as const
  );
  const positional = single ? first : [{ kind: "list", items: first } as const];
  return { tensors: reader.tensors, positional, named: new Map(named) };
}

/** Reads the arguments of a call and collects its tensors. */
class ArgumentReader {
  readonly tensors: TensorRef[] = [];
  readonly #referenceOf: (argument: unknown) => TensorRef | null;

  /** @param referenceOf The tensor that an argument is; null if it is none. */
  constructor(referenceOf: (argument: unknown) => TensorRef | null) {
    this.#referenceOf = referenceOf;
  }

  tensor(ref: TensorRef): Argument {
    this.tensors.push(ref);
    return { kind: "tensor", index: this.tensors.length - 1 };
  }

  read(argument: unknown, depth = 0): Argument {
    if (depth > MAX_NESTING) throw new Refusal(`its arguments are nested over ${MAX_NESTING} deep`);
    const ref = this.#referenceOf(argument);
    if (ref !== null) return this.tensor(ref);
    const isPlain = isObject(argument) && !Object.hasOwn(argument, "class_name");
    const parts: readonly unknown[] | null = Array.isArray(argument)
      ? argument
      : isPlain
      ? Object.values(argument)
      : null;
    const items = parts?.map((part) => this.read(part, depth + 1)) ?? [];
    return items.some(({ kind }) => kind !== "value")
      ? { kind: "list", items }
      : { kind: "value", value: argument };
  }
}

function newReference(argument: unknown): TensorRef | null {
  if (!isObject(argument) || argument.class_name !== "__keras_tensor__") return null;
  return reference(new KerasConfig(argument.config).list("keras_history"));
}

function oldReference(argument: unknown): TensorRef | null {
  const fits = Array.isArray(argument) && argument.length >= 3 && typeof argument[0] === "string" &&
    typeof argument[1] === "number";
  return fits ? reference(argument) : null;
}

/**
 * `[layer, node, tensor]`
 * @throws {Refusal} if it is something else.
 */
export function reference(value: unknown): TensorRef {
  if (Array.isArray(value)) {
    const [layer, node, tensor] = value;
    if (typeof layer === "string" && Number.isSafeInteger(node) && Number.isSafeInteger(tensor)) {
      return { layer, node, tensor };
    }
  }
  throw wrong("reference to a tensor", value, "the name of a layer and two numbers");
}
