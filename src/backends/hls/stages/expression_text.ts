import type { TensorPlan } from "../../../design/mod.ts";
import { type FixedFormat, printFixedType } from "../../../fixed/mod.ts";
import {
  type ConstantNode,
  type Expression,
  type InputNode,
  isZero,
  type LiteralNode,
  type LookupNode,
  type QuotientNode,
  type ShiftNode,
} from "../../../layers/mod.ts";
import { cppType } from "../names/cpp_type.ts";
import { integerLiteral } from "../names/literals.ts";
import { naming } from "../names/naming.ts";

/** Operators as C++ spells them. */
const SIGNS = { add: "+", multiply: "*" } as const;

/** What generated code calls the things that an expression reads and writes. */
export interface PrinterNames {
  /** Of the elements that meet. */
  readonly operands: readonly string[];
  readonly y: TensorPlan;
  /** Structs that say how a table is read and how a number is divided. */
  readonly structs: ReadonlyMap<Expression, string>;
}

/** Prints nodes as C++; what is needed twice becomes a local constant of its exact type. */
export class Printer {
  readonly locals: string[] = [];
  readonly #names: PrinterNames;
  /** Names of local constants, by the node that they are. */
  readonly #known = new Map<Expression, string>();

  constructor(names: PrinterNames) {
    this.#names = names;
  }

  /** The whole expression as a number of the result type. */
  result(node: Expression): string {
    return node.kind === "cast" ? this.print(node) : this.#in(node, naming.type(this.#names.y.id));
  }

  /** An expression of C++ that gives the exact number. */
  print(node: Expression): string {
    switch (node.kind) {
      case "input":
        return this.#names.operands[node.operand];
      case "constant":
        return `${node.name}(${node.values.data.length === 1 ? "" : "i"})`;
      case "literal":
        return literalText(node);
      case "cast":
        return this.#in(node.of, this.#typeOf(node));
      case "shift":
      case "lookup":
      case "quotient":
        return this.#call(node, this.#typeOf(node));
      case "subtract":
        if (isZero(node.of[0])) return `-${this.#factor(node.of[1])}`;
        return node.of.map((each) => this.#factor(each)).join(" - ");
      case "add":
      case "multiply":
        return node.of.map((each) => this.#factor(each)).join(` ${SIGNS[node.kind]} `);
      default:
        return this.#in(node, this.#typeOf(node));
    }
  }

  /** A number in a type; of a choice, the numbers between which it is. */
  #in(node: Expression, type: string): string {
    switch (node.kind) {
      case "max":
      case "min": {
        const [a, b] = node.of.map((each) => inType(this.#atom(each), type));
        const [x, y] = this.#compared(node.of);
        const sign = node.kind === "max" ? "<" : ">";
        return `${x} ${sign} ${y} ? ${b} : ${a}`;
      }
      case "select": {
        const [a, b] = this.#compared(node.less);
        const [then, otherwise] = [node.then, node.otherwise].map((each) => this.#branch(each, type));
        return `${a} < ${b} ? ${then} : ${otherwise}`;
      }
      case "absolute": {
        const of = this.#atom(node.of);
        return `${of} < 0 ? ${inType(`-${of}`, type)} : ${inType(of, type)}`;
      }
      case "shift":
      case "quotient":
        return this.#call(node, type);
      default:
        return inType(this.print(node), type);
    }
  }

  /**
   * Two numbers to be compared. One that has a sign makes the other one signed, too: vendors' headers compare wide numbers
   * as C does its integers, where −1 is more than any unsigned number.
   */
  #compared(nodes: readonly Expression[]): readonly string[] {
    const isSigned = nodes.some(({ exact }) => exact.signed);
    return nodes.map((node) => {
      const text = this.#atom(node);
      const { width, integer, signed } = node.exact;
      if (signed || !isSigned || isZero(node)) return text;
      return inType(text, exactType({ width: width + 1, integer: integer + 1, signed: true }));
    });
  }

  /** A function of a header of ours that reads the bits of a number in its exact type. */
  #call(node: ShiftNode | LookupNode | QuotientNode, type: string): string {
    const known = this.#known.get(node);
    if (known !== undefined) return node.kind === "lookup" ? known : inType(known, type);
    const of = this.#exact(node.of);
    const struct = this.#names.structs.get(node) ?? "";
    switch (node.kind) {
      case "shift":
        return `nnet::move_point<${type}, ap_ufixed<1, ${node.by + 1}>>(${of})`;
      case "lookup":
        return this.#local(node, `nnet::look_up<${struct}>(${of})`);
      case "quotient":
        return `nnet::divide_number<${type}, ${struct}>(${of})`;
    }
  }

  /** A branch of a selection that gives numbers of a type: a cast to it says so itself. */
  #branch(node: Expression, type: string): string {
    const isCast = node.kind === "cast" && this.#typeOf(node) === type;
    const text = isCast ? this.print(node) : this.#in(node, type);
    return isChoice(isCast ? node.of : node) ? `(${text})` : text;
  }

  #factor(node: Expression): string {
    const text = this.print(node);
    // A number in a type stands without brackets: `(A(B(c()))) + x` would be the cast of +x to a type of functions.
    const isOne = isPlain(node) || isCall(node) || node.kind === "multiply" ||
      (node.kind === "cast" && !isChoice(node.of));
    return isOne ? text : `(${text})`;
  }

  /** Something that can be read twice. */
  #atom(node: Expression): string {
    if (isPlain(node)) return this.print(node);
    return this.#known.get(node) ??
      (node.kind === "lookup" ? this.print(node) : this.#local(node, this.print(node)));
  }

  /** A number in the type that holds what its node can give. */
  #exact(node: Expression): string {
    const isOwn = node.kind === "input" && node.exact.width === node.type.width &&
      node.exact.signed === node.type.signed;
    return isOwn ? this.print(node) : isPlain(node) ? this.#local(node, this.print(node)) : this.#atom(node);
  }

  /** A local constant. */
  #local(node: Expression, text: string): string {
    const name = `${NAMES[node.kind]}_${this.locals.length}`;
    this.locals.push(`const ${this.#typeOf(node)} ${name} = ${text};`);
    if (!isPlain(node)) this.#known.set(node, name);
    return name;
  }

  /** The type of a node's numbers; that of the result has a name. */
  #typeOf(node: Expression): string {
    if (node.kind !== "cast") return exactType(node.exact);
    const { y } = this.#names;
    const isResult = printFixedType(node.cast.to) === printFixedType(y.type);
    return isResult ? naming.type(y.id) : cppType(node.cast.to);
  }
}

/** What local constants are called. */
const NAMES = {
  input: "number",
  constant: "number",
  literal: "number",
  absolute: "magnitude",
  shift: "moved",
  lookup: "entry",
  quotient: "quotient",
  add: "sum",
  subtract: "difference",
  multiply: "product",
  max: "raised",
  min: "lowered",
  select: "selected",
  cast: "rounded",
} as const;

function isPlain(node: Expression): node is InputNode | ConstantNode | LiteralNode {
  return node.kind === "input" || node.kind === "constant" || node.kind === "literal";
}

function isCall(node: Expression): node is ShiftNode | LookupNode | QuotientNode {
  return node.kind === "shift" || node.kind === "lookup" || node.kind === "quotient";
}

function isChoice({ kind }: Expression): boolean {
  return kind === "max" || kind === "min" || kind === "select" || kind === "absolute";
}

function inType(text: string, type: string): string {
  return `${type}(${text})`;
}

/** The type that holds every number of a format. */
function exactType(format: FixedFormat): string {
  return cppType({ ...format, quantization: "AP_TRN", overflow: "AP_WRAP" });
}

/** A literal as a number of its own type: integers of C++ have their own rules, but for 0. */
function literalText({ value, exact: { width, signed } }: LiteralNode): string {
  return value === 0n ? "0" : `ap_${signed ? "" : "u"}int<${width}>(${integerLiteral(value)})`;
}
