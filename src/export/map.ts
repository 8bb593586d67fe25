import { floorQuotient } from "../base/numbers/floor_quotient.ts";
import type { MapPlan } from "../design/mod.ts";
import { type FixedType, fractionBits } from "../fixed/mod.ts";
import type {
  CastNode,
  ConstantNode,
  Expression,
  LookupNode,
  Operator,
  QuotientNode,
  SelectNode,
} from "../layers/mod.ts";
import { realsOf } from "../simulate/reals.ts";
import { type Shape, sizeOf } from "../tensor/mod.ts";
import { castExact, storedNumbers } from "./cast.ts";
import { ELEMENT, type NodeRequest } from "./graph.ts";
import { castQuotient } from "./quotient.ts";
import {
  cannotExport,
  checkFloat32,
  dimsOf,
  type Site,
  toChannelsFirst,
  type Value,
  viewed,
} from "./values.ts";

/** ONNX's operators of two numbers. */
const OPERATORS: Readonly<Record<Operator, string>> = {
  add: "Add",
  subtract: "Sub",
  multiply: "Mul",
  max: "Max",
  min: "Min",
};

/** A stage that computes every element by itself: a node of the graph, or a few, for a node of its expression. */
export function writeMap(plan: MapPlan, to: FixedType, site: Site): Value {
  const writer = new ExpressionWriter(plan, site);
  const name = writer.write(plan.expression);
  const { exact } = plan.expression;
  if (exact.fraction !== fractionBits(to)) throw new TypeError(`"${site.stage}" ends in another type`);
  return { name, shape: site.shape, numbers: exact };
}

/** Writes expressions; every value that is computed is what its node says, as a real number. */
class ExpressionWriter {
  readonly #site: Site;
  /** What the operands are, at the shape of the output or repeated by ONNX's rules. */
  readonly #operands: readonly Value[];

  constructor({ repeats }: MapPlan, site: Site) {
    this.#site = site;
    this.#operands = site.inputs.map((input, i) => {
      const shape = site.shape.map((size, axis) => {
        const isChannel = axis === site.shape.length - 1;
        return (isChannel ? repeats[i].channels : repeats[i].pixels) ? 1 : size;
      });
      return viewed(input, shape, site);
    });
  }

  /** @returns The name of the value. */
  write(node: Expression): string {
    checkFloat32(node.exact, this.#site.stage, "an intermediate result");
    switch (node.kind) {
      case "input":
        return this.#operands[node.operand].name;
      case "constant":
        return this.#constant(node);
      case "literal":
        return this.#number(Number(node.value));
      case "cast":
        return this.#cast(node);
      case "select":
        return this.#select(node);
      case "absolute":
        return this.#node("Abs", [this.write(node.of)]);
      case "shift":
        return this.#node("Mul", [this.write(node.of), this.#number(2 ** node.by)]);
      case "lookup":
        return this.#lookup(node);
      case "quotient":
        throw cannotExport(this.#site.stage, "it goes on with a quotient that is not rounded");
      default:
        return this.#node(OPERATORS[node.kind], node.of.map((each) => this.write(each)));
    }
  }

  #cast({ of, cast: { to } }: CastNode): string {
    const { graph, stage, shape } = this.#site;
    const site = { graph, stage, label: stage, dims: dimsOf(shape) };
    return of.kind === "quotient"
      ? this.#castQuotient(of, to)
      : castExact(this.write(of), of.exact, to, site).name;
  }

  #castQuotient({ of, divisor }: QuotientNode, to: FixedType): string {
    const { graph, stage, shape } = this.#site;
    const { lo, hi, fraction } = of.exact;
    const division = {
      name: this.write(of),
      dividends: of.exact,
      quotients: {
        lo: floorQuotient(lo, BigInt(divisor)),
        hi: -floorQuotient(-hi, BigInt(divisor)),
        fraction,
      },
      divisors: { name: this.#number(divisor), most: divisor },
    };
    return castQuotient(division, to, { graph, stage, label: stage, dims: dimsOf(shape) }).name;
  }

  #select({ less, then, otherwise }: SelectNode): string {
    const isLess = this.#node("Less", less.map((each) => this.write(each)), { element: ELEMENT.bool });
    return this.#node("Where", [isLess, this.write(then), this.write(otherwise)]);
  }

  /** Its numbers, one for each element that differs. */
  #constant({ name, values }: ConstantNode): string {
    const { graph, stage, shape } = this.#site;
    const reals = realsOf(values);
    const channels = shape[shape.length - 1];
    const place = (data: ArrayLike<number>, dims: Shape) =>
      storedNumbers({ data, dims, type: values.type }, { graph, stage, label: `${stage}.${name}` });
    if (reals.length === 1) return place(reals, []);
    if (reals.length === channels) {
      return place(
        reals,
        dimsOf(shape.map((size, axis) => axis === shape.length - 1 ? size : 1)),
      );
    }
    const all = Float64Array.from({ length: sizeOf(shape) }, (_, i) => reals[i % reals.length]);
    return place(toChannelsFirst(all, shape), dimsOf(shape));
  }

  /** The entry of each element, gathered by an index that is computed as the hardware does. */
  #lookup({ of, table: { first, segments, entries } }: LookupNode): string {
    const { graph, stage } = this.#site;
    const { fraction, lo, hi } = of.exact;
    const least = lo < first ? lo : first;
    checkFloat32({ lo: lo - first, hi: hi - least, fraction: 0 }, stage, "a place in its table");
    const mantissa = this.#node("Mul", [this.write(of), this.#number(2 ** fraction)]);
    const ahead = first === 0n ? mantissa : this.#node("Sub", [mantissa, this.#number(Number(first))]);
    const place = this.#node("Max", [ahead, this.#number(0)]);
    const indices = segments.map(({ from, shift, base }) => {
      const within = from === 0n ? place : this.#node("Sub", [place, this.#number(Number(from))]);
      const cell = shift === 0
        ? within
        : this.#node("Floor", [this.#node("Mul", [within, this.#number(2 ** -shift)])]);
      return base === 0 ? cell : this.#node("Add", [cell, this.#number(base)]);
    });
    const index = indices.reduce((before, here, i) =>
      this.#node("Where", [
        this.#node("Less", [place, this.#number(Number(segments[i].from))], { element: ELEMENT.bool }),
        before,
        here,
      ])
    );
    const bounded = this.#node("Min", [index, this.#number(entries.data.length - 1)]);
    const whole = this.#node("Cast", [bounded], {
      element: ELEMENT.int64,
      attributes: { to: ELEMENT.int64 },
    });
    const stored = storedNumbers(
      { data: realsOf(entries), dims: [entries.data.length], type: entries.type },
      { graph, stage, label: `${stage}.table` },
    );
    return this.#node("Gather", [stored, whole]);
  }

  #number(value: number): string {
    return this.#site.graph.number(`${this.#site.stage}.number`, value);
  }

  #node(
    operator: string,
    inputs: readonly string[],
    more: Pick<NodeRequest, "element" | "attributes"> = {},
  ): string {
    const { graph, stage, shape } = this.#site;
    return graph.node(`${stage}.${operator.toLowerCase()}`, {
      operator,
      inputs,
      dims: dimsOf(shape),
      ...more,
    });
  }
}
