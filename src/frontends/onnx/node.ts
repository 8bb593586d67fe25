import { InterlaceError } from "../../base/errors.ts";
import type { LayerBuilder, LayerSpec } from "../import/builder.ts";
import type { Emission } from "../import/layout.ts";
import { Refusal, Unavailable } from "../import/refusal.ts";
import type { Signal } from "../import/signal.ts";
import { Attributes, MAX_LIST } from "./file/attributes.ts";
import { elementTypeName, isFloat } from "./file/element.ts";
import type { NodeProto } from "./file/proto.ts";
import type { ConstantTensor, TensorOrigin } from "./file/tensor.ts";
import { isComputed, type Value } from "./file/value.ts";

/** What importing a node may draw on. */
export interface NodeContext {
  /** Version of ONNX's own operator set. */
  readonly opset: number;
  /** Where the file's tensors come from. */
  readonly origin: TensorOrigin;
  readonly builder: LayerBuilder;
  /** What a name stands for; its producer has been visited before. */
  readonly lookup: (name: string) => Value;
  /** Makes a graph input a layer; null if its shape is open. */
  readonly openInput: (name: string) => Signal | null;
  /** Makes layers of what a signal's numbers still lack, and remembers them under its name. */
  readonly settle: (name: string, signal: Signal) => Signal;
  /** Whether one node alone reads the layer whose output this value is, under whatever name. */
  readonly hasOneReader: (name: string) => boolean;
}

/** A node under import: its attributes, and its inputs as signals and constants. */
export class OnnxNode implements Emission {
  readonly attributes: Attributes;
  readonly opset: number;
  readonly origin: TensorOrigin;
  readonly builder: LayerBuilder;
  readonly #proto: NodeProto;
  readonly #context: NodeContext;

  /** @param name Name for the layers that the node becomes. */
  constructor(proto: NodeProto, readonly name: string, context: NodeContext) {
    this.attributes = new Attributes(proto);
    this.opset = context.opset;
    this.origin = context.origin;
    this.builder = context.builder;
    this.#proto = proto;
    this.#context = context;
  }

  /** Operator type. */
  get op(): string {
    return this.#proto.opType ?? "";
  }

  /** Number of inputs, absent ones between others included. */
  get inputCount(): number {
    return this.#proto.input?.length ?? 0;
  }

  /** Number of outputs that somebody may want. */
  get outputCount(): number {
    return (this.#proto.output ?? []).filter((name) => name !== "").length;
  }

  /** Number of outputs, absent ones between others included. */
  get outputSlots(): number {
    return this.#proto.output?.length ?? 0;
  }

  /** Whether an optional input is there. */
  has(index: number): boolean {
    return this.#nameOf(index) !== "";
  }

  /** Whether an input is there and its values are known. */
  isConstant(index: number): boolean {
    return this.has(index) && this.value(index).kind === "constant";
  }

  /** Whether an input is there and depends on the model's input data. */
  isComputed(index: number): boolean {
    return this.has(index) && isComputed(this.value(index));
  }

  /** Whether nothing else reads the layer that makes an input. */
  isOnlyReader(index: number): boolean {
    return this.#context.hasOneReader(this.#nameOf(index));
  }

  /** Number of axes of an input, the sample axis included, where it is known at all. */
  rank(index: number): number | null {
    if (!this.has(index)) return null;
    const value = this.value(index);
    if (value.kind === "constant") return value.tensor.shape.length;
    if (value.kind === "signal") return value.signal.shape.length + 1;
    return value.kind === "input" ? value.rank : null;
  }

  /**
   * A computed tensor that the node reads.
   * @throws {Refusal} if the input is absent or a constant.
   */
  signal(index: number): Signal {
    const signal = this.scaledSignal(index);
    return signal.scaling === undefined ? signal : this.#context.settle(this.#nameOf(index), signal);
  }

  /**
   * A computed tensor, with what its layer's numbers still lack.
   * @throws {Refusal} if the input is absent or a constant.
   */
  scaledSignal(index: number): Signal {
    const value = this.value(index);
    if (value.kind === "signal") return value.signal;
    if (value.kind === "constant") throw new Refusal(`input ${index} is a constant, not a computed tensor`);
    const opened = value.kind === "input" ? this.#context.openInput(value.name) : null;
    if (opened === null) throw new Unavailable();
    return opened;
  }

  /**
   * A tensor that the node reads and the file gives.
   * @throws {Refusal} if the input is absent or computed.
   */
  constant(index: number): ConstantTensor {
    const value = this.value(index);
    if (value.kind === "constant") return value.tensor;
    if (!isComputed(value)) throw new Unavailable();
    const what = value.kind === "input" ? `graph input "${value.name}"` : "a computed tensor";
    const advice = value.kind === "input" ? `; bind it with --constant ${value.name}=FILE` : "";
    throw new Refusal(`input ${index} is ${what}, supported are constants only${advice}`);
  }

  /**
   * Like {@linkcode constant}, of trained parameters.
   * @throws {InterlaceError} if one of them is NaN or infinite.
   */
  parameter(index: number): ConstantTensor {
    const tensor = this.constant(index);
    const bad = tensor.data.findIndex((value) => !Number.isFinite(value));
    if (bad < 0) return tensor;
    const { file } = this.origin;
    throw new InterlaceError(
      `Cannot import ${file}: tensor "${tensor.name}" of shape [${tensor.shape}] holds ${
        tensor.data[bad]
      } at ` +
        `element ${bad}`,
      { code: "model-invalid", place: { file, layer: this.name }, hint: "Retrain or repair the model." },
    );
  }

  /**
   * A list of integers that the node reads.
   * @throws {Refusal} if the input is computed or is no list.
   */
  integers(index: number): readonly number[] {
    const { shape, data, name, elementType } = this.constant(index);
    if (shape.length > 1 || isFloat(elementType)) {
      const what = `${elementTypeName(elementType)} of shape [${shape}]`;
      throw new Refusal(`input ${index} ("${name}") is ${what}, expected a list of integers`);
    }
    if (data.length > MAX_LIST) {
      throw new Refusal(
        `input ${index} ("${name}") has ${data.length} entries, more than the limit of ${MAX_LIST}`,
      );
    }
    return [...data];
  }

  /**
   * What an input stands for.
   * @throws {Refusal} if the input is absent.
   */
  value(index: number): Value {
    const name = this.#nameOf(index);
    if (name === "") throw new Refusal(`input ${index} is missing`);
    return this.#context.lookup(name);
  }

  #nameOf(index: number): string {
    return this.#proto.input?.[index] ?? "";
  }

  /**
   * A node of ONNX's own domain that does part of this one's work: its inputs are the given values (null for one that
   * is absent), each of which it alone reads unless somebody else reads the input of this node that it comes from.
   *
   * @param proto Its inputs' and its own name are filled in.
   */
  derive(
    proto: Pick<NodeProto, "opType" | "attribute" | "output">,
    values: readonly (Value | null)[],
    name = this.name,
  ): OnnxNode {
    const given = new Map(values.flatMap((value, i) => value === null ? [] : [[String(i), value]]));
    const layerOf = (value: Value) => value.kind === "signal" ? value.signal.layer : null;
    const input = values.map((value, i) => value === null ? "" : String(i));
    return new OnnxNode({ ...proto, input }, name, {
      ...this.#context,
      lookup: (index) => given.get(index)!,
      hasOneReader: (index) => {
        const layer = layerOf(given.get(index)!);
        const own = Array.from({ length: this.inputCount }, (_, i) => i)
          .find((i) => this.has(i) && layerOf(this.value(i)) === layer);
        return own === undefined || this.isOnlyReader(own);
      },
    });
  }

  /** The same node with another value for one of its inputs. */
  with(index: number, value: Value): OnnxNode {
    const name = this.#nameOf(index);
    return new OnnxNode(this.#proto, this.name, {
      ...this.#context,
      lookup: (input) => input === name ? value : this.#context.lookup(input),
    });
  }

  /** Adds the layer that the node becomes; `axes` are those of the result, default those of the source. */
  emit(spec: LayerSpec, source: Signal, axes?: readonly number[]): Value {
    return { kind: "signal", signal: this.builder.emit(spec, source, { name: this.name, axes }) };
  }
}
