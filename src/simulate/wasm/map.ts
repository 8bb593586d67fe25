import type { MapPlan } from "../../design/mod.ts";
import { largest } from "../../base/extremes.ts";
import { type Interval, mantissaAt } from "../../fixed/mod.ts";
import {
  commonFraction,
  type ConstantNode,
  constantsOf,
  type Expression,
  isZero,
  nodesOf,
  type OperatorNode,
  periodOf,
} from "../../layers/mod.ts";
import { emitCast, inWords } from "./cast.ts";
import type { StageContext, StagePath } from "./context.ts";
import { emitPlanned } from "./elements.ts";
import type { FunctionBody, Local } from "./encoder.ts";
import { emitExtreme, type Lanes } from "./lanes.ts";
import { bitsOfInterval, fitsWord } from "./range.ts";

/** y = the expression of x, in the narrowest words that hold everything on the way. */
export function emitMap(context: StageContext, { expression }: MapPlan): StagePath | null {
  return emitPlanned(context, (bits) => {
    const parameters: (readonly bigint[])[] = [];
    const code = planNode(expression, {
      bits,
      fraction: expression.exact.fraction,
      parameters,
      period: periodOf(expression),
    });
    if (code === null) return null;
    return {
      bits,
      valueBits: valueBits(expression),
      parameters,
      emit(body, lanes, value, locals) {
        code({ body, lanes, x: value, parameters: locals });
        body.set(value);
      },
    };
  });
}

/** Where code of a node is written. */
interface Site {
  readonly body: FunctionBody;
  readonly lanes: Lanes;
  readonly x: Local;
  readonly parameters: readonly Local[];
}

/** Pushes the words of a node. */
type Code = (site: Site) => void;

/** What is asked of a node. */
interface Request {
  readonly bits: 32 | 64;
  /** Of the words that are pushed; at least those of the node. */
  readonly fraction: number;
  /** Elements until all constants repeat. */
  readonly period: number;
  /** Lists of constants that the code reads, which grow. */
  readonly parameters: (readonly bigint[])[];
}

/** Plans the code of a node; null where a number on the way is no word of so many bits. */
function planNode(node: Expression, request: Request): Code | null {
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
      return moved(({ body, x }) => body.get(x), lift);
    case "cast": {
      const steps = inWords(node.cast, bits);
      // A cast that only keeps low bits asks for no more of the element than its word.
      const of = node.of.kind === "input"
        ? ({ body, x }: Site) => void body.get(x)
        : planNode(node.of, { ...request, fraction: node.of.exact.fraction });
      if (steps === null || of === null) return null;
      return moved((site) => {
        const value = pushedTo(site, of);
        emitCast(site.body, site.lanes, value, steps);
        site.body.get(value);
      }, lift);
    }
    case "select": {
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

/** Bits of the largest number on the way to the cast. */
function valueBits(expression: Expression): number {
  const constants = new Set<Expression>(constantsOf(expression).values());
  const numbers = nodesOf(expression).filter((node) => node.kind !== "cast" && !constants.has(node));
  return largest(numbers.map(({ exact }) => bitsOfInterval(exact)), 0) + 1;
}
