import { Refusal } from "../../import/refusal.ts";
import { ATTRIBUTE_TYPES } from "../operators/rules/schema_check.ts";
import type { AttributeProto, NodeProto, TensorProto } from "./proto.ts";

type AttributeType = "float" | "int" | "string" | "tensor" | "floats" | "ints" | "strings";

/** Entries of a list of integers that says something of axes or outputs. */
export const MAX_LIST = 2 ** 16;

/** The attributes of a node, by name and type. A writer may leave out a value that is zero or empty. */
export class Attributes {
  readonly #byName = new Map<string, AttributeProto>();

  /** @throws {Refusal} if an attribute is there twice. */
  constructor(node: NodeProto) {
    for (const attribute of node.attribute ?? []) {
      const name = attribute.name ?? "";
      if (this.#byName.has(name)) throw new Refusal(`attribute ${name} is there twice`);
      this.#byName.set(name, attribute);
    }
  }

  /** Whether there is an attribute of this name. */
  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /**
   * An integer, or the default that the operator defines.
   * @throws {Refusal} if the attribute is of another type or not exact.
   */
  int(name: string, fallback: number): number {
    return this.#exact(name, [this.#get(name, "int", (attribute) => attribute.i ?? 0) ?? fallback])[0];
  }

  /** A list of integers, or undefined where the attribute is absent. */
  ints(name: string): readonly number[] | undefined {
    const values = this.#get(name, "ints", (attribute) => attribute.ints ?? []);
    return values && this.#exact(name, values);
  }

  /** A number, or the default that the operator defines. */
  float(name: string, fallback: number): number {
    return this.#get(name, "float", (attribute) => attribute.f ?? 0) ?? fallback;
  }

  /** A list of numbers, or undefined where the attribute is absent. */
  floats(name: string): readonly number[] | undefined {
    return this.#get(name, "floats", (attribute) => attribute.floats ?? []);
  }

  /** A text, or the default that the operator defines. */
  text(name: string, fallback: string): string {
    return this.#get(name, "string", (attribute) => new TextDecoder().decode(attribute.s)) ?? fallback;
  }

  /** A list of texts, or undefined where the attribute is absent. */
  texts(name: string): readonly string[] | undefined {
    const decoder = new TextDecoder();
    const texts = this.#get(name, "strings", (attribute) => attribute.strings ?? []);
    return texts?.map((text) => decoder.decode(text));
  }

  /** A tensor, or undefined where the attribute is absent. */
  tensor(name: string): TensorProto | undefined {
    return this.#get(name, "tensor", (attribute) => attribute.t ?? {});
  }

  #get<T>(name: string, type: AttributeType, read: (attribute: AttributeProto) => T): T | undefined {
    const attribute = this.#byName.get(name);
    if (attribute === undefined) return undefined;
    // Files from before IR version 2 leave the type out.
    if ((attribute.type ?? 0) !== 0 && attribute.type !== ATTRIBUTE_TYPES.get(type)) {
      throw new Refusal(`attribute ${name} is not of type ${type}`);
    }
    return read(attribute);
  }

  #exact(name: string, values: readonly number[]): readonly number[] {
    if (values.length > MAX_LIST) {
      throw new Refusal(`attribute ${name} has ${values.length} entries, more than the limit of ${MAX_LIST}`);
    }
    if (!values.every(Number.isSafeInteger)) {
      throw new Refusal(`attribute ${name} is [${values}], which is out of range`);
    }
    return values;
  }
}
