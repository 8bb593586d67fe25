import { InterlaceError } from "../../../base/errors.ts";
import type { ConstantBinding, Port } from "../../../model/mod.ts";
import type { ImportOptions } from "../../frontend.ts";
import type { LayerBuilder } from "../../import/builder.ts";
import { channelsLast, plainOrder } from "../../import/layout.ts";
import { Refusal } from "../../import/refusal.ts";
import { portOf, type Signal } from "../../import/signal.ts";
import { elementTypeName, FLOAT, isFloat } from "../file/element.ts";
import type { OnnxGraph } from "./graph.ts";
import { CHANNELS_LAST_DOMAIN } from "../operators/channels_last.ts";
import { OPERATORS, QUANTISERS } from "../operators/table.ts";
import type { DimensionProto, NodeProto, ValueInfoProto } from "../file/proto.ts";
import type { ConstantTensor } from "../file/tensor.ts";

/** Changes of axes that are followed, one behind the other, to find out how an input's axes lie best. */
const MAX_TURNS = 8;

/** A graph input and the number of axes besides the sample axis that it turned out to have. */
export interface InputRank {
  readonly name: string;
  readonly rank: number;
}

/** The graph inputs of a model under import: parameters bound by the user, and data that become input layers. */
export class GraphInputs {
  readonly #graph: OnnxGraph;
  readonly #file: string;
  readonly #bound: ReadonlyMap<string, ConstantTensor>;
  readonly #shapes: ReadonlyMap<string, readonly number[]>;
  readonly #opened = new Map<string, Signal>();
  readonly #open = new Map<string, string>();
  readonly #axesOf: (input: InputRank) => readonly number[];

  /**
   * @param axesOf The order in which the axes of an input lie in its layer; default: as the readers like them best.
   * @throws {InterlaceError} if an option names no graph input or does not fit the one that it names.
   */
  constructor(
    graph: OnnxGraph,
    file: string,
    options: ImportOptions,
    axesOf?: (input: InputRank) => readonly number[],
  ) {
    this.#axesOf = axesOf ?? ((input) => this.#preferredAxes(input));
    this.#graph = graph;
    this.#file = file;
    this.#bound = new Map(
      [...options.constants ?? []].map(([name, binding]) => [name, this.#bind(name, binding)] as const),
    );
    this.#shapes = new Map(
      [...options.inputShapes ?? []].map(([given, shape]) => [this.#inputName(given), shape] as const),
    );
    for (const [name, shape] of this.#shapes) this.#checkShape(name, shape);
  }

  /** Graph inputs that are bound to constants. */
  get bound(): ReadonlyMap<string, ConstantTensor> {
    return this.#bound;
  }

  /** One line for each data input whose shape nobody has fixed. */
  get openShapes(): readonly string[] {
    return [...this.#open.values()];
  }

  /** Graph inputs that nothing has read, in order. */
  get unread(): readonly string[] {
    return [...this.#graph.inputs.keys()].filter((name) =>
      !this.#opened.has(name) && !this.#open.has(name) && !this.#bound.has(name)
    );
  }

  /** The data inputs, in the graph's order. */
  get ports(): readonly Port[] {
    return [...this.#graph.inputs.keys()].flatMap((name) => {
      const signal = this.#opened.get(name);
      return signal === undefined ? [] : [portOf(name, signal)];
    });
  }

  /** Number of axes that the file declares, the sample axis included. */
  rank(name: string): number | null {
    return declared(this.#graph.inputs.get(name))?.length ?? null;
  }

  /**
   * Makes a graph input a layer when it is first read as data; null if its shape is open.
   * @throws {Refusal} if it is not a tensor of floating-point samples with one to three axes.
   */
  open(name: string, builder: LayerBuilder): Signal | null {
    const known = this.#opened.get(name);
    if (known !== undefined) return known;
    const info = this.#graph.inputs.get(name);
    const elementType = info?.type?.tensorType?.elemType;
    if (elementType === undefined) throw new Refusal(`graph input "${name}" is not a tensor`);
    if (!isFloat(elementType)) {
      throw new Refusal(
        `graph input "${name}" holds ${elementTypeName(elementType)}, supported is floating point ` +
          `(a parameter is bound with --constant ${name}=FILE)`,
      );
    }
    const dims = declared(info);
    const given = this.#shapes.get(name);
    const sizes = given ?? dims?.map(fixedSize);
    if (sizes === undefined || sizes.slice(1).some(Number.isNaN)) {
      this.#open.set(name, openShapeText(name, dims));
      return null;
    }
    const [batch, ...shape] = sizes;
    if (shape.length < 1 || shape.length > 3) {
      throw new Refusal(
        `graph input "${name}" has shape [${sizes.map((size) => Number.isNaN(size) ? "batch" : size)}]; ` +
          "supported are one to three axes besides the sample axis",
      );
    }
    const axes = this.#axesOf({ name, rank: shape.length });
    const signal = builder.input({ shape, axes, batch: batch >= 1 ? batch : null }, name);
    this.#opened.set(name, signal);
    return signal;
  }

  /**
   * The order in which a value's axes lie best in a layer: channels last, unless every reader (seen through elementwise
   * operators) turns the axes first, has channels last, or multiplies along the last one.
   */
  #preferredAxes({ name, rank }: InputRank, turns = 0): readonly number[] {
    const orders = this.#readersThroughElementwise(name).map((node) => {
      if (node.opType === "MatMul" || node.domain === CHANNELS_LAST_DOMAIN) return plainOrder(rank);
      const permutation = node.opType === "Transpose" && turns < MAX_TURNS
        ? samplePermutation(node, rank)
        : null;
      if (permutation === null) return channelsLast(rank);
      const [turned = ""] = node.output ?? [];
      return this.#preferredAxes({ name: turned, rank }, turns + 1).map((axis) => permutation[axis]);
    });
    const [first] = orders;
    const agree = first !== undefined && orders.every((order) => order.every((axis, i) => axis === first[i]));
    return agree ? first : channelsLast(rank);
  }

  #readersThroughElementwise(name: string): NodeProto[] {
    const seen = new Set([name]);
    const readers: NodeProto[] = [];
    for (const value of seen) {
      for (const node of this.#graph.consumers.get(value) ?? []) {
        const type = node.opType ?? "";
        const operator = OPERATORS.get(type) ?? QUANTISERS.get(type);
        const passes = operator?.elementwise === true && node.output?.[0];
        if (passes) seen.add(passes);
        else readers.push(node);
      }
    }
    return readers;
  }

  #bind(name: string, { shape, data }: ConstantBinding): ConstantTensor {
    const info = this.#graph.inputs.get(name);
    if (info === undefined) throw this.#error(`bind constant "${name}"`, this.#noSuchInput());
    const dims = declared(info);
    const differs = dims !== null &&
      (dims.length !== shape.length || dims.some((dim, i) => isFixed(dim) && fixedSize(dim) !== shape[i]));
    if (differs || data.length !== shape.reduce((product, size) => product * size, 1)) {
      throw this.#error(
        `bind constant "${name}"`,
        `it has shape [${shape}] and ${data.length} values, the model declares [${
          dims?.map(dimText) ?? "any"
        }]`,
      );
    }
    const elementType = info.type?.tensorType?.elemType ?? FLOAT;
    if (!isFloat(elementType) && !data.every(Number.isSafeInteger)) {
      throw this.#error(
        `bind constant "${name}"`,
        `the model declares ${elementTypeName(elementType)}, not fractions`,
      );
    }
    return { name, elementType, shape, data };
  }

  #inputName(given: string): string {
    const data = [...this.#graph.inputs.keys()].filter((name) => !this.#bound.has(name));
    if (given !== "" && data.includes(given)) return given;
    if (given === "" && data.length === 1) return data[0];
    const problem = given === ""
      ? `it has ${data.length} open inputs, name one of them`
      : "there is no such input";
    throw this.#error(
      `fix the shape of input "${given}"`,
      `${problem}: ${data.map((name) => `"${name}"`).join(", ")}`,
    );
  }

  #checkShape(name: string, shape: readonly number[]): void {
    const dims = declared(this.#graph.inputs.get(name));
    const positive = shape.every((size) => Number.isSafeInteger(size) && size > 0);
    // Behind samples and channels, sizes that the exporter took from its example are no part of the function.
    const fits = dims === null ||
      (dims.length === shape.length &&
        dims.every((dim, i) => i >= 2 || !isFixed(dim) || fixedSize(dim) === shape[i]));
    if (positive && fits) return;
    throw this.#error(
      `fix the shape of input "${name}"`,
      `[${shape}] was given, the model declares [${dims?.map(dimText) ?? "any"}]`,
    );
  }

  #noSuchInput(): string {
    const names = [...this.#graph.inputs.keys()].map((name) => `"${name}"`);
    return `the model has no such open input; it has ${names.join(", ") || "none"}`;
  }

  #error(what: string, problem: string): InterlaceError {
    return new InterlaceError(`Cannot ${what} of ${this.#file}: ${problem}`, {
      code: "option-invalid",
      place: { file: this.#file },
    });
  }
}

function declared(info: ValueInfoProto | undefined): readonly DimensionProto[] | null {
  return info?.type?.tensorType?.shape?.dim ?? null;
}

/** Sizes of 0 and below are what some exporters write for "unknown". */
function isFixed(dim: DimensionProto): boolean {
  return (dim.dimValue ?? 0) > 0;
}

function fixedSize(dim: DimensionProto): number {
  return isFixed(dim) ? dim.dimValue ?? NaN : NaN;
}

function dimText(dim: DimensionProto): string {
  return isFixed(dim) ? String(dim.dimValue) : dim.dimParam || "?";
}

function openShapeText(name: string, dims: readonly DimensionProto[] | null): string {
  if (dims === null) return `input "${name}" has no shape: give all of it with --input-shape ${name}=…`;
  const example = dims.map((dim, i) =>
    isFixed(dim) ? String(dim.dimValue) : i === 0 ? "1" : `<${dimText(dim)}>`
  );
  return `input "${name}" has shape [${dims.map(dimText).join(", ")}]: give --input-shape ${name}=${
    example.join(",")
  }`;
}

/** A Transpose node's permutation without the sample axis, if it leaves that in its place. */
function samplePermutation(node: NodeProto, rank: number): number[] | null {
  const perm = node.attribute?.find((attribute) => attribute.name === "perm")?.ints ?? [];
  return perm.length === rank + 1 && perm[0] === 0 ? perm.slice(1).map((axis) => axis - 1) : null;
}
