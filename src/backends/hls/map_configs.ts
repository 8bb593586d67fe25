import type { MapPlan, TensorPlan } from "../../design/mod.ts";
import { printFixedType } from "../../fixed/mod.ts";
import {
  type ConstantNode,
  constantsOf,
  type Expression,
  type InputNode,
  type LiteralNode,
  periodOf,
} from "../../layers/mod.ts";
import { cppType } from "./cpp_type.ts";
import type { ElementwiseCode } from "./function_configs.ts";
import { integerLiteral } from "./literals.ts";
import { naming } from "./naming.ts";

/** Code of a stage whose function is an expression, printed as C++ that reads like it. */
export function mapCode(
  { expression, function: name }: MapPlan,
  tensors: { readonly x: TensorPlan; readonly y: TensorPlan },
): ElementwiseCode {
  const constants = constantsOf(expression);
  const printer = new Printer(tensors);
  const result = printer.print(expression);
  const parameter = periodOf(expression) === 1 ? "int" : "int i";
  const lines = [
    `// ${name}`,
    "struct function {",
    `    static ${naming.type(tensors.y.id)} apply(${naming.type(tensors.x.id)} x, ${parameter}) {`,
    "#pragma HLS INLINE",
    ...printer.locals.map((line) => `        ${line}`),
    `        return ${result};`,
    "    }",
    "};",
  ];
  return {
    parameters: periodOf(expression),
    constants: Object.fromEntries([...constants].map(([name, { values }]) => [name, values])),
    function: { kind: "own", text: lines.join("\n") },
  };
}

/** Operators as C++ spells them. */
const SIGNS = { add: "+", subtract: "-", multiply: "*" } as const;

/** Prints nodes as C++; what is needed twice becomes a local constant of its exact type. */
class Printer {
  readonly locals: string[] = [];
  readonly #tensors: { readonly x: TensorPlan; readonly y: TensorPlan };

  constructor(tensors: { readonly x: TensorPlan; readonly y: TensorPlan }) {
    this.#tensors = tensors;
  }

  /** An expression of C++ that gives the exact number. */
  print(node: Expression): string {
    switch (node.kind) {
      case "input":
        return "x";
      case "constant":
        return `${node.name}(${node.values.data.length === 1 ? "" : "i"})`;
      case "literal":
        return literalText(node);
      case "cast":
        return this.#in(node.of, this.#typeOf(node));
      case "add":
      case "subtract":
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
        const [a, b] = node.of.map((each) => this.#atom(each));
        const [less, more] = [a, b].map((text) => inType(text, type));
        const sign = node.kind === "max" ? "<" : ">";
        return `${a} ${sign} ${b} ? ${more} : ${less}`;
      }
      case "select": {
        const [a, b] = node.less.map((each) => this.#atom(each));
        const [then, otherwise] = [node.then, node.otherwise].map((each) => this.#branch(each, type));
        return `${a} < ${b} ? ${then} : ${otherwise}`;
      }
      default:
        return inType(this.print(node), type);
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
    const isOne = isPlain(node) || node.kind === "multiply" || (node.kind === "cast" && !isChoice(node.of));
    return isOne ? text : `(${text})`;
  }

  /** Something that can be read twice. */
  #atom(node: Expression): string {
    if (isPlain(node)) return this.print(node);
    const text = this.print(node);
    const name = `${NAMES[node.kind]}_${this.locals.length}`;
    this.locals.push(`const ${this.#typeOf(node)} ${name} = ${text};`);
    return name;
  }

  /** The type of a node's numbers; that of the result has a name. */
  #typeOf(node: Expression): string {
    if (node.kind !== "cast") {
      return cppType({ ...node.exact, quantization: "AP_TRN", overflow: "AP_WRAP" });
    }
    const { y } = this.#tensors;
    const isResult = printFixedType(node.cast.to) === printFixedType(y.type);
    return isResult ? naming.type(y.id) : cppType(node.cast.to);
  }
}

/** What local constants are called. */
const NAMES = {
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

function isChoice({ kind }: Expression): boolean {
  return kind === "max" || kind === "min" || kind === "select";
}

function inType(text: string, type: string): string {
  return `${type}(${text})`;
}

/** A literal as a number of its own type: integers of C++ have their own rules, but for 0. */
function literalText({ value, exact: { width, signed } }: LiteralNode): string {
  return value === 0n ? "0" : `ap_${signed ? "" : "u"}int<${width}>(${integerLiteral(value)})`;
}
