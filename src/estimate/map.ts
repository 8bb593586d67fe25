import { largest } from "../base/numbers/extremes.ts";
import { type MapPlan, streamOf } from "../design/mod.ts";
import { bitsOfBoth, type Expression, type LookupNode, nodesOf } from "../layers/mod.ts";
import { NONE, type ResourceCounts, scale, sum } from "./counts.ts";
import { add, compare, divide, multiply, multiplyBy, registers, select } from "./logic.ts";
import { factorBits } from "../target/mod.ts";
import type { StageSite } from "./site.ts";

/** Resources of an expression in every lane, without the cast of its results: those of its nodes, one by one. */
export function mapResources({ expression, repeats }: MapPlan, site: StageSite<"map">): ResourceCounts {
  const { work, inputs } = site;
  // A beat that meets all of another tensor is held.
  const held = inputs.map((tensor, input) =>
    work.kind === "stream" && repeats[input].pixels ? registers(streamOf(tensor).beats.bits) : NONE
  );
  return sum([...held, ...nodesOf(expression).map((node) => nodeResources(node, site))]);
}

function nodeResources(node: Expression, { lanes, dsp }: Pick<StageSite, "lanes" | "dsp">): ResourceCounts {
  switch (node.kind) {
    case "input":
    case "constant":
    case "literal":
    case "cast":
    case "shift":
    // The place in a table counts it.
    case "absolute":
      return NONE;
    case "lookup":
      return scale(placeResources(node), lanes);
    case "quotient":
      return scale(divide(node.division), lanes);
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

/** The place in a table, which is a memory. */
function placeResources({ of, table: { entries, segments } }: LookupNode): ResourceCounts {
  const width = of.kind === "absolute" ? bitsOf(of.of) : bitsOf(of);
  const place = sum([add(width), compare(width), select(width, 2)]);
  // Every further segment: whether the place is in it, which cell that is, and the choice of its index.
  const index = Math.ceil(Math.log2(entries.data.length + 1));
  const segment = sum([compare(width), add(width), add(index), select(index, 2)]);
  return sum([place, scale(segment, segments.length - 1)]);
}

/** A comparison with 0 reads a sign. */
function comparison(of: readonly [Expression, Expression], bits: number): ResourceCounts {
  const isSign = of.some((each) => each.kind === "literal" && each.value === 0n);
  return isSign ? NONE : compare(bits);
}

/** Bits that a maximum or minimum chooses: of a stored bound those that it has, all others are constant then. */
function choiceBits(of: readonly [Expression, Expression]): number {
  const bound = of.find((each) => each.kind === "constant");
  if (bound !== undefined) return bitsOf(bound);
  return isMet(of) ? bitsOfBoth(of) : largest(of.map(bitsOf));
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
      return branchBits(varies(node.otherwise) ? node.otherwise : node.then);
    case "absolute":
    case "shift":
      return bitsOf(node.of);
    case "lookup":
      return node.table.entries.type.width;
    case "quotient":
      return node.exact.width;
    default: {
      // Elements of two tensors meet in all bits that their result has.
      if (isMet(node.of)) return node.exact.width;
      // What an entry is added to is mostly above it.
      const entry = node.of.find(({ kind }) => kind === "lookup");
      if (entry !== undefined) return bitsOf(entry);
      const varying = node.of.filter(varies);
      return largest((varying.length === 0 ? node.of : varying).map(bitsOf));
    }
  }
}

/** Bits of a branch that is chosen: those of the element where a constant multiplies it. */
function branchBits(node: Expression): number {
  const branch = node.kind === "cast" ? node.of : node;
  if (branch.kind !== "multiply") return bitsOf(branch);
  const element = branch.of.find(varies);
  return element === undefined || branch.of.every(varies) ? bitsOf(branch) : bitsOf(element);
}

/** Whether elements of two tensors meet. */
function isMet([a, b]: readonly [Expression, Expression]): boolean {
  return a.kind === "input" && b.kind === "input" && a.operand !== b.operand;
}

function varies({ kind }: Expression): boolean {
  return kind !== "constant" && kind !== "literal";
}

/** Bits of a node as a signed factor. */
function factorBitsOf(node: Expression): number {
  return node.kind === "input" ? factorBits(node.type) : node.exact.width + (node.exact.signed ? 0 : 1);
}
