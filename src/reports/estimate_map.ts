import { largest } from "../base/extremes.ts";
import { type Expression, nodesOf } from "../layers/mod.ts";
import { NONE, type ResourceCounts, scale, sum } from "./estimate_counts.ts";
import { add, compare, factorBits, multiply, multiplyBy, select } from "./estimate_logic.ts";
import type { StageSite } from "./estimate_site.ts";

/** Resources of an expression in every lane, without the cast of its results: those of its nodes, one by one. */
export function mapResources(expression: Expression, site: StageSite): ResourceCounts {
  return sum(nodesOf(expression).map((node) => nodeResources(node, site)));
}

function nodeResources(node: Expression, { lanes, dsp }: StageSite): ResourceCounts {
  switch (node.kind) {
    case "input":
    case "constant":
    case "literal":
    case "cast":
      return NONE;
    case "multiply": {
      const [a, b] = node.of;
      if (a.kind === "constant") return multiplyBy(a.values, { bits: factorBitsOf(b), lanes, dsp });
      if (b.kind === "constant") return multiplyBy(b.values, { bits: factorBitsOf(a), lanes, dsp });
      return scale(multiply({ a: factorBitsOf(a), b: factorBitsOf(b) }, dsp), lanes);
    }
    case "add":
    case "subtract":
      return scale(add(bitsOf(node)), lanes);
    case "max":
    case "min": {
      const bits = choiceBits(node.of);
      return scale(sum([comparison(node.of, bits), select(bits, 2)]), lanes);
    }
    case "select": {
      const compared = largest(node.less.map(bitsOf));
      return scale(sum([comparison(node.less, compared), select(bitsOf(node), 2)]), lanes);
    }
  }
}

/** A comparison with 0 reads a sign. */
function comparison(of: readonly [Expression, Expression], bits: number): ResourceCounts {
  const isSign = of.some((each) => each.kind === "literal" && each.value === 0n);
  return isSign ? NONE : compare(bits);
}

/** Bits that a maximum or minimum chooses: of a stored bound those that it has, all others are constant then. */
function choiceBits(of: readonly [Expression, Expression]): number {
  const bound = of.find((each) => each.kind === "constant");
  return bound === undefined ? largest(of.map(bitsOf)) : bitsOf(bound);
}

/**
 * Bits that arithmetic works with: all that a product of stored numbers has whatever they are, a sum as many as what is added
 * up varies, a selection as many as its last branch that varies.
 */
function bitsOf(node: Expression): number {
  switch (node.kind) {
    case "input":
      return node.type.width;
    case "constant":
      return node.values.type.width;
    case "literal":
      return 0;
    case "cast":
      return bitsOf(node.of);
    case "multiply":
      return bitsOf(node.of[0]) + bitsOf(node.of[1]);
    case "select":
      return varies(node.otherwise) ? bitsOf(node.otherwise) : bitsOf(node.then);
    default: {
      const varying = node.of.filter(varies);
      return largest((varying.length === 0 ? node.of : varying).map(bitsOf));
    }
  }
}

function varies({ kind }: Expression): boolean {
  return kind !== "constant" && kind !== "literal";
}

/** Bits of a node as a signed factor. */
function factorBitsOf(node: Expression): number {
  return node.kind === "input" ? factorBits(node.type) : node.exact.width + (node.exact.signed ? 0 : 1);
}
