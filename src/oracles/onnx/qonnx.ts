import type {
  AttributeProto,
  GraphProto,
  ModelProto,
  NodeProto,
  TensorProto,
} from "../../frontends/onnx/mod.ts";
import { nodeLabel } from "../../frontends/onnx/graph/graph.ts";
import { decodeTensor } from "../../frontends/onnx/file/tensor.ts";
import { OracleRefusal } from "../refusal.ts";

/** Domains of QONNX's operators, which ONNX Runtime does not know. */
const DOMAINS: readonly string[] = ["qonnx.custom_op.general", "finn.custom_op.general", "onnx.brevitas"];

/** The operator set that has everything that quantisers are written with. */
const LEAST_OPSET = 11;

/**
 * An ONNX model with QONNX's quantisers written as operators of ONNX's own, which compute the same float32 numbers; null
 * if there are none in it.
 *
 * @param file What messages call it.
 * @throws {OracleRefusal} for a quantiser whose number of bits is not a constant.
 */
export function writeQuantisersOut(model: ModelProto, file: string): ModelProto | null {
  const { graph = {} } = model;
  const nodes = graph.node ?? [];
  if (!nodes.some(isQuantiser)) return null;
  const writer = new QuantiserWriter(graph, file);
  const node = nodes.flatMap((each) => isQuantiser(each) ? writer.write(each) : [each]);
  const initializer = [...graph.initializer ?? [], ...writer.constants];
  return { ...model, opsetImport: opsetsOf(model), graph: { ...graph, node, initializer } };
}

function isQuantiser({ domain = "" }: NodeProto): boolean {
  return DOMAINS.includes(domain);
}

function opsetsOf({ opsetImport = [] }: ModelProto): ModelProto["opsetImport"] {
  return opsetImport.filter(({ domain = "" }) => !DOMAINS.includes(domain)).map((entry) => ({
    ...entry,
    version: entry.domain ? entry.version : Math.max(entry.version ?? 0, LEAST_OPSET),
  }));
}

/** Writes nodes, one after the other, and the numbers that they need. */
class QuantiserWriter {
  readonly constants: TensorProto[] = [];
  readonly #graph: GraphProto;
  readonly #file: string;
  #nodes: NodeProto[] = [];
  #quantiser = "";
  #count = 0;

  constructor(graph: GraphProto, file: string) {
    this.#graph = graph;
    this.#file = file;
  }

  write(node: NodeProto): readonly NodeProto[] {
    this.#nodes = [];
    this.#quantiser = nodeLabel(node);
    const result = this.#result(node);
    this.#nodes.push({ opType: "Identity", input: [result], output: node.output });
    return this.#nodes;
  }

  #result(node: NodeProto): string {
    const [x, scale, zeroPoint, inputBits, ...rest] = node.input ?? [];
    switch (node.opType) {
      case "BipolarQuant":
        return this.#emit("Mul", this.#signs(x), scale);
      case "Quant":
      case "IntQuant":
        return this.#quant(node, { x, scale, zeroPoint, bits: inputBits });
      case "Trunc":
        return rest.length > 1
          ? this.#secondTrunc(node, { x, scale, zeroPoint, outputScale: rest[0], bits: rest[1] })
          : this.#firstTrunc(node, {
            x,
            scale,
            zeroPoint,
            dropped: this.#number(inputBits) - this.#number(rest[0]),
          });
      default:
        throw this.#failure(`it has no way to run ${node.opType}`);
    }
  }

  #quant(
    node: NodeProto,
    { x, scale, zeroPoint, bits }: { x: string; scale: string; zeroPoint: string; bits: string },
  ): string {
    const moved = this.#emit("Add", this.#emit("Div", x, scale), zeroPoint);
    const signed = flag(node, "signed", 1);
    const codes = signed && this.#number(bits) === 1
      ? this.#signs(moved)
      : this.#round(node, "ROUND", this.#clip(moved, { bits, signed, narrow: flag(node, "narrow", 1) }));
    return this.#emit("Mul", this.#emit("Sub", codes, zeroPoint), scale);
  }

  #firstTrunc(
    node: NodeProto,
    { x, scale, zeroPoint, dropped }: { x: string; scale: string; zeroPoint: string; dropped: number },
  ): string {
    const codes = this.#emit("Round", this.#emit("Add", this.#emit("Div", x, scale), zeroPoint));
    const cut = this.#round(node, "FLOOR", this.#emit("Div", codes, this.#constant(2 ** dropped)));
    return this.#emit("Mul", this.#emit("Sub", cut, zeroPoint), scale);
  }

  #secondTrunc(
    node: NodeProto,
    { x, scale, zeroPoint, outputScale, bits }: {
      x: string;
      scale: string;
      zeroPoint: string;
      outputScale: string;
      bits: string;
    },
  ): string {
    const codes = this.#emit("Round", this.#emit("Add", this.#emit("Div", x, scale), zeroPoint));
    const exponent = Math.round(Math.log2(this.#number(outputScale) / this.#number(scale)));
    const ratio = this.#constant(2 ** exponent);
    const range = { bits, signed: flag(node, "signed", 1), narrow: flag(node, "narrow", 0) };
    const cut = this.#round(node, "FLOOR", this.#clip(this.#emit("Div", codes, ratio), range));
    return this.#emit("Mul", this.#emit("Sub", cut, this.#emit("Div", zeroPoint, ratio)), outputScale);
  }

  #clip(
    x: string,
    { bits, signed, narrow }: { readonly bits: string; readonly signed: boolean; readonly narrow: boolean },
  ): string {
    const width = this.#number(bits);
    const lost = narrow ? 1 : 0;
    const max = signed ? 2 ** (width - 1) - 1 : 2 ** width - 1 - lost;
    const min = signed ? -(2 ** (width - 1)) + lost : 0;
    return this.#emit("Max", this.#emit("Min", x, this.#constant(max)), this.#constant(min));
  }

  #round(node: NodeProto, fallback: string, x: string): string {
    const mode = text(node, "rounding_mode", fallback).toUpperCase();
    const symmetric = (magnitude: string) => this.#emit("Mul", this.#emit("Sign", x), magnitude);
    const half = (operator: string) => this.#emit(operator, this.#emit("Abs", x), this.#constant(0.5));
    switch (mode) {
      case "ROUND":
      case "HALF_EVEN":
        return this.#emit("Round", x);
      case "FLOOR":
        return this.#emit("Floor", x);
      case "CEIL":
        return this.#emit("Ceil", x);
      case "UP":
        return symmetric(this.#emit("Ceil", this.#emit("Abs", x)));
      case "DOWN":
      case "ROUND_TO_ZERO":
        return symmetric(this.#emit("Floor", this.#emit("Abs", x)));
      case "HALF_UP":
        return symmetric(this.#emit("Floor", half("Add")));
      case "HALF_DOWN":
        return symmetric(this.#emit("Ceil", half("Sub")));
      default:
        throw this.#failure(`it has no rounding mode ${mode}`);
    }
  }

  /** 1 for x ≥ 0, −1 below. */
  #signs(x: string): string {
    const below = this.#emit("Less", x, this.#constant(0));
    const number = this.#name();
    const to: AttributeProto = { name: "to", type: 2, i: 1 };
    this.#nodes.push({ opType: "Cast", input: [below], output: [number], attribute: [to] });
    return this.#emit("Sub", this.#constant(1), this.#emit("Mul", number, this.#constant(2)));
  }

  #emit(opType: string, ...input: readonly string[]): string {
    const name = this.#name();
    this.#nodes.push({ opType, input, output: [name] });
    return name;
  }

  #constant(value: number): string {
    const name = this.#name();
    this.constants.push({ name, dims: [], dataType: 1, floatData: [value] });
    return name;
  }

  #name(): string {
    return `interlace quantiser ${this.#count++}`;
  }

  /** The one number of a constant. */
  #number(name: string): number {
    const tensor = this.#graph.initializer?.find((each) => each.name === name) ?? this.#constantNode(name);
    const value = tensor && decodeTensor(tensor, { file: this.#file, external: new Map() }).data[0];
    if (value !== undefined) return value;
    throw this.#failure(`"${name}", a parameter of a quantiser, is not a constant of the file`);
  }

  #constantNode(name: string): TensorProto | undefined {
    const node = this.#graph.node?.find(({ opType, output }) =>
      opType === "Constant" && output?.[0] === name
    );
    return node?.attribute?.find((attribute) => attribute.name === "value")?.t;
  }

  #failure(reason: string): OracleRefusal {
    return new OracleRefusal({ reason, node: this.#quantiser });
  }
}

function flag(node: NodeProto, name: string, fallback: number): boolean {
  const attribute = node.attribute?.find((attribute) => attribute.name === name);
  // A writer may leave out a zero.
  return (attribute === undefined ? fallback : attribute.i ?? 0) !== 0;
}

function text(node: NodeProto, name: string, fallback: string): string {
  const bytes = node.attribute?.find((attribute) => attribute.name === name)?.s;
  return bytes === undefined ? fallback : new TextDecoder().decode(bytes);
}
