import { type Interval, mantissaAt } from "../../../fixed/mod.ts";
import {
  type CastNode,
  castTo,
  commonFraction,
  type ConstantNode,
  type Expression,
  isZero,
  type LookupNode,
  operate,
  type OperatorNode,
  type QuotientNode,
  type SelectNode,
} from "../../../layers/mod.ts";
import { emitCast, inWords } from "./cast.ts";
import type { FunctionBody, Local } from "../assembler/encoder.ts";
import { emitExtreme, type Lanes } from "../assembler/lanes.ts";
import { emitDivision } from "./quotient.ts";
import { fitsWord } from "./range.ts";

/** Where code of a node is written, and what it reads. */
export interface Site {
  readonly body: FunctionBody;
  readonly lanes: Lanes;
  /** The elements that meet. */
  readonly operands: readonly Local[];
  /** What look-ups have found for them. */
  readonly entries: ReadonlyMap<LookupNode, Local>;
  readonly parameters: readonly Local[];
}

/** Pushes the words of a node. */
export type Code = (site: Site) => void;

/** What is asked of a node. */
export interface Request {
  readonly bits: 32 | 64;
  /** Of the words that are pushed; at least those of the node. */
  readonly fraction: number;
  /** Elements until all constants repeat. */
  readonly period: number;
  /** Lists of constants that the code reads, which grow. */
  readonly parameters: (readonly bigint[])[];
}

/** Plans the code of a node; null where a number on the way is no word of so many bits. */
export function planNode(node: Expression, request: Request): Code | null {
  const { bits, fraction } = request;
  if (isZero(node)) return ({ body, lanes }) => lanes.constant(body, 0n);
  const lift = fraction - node.exact.fraction;
  if (!fitsWord(lifted(node.exact, lift), bits) || lift >= bits) return null;
  switch (node.kind) {
    case "literal": {
      const value = node.value << BigInt(lift);
      return ({ body, lanes }) => lanes.constant(body, value);
    }
    case "constant": {
      const values = mantissas(node, request.period, lift);
      const index = request.parameters.push(values) - 1;
      return ({ body, parameters }) => body.get(parameters[index]);
    }
    case "input":
      return moved(({ body, operands }) => body.get(operands[node.operand]), lift);
    case "lookup":
      return moved(({ body, entries }) => body.get(entries.get(node)!), lift);
    case "shift":
      return planNode(node.of, { ...request, fraction: fraction + node.by });
    case "absolute": {
      const of = planNode(node.of, { ...request, fraction: fraction });
      if (of === null) return null;
      return (site) => {
        const { body, lanes } = site;
        const [value, negative] = [pushedTo(site, of), body.local(lanes.type)];
        lanes.constant(body, 0n);
        body.get(value).op(lanes.sub).set(negative);
        emitExtreme(body, lanes, { which: "max", of: [value, negative] });
      };
    }
    case "quotient":
      return planDivision(node, request);
    case "cast":
      return planCastNode(node, request);
    case "select": {
      const shared = sharedCast(node);
      const code = shared && planNode(shared, request);
      if (code) return code;
      const common = commonFraction(node.less);
      const [a, b] = node.less.map((each) => planNode(each, { ...request, fraction: common }));
      const [then, otherwise] = [node.then, node.otherwise].map((each) => planNode(each, request));
      if (a === null || b === null || then === null || otherwise === null) return null;
      return (site) => {
        then(site);
        otherwise(site);
        a(site);
        b(site);
        site.body.op(site.lanes.less).op(site.lanes.choose);
      };
    }
    case "multiply":
      return planProduct(node, request);
    default: {
      const [a, b] = node.of.map((each) => planNode(each, request));
      if (a === null || b === null) return null;
      return planOperator(node, [a, b]);
    }
  }
}

function planCastNode(node: CastNode, request: Request): Code | null {
  const steps = inWords(node.cast, request.bits);
  const { of: source } = node;
  // A cast that only keeps low bits asks for no more of the element than its word.
  const of = source.kind === "input"
    ? ({ body, operands }: Site) => void body.get(operands[source.operand])
    : planNode(source, { ...request, fraction: source.exact.fraction });
  if (steps === null || of === null) return null;
  return moved((site) => {
    const value = pushedTo(site, of);
    emitCast(site.body, site.lanes, value, steps);
    site.body.get(value);
  }, request.fraction - node.exact.fraction);
}

/**
 * One cast for a selection of two, where above 0 the element is added to what is chosen elsewhere: of max(x, 0) + that, which is
 * the same number.
 */
function sharedCast({ less: [zero, x], then, otherwise }: SelectNode): CastNode | null {
  if (!isZero(zero) || x.kind !== "input") return null;
  if (then.kind !== "cast" || otherwise.kind !== "cast" || then.of.kind !== "add") return null;
  const [added, rest] = then.of.of;
  const isSame = added.kind === "input" && added.operand === x.operand && rest === otherwise.of;
  if (!isSame || then.cast.to !== otherwise.cast.to) return null;
  return castTo(then.cast.to, operate("add", operate("max", x, zero), rest));
}

function planDivision({ of, divisor, raise, exact }: QuotientNode, request: Request): Code | null {
  const { bits } = request;
  const code = planNode(of, { ...request, fraction: of.exact.fraction });
  if (code === null || raise >= bits || !fitsWord(lifted(of.exact, raise), bits)) return null;
  return moved((site) => {
    const value = pushedTo(site, code);
    emitDivision(site.body, site.lanes, { value, quotient: site.body.local(site.lanes.type) }, {
      raise,
      divisor,
    });
    site.body.get(value);
  }, request.fraction - exact.fraction);
}

function planOperator({ kind }: OperatorNode, [a, b]: readonly [Code, Code]): Code {
  return (site) => {
    const { body, lanes } = site;
    switch (kind) {
      case "max":
      case "min":
        return emitExtreme(body, lanes, { which: kind, of: [pushedTo(site, a), pushedTo(site, b)] });
      default:
        a(site);
        b(site);
        body.op(lanes[kind === "add" ? "add" : kind === "subtract" ? "sub" : "mul"]);
    }
  };
}

/** A product; constants carry the shift to more fraction bits where they have room for it. */
function planProduct(node: OperatorNode, request: Request): Code | null {
  const [a, b] = node.of;
  const lift = request.fraction - node.exact.fraction;
  const isFixed = (each: Expression) => each.kind === "constant" || each.kind === "literal";
  const carrier = lift > 0 &&
    [a, b].find((each) => isFixed(each) && fitsWord(lifted(each.exact, lift), request.bits));
  const codes = [a, b].map((each) => {
    const fraction = each.exact.fraction + (each === carrier ? lift : 0);
    return planNode(each, { ...request, fraction });
  });
  const [first, second] = codes;
  if (first === null || second === null) return null;
  const product = planOperator(node, [first, second]);
  return carrier ? product : moved(product, lift);
}

/** Words shifted up. */
function moved(code: Code, lift: number): Code {
  if (lift === 0) return code;
  return (site) => {
    code(site);
    site.lanes.shiftCount(site.body, lift);
    site.body.op(site.lanes.shiftLeft);
  };
}

/** The words of a node in a variable of their own. */
function pushedTo(site: Site, code: Code): Local {
  const value = site.body.local(site.lanes.type);
  code(site);
  site.body.set(value);
  return value;
}

function mantissas(
  { values: { data, type } }: ConstantNode,
  period: number,
  lift: number,
): readonly bigint[] {
  return Array.from({ length: period }, (_, i) => mantissaAt(data, i % data.length, type) << BigInt(lift));
}

function lifted({ lo, hi, fraction }: Interval, lift: number): Interval {
  return { lo: lo << BigInt(lift), hi: hi << BigInt(lift), fraction: fraction + lift };
}
