import type { ExpressionWidths } from "../../../design/mod.ts";
import type { FixedType } from "../../../fixed/mod.ts";
import {
  commonFraction,
  type ConstantNode,
  type Expression,
  isZero,
  type LookupNode,
  type OperatorNode,
  type QuotientNode,
  type SelectNode,
} from "../../../layers/mod.ts";
import type { FixedTensor } from "../../../tensor/mod.ts";
import { typeParameters } from "./cast.ts";
import { instance } from "../text/instance.ts";
import { hexLiteral } from "../text/literals.ts";
import type { Parameter } from "../text/module.ts";

/** What a node is in Verilog: a wire of so many bits, the highest of them its sign. */
interface Wire {
  readonly name: string;
  readonly width: number;
}

/** Names of what a lane reads. */
export interface LaneNames {
  /** Bits of each element that meets, of its type. */
  readonly operands: readonly string[];
  /** Bits of a constant, of its type. */
  readonly constant: (node: ConstantNode) => string;
  /** All numbers of a tensor side by side, the first in the lowest bits. */
  readonly words: (values: FixedTensor) => string;
}

/** The wires of an expression for one element: lines of Verilog, and the bits of the result in a type. */
export function printLane(
  expression: Expression,
  { names, widths, y }: {
    readonly names: LaneNames;
    readonly widths: ExpressionWidths;
    readonly y: FixedType;
  },
): { readonly lines: readonly string[]; readonly result: string } {
  const lane = new Lane(names, widths);
  const { name, width } = lane.print(expression);
  return {
    lines: [...lane.lines, ...unused(lane.wires)],
    result: fitted({ name, width }, y.width),
  };
}

/** Reads wires of which no one may read all bits. */
function unused(wires: readonly string[]): readonly string[] {
  return ["wire unused = &{1'b0,", wires.map((name) => `    ${name}`).join(",\n"), "};"];
}

/** Prints nodes as wires, each of them once. */
class Lane {
  readonly lines: string[] = [];
  readonly wires: string[] = [];
  readonly #names: LaneNames;
  readonly #widths: ExpressionWidths;
  readonly #known = new Map<Expression, Wire>();

  constructor(names: LaneNames, widths: ExpressionWidths) {
    this.#names = names;
    this.#widths = widths;
  }

  print(node: Expression): Wire {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const wire = this.#printed(node);
    this.#known.set(node, wire);
    return wire;
  }

  #printed(node: Expression): Wire {
    const width = planned(this.#widths.nodes, node);
    switch (node.kind) {
      case "input":
        return this.#stored(this.#names.operands[node.operand], node.type);
      case "constant":
        return this.#stored(this.#names.constant(node), node.values.type);
      case "literal":
        return this.#wire(width, hexLiteral(node.value, width));
      case "shift":
        return this.print(node.of);
      case "absolute": {
        const of = this.print(node.of);
        const own = fitted(of, width);
        return this.#wire(width, `${sign(of)} ? -${own} : ${own}`);
      }
      case "select":
        return this.#select(node, width);
      case "lookup":
        return this.#lookup(node);
      case "quotient":
        return this.#quotient(node, width);
      case "cast": {
        const from = this.print(node.of);
        const { to, dropped } = node.cast;
        const bits = this.#bits(to.width);
        this.#instance("cast", [
          ["IN_WIDTH", from.width],
          ["IN_SIGNED", true],
          ["SHIFT", dropped],
          ...typeParameters("OUT", to).map(([key, value]): Parameter => [
            key.replace(/^OUT_(QUANTIZATION|OVERFLOW)$/, "$1"),
            value,
          ]),
        ], [["in", from.name], ["out", bits]]);
        return this.#stored(bits, to);
      }
      default:
        return this.#operator(node, width);
    }
  }

  #operator(node: OperatorNode, width: number): Wire {
    switch (node.kind) {
      case "multiply": {
        const [a, b] = node.of.map((each) => fitted(this.print(each), width));
        return this.#wire(width, `${a} * ${b}`);
      }
      case "add":
      case "subtract": {
        const [a, b] = node.of.map((each) => fitted(this.#raised(each, node.exact.fraction), width));
        return this.#wire(width, `${a} ${node.kind === "add" ? "+" : "-"} ${b}`);
      }
      case "max":
      case "min": {
        const [a, b] = node.of.map((each) => this.#raised(each, node.exact.fraction));
        const [less, more] = [fitted(a, width), fitted(b, width)];
        const text = node.kind === "max" ? `${more} : ${less}` : `${less} : ${more}`;
        return this.#wire(width, `${isLess(a, b)} ? ${text}`);
      }
    }
  }

  #select(node: SelectNode, width: number): Wire {
    const [a, b] = node.less.map((each) => this.#raised(each, commonFraction(node.less)));
    const [then, otherwise] = [node.then, node.otherwise].map((each) =>
      fitted(this.#raised(each, node.exact.fraction), width)
    );
    return this.#wire(width, `${isLess(a, b)} ? ${then} : ${otherwise}`);
  }

  #lookup(node: LookupNode): Wire {
    const { of, table: { first, segments, entries } } = node;
    const { place: width, address } = planned(this.#widths.lookups, node);
    const mantissa = this.print(of);
    const count = entries.data.length;
    const behind = this.#wire(width, `${fitted(mantissa, width)} - ${hexLiteral(first, width)}`);
    const place = this.#wire(width, `${sign(behind)} ? ${hexLiteral(0n, width)} : ${behind.name}`);
    let index = "";
    for (const { from, shift, base } of segments) {
      const start = hexLiteral(from, width);
      const cell = this.#wire(
        width,
        `((${place.name} - ${start}) >> ${shift}) + ${hexLiteral(BigInt(base), width)}`,
      );
      index = index === ""
        ? cell.name
        : this.#wire(width, `${place.name} < ${start} ? ${index} : ${cell.name}`).name;
    }
    const last = hexLiteral(BigInt(count - 1), width);
    const bounded = this.#wire(width, `${index} > ${last} ? ${last} : ${index}`);
    const bits = this.#bits(entries.type.width);
    this.#instance("mux", [["WIDTH", entries.type.width], ["COUNT", count], ["INDEX_WIDTH", address]], [
      ["words", this.#names.words(entries)],
      ["index", `${bounded.name}[${address - 1}:0]`],
      ["word", bits],
    ]);
    return this.#stored(bits, entries.type);
  }

  #quotient(node: QuotientNode, bits: number): Wire {
    const { of, divisor, raise } = node;
    const width = planned(this.#widths.dividends, node);
    const from = this.print(of);
    const dividend = this.#wire(width, fitted(this.#shifted(from, raise), width));
    const by = this.#wire(width, hexLiteral(BigInt(divisor), width));
    const whole = this.#wire(width, `$signed(${dividend.name}) / $signed(${by.name})`);
    const rest = this.#wire(width, `${dividend.name} - ${whole.name} * ${by.name}`);
    const floor = this.#wire(width, `${whole.name} - {{${width - 1}{1'b0}}, ${sign(rest)}}`);
    const twice = this.#wire(width + 1, `{${floor.name}, |${rest.name}}`);
    return this.#wire(bits, fitted(twice, bits));
  }

  /** The mantissa with at least as many fraction bits. */
  #raised(node: Expression, fraction: number): Wire {
    const wire = this.print(node);
    return isZero(node) ? wire : this.#shifted(wire, fraction - node.exact.fraction);
  }

  #shifted(wire: Wire, by: number): Wire {
    return by === 0 ? wire : this.#wire(wire.width + by, `{${wire.name}, {${by}{1'b0}}}`);
  }

  /** Bits of a type with a sign in front of them. */
  #stored(bits: string, { width, signed }: FixedType): Wire {
    return signed ? this.#wire(width, bits) : this.#wire(width + 1, `{1'b0, ${bits}}`);
  }

  #wire(width: number, value: string): Wire {
    const name = `n${this.lines.length}`;
    this.lines.push(`wire [${width - 1}:0] ${name} = ${value};`);
    this.wires.push(name);
    return { name, width };
  }

  #bits(width: number): string {
    const name = `n${this.lines.length}`;
    this.lines.push(`wire [${width - 1}:0] ${name};`);
    this.wires.push(name);
    return name;
  }

  #instance(
    module: string,
    parameters: readonly Parameter[],
    connections: readonly (readonly [string, string])[],
  ): void {
    const name = `${module}_${this.lines.length}`;
    this.lines.push(instance(module, name, parameters, connections).join("\n").trim());
  }
}

/** What is planned of a node. */
function planned<Node, Value>(widths: ReadonlyMap<Node, Value>, node: Node): Value {
  const value = widths.get(node);
  if (value === undefined) throw new TypeError("A node of another expression has no width here");
  return value;
}

/** A number in so many bits: more have its sign, and fewer what is left of it. */
function fitted({ name, width }: Wire, bits: number): string {
  if (bits === width) return name;
  return bits < width ? `${name}[${bits - 1}:0]` : `{{${bits - width}{${name}[${width - 1}]}}, ${name}}`;
}

function sign({ name, width }: Wire): string {
  return `${name}[${width - 1}]`;
}

/** Whether a number with a sign is less than another. */
function isLess(a: Wire, b: Wire): string {
  const width = Math.max(a.width, b.width);
  return `$signed(${fitted(a, width)}) < $signed(${fitted(b, width)})`;
}
