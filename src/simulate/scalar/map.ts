import { castMantissa, laneOf, type Mantissa, mantissaAt } from "../../fixed/mod.ts";
import {
  commonFraction,
  type Expression,
  isZero,
  type LookupTable,
  type Operator,
  periodOf,
} from "../../layers/mod.ts";
import { type FixedTensor, type Mantissas, sizeOf } from "../../tensor/mod.ts";
import { mapElements, mapMantissas } from "./elements.ts";

/** The mantissa of a node for those of the elements that meet, and the index of the element of the output. */
type Evaluate = (operands: readonly Mantissa[], index: number) => bigint;

/** y = the expression of the elements of each tensor that is read. */
export function runMap(
  expression: Expression,
  inputs: readonly FixedTensor[],
  samples: number,
): Mantissas {
  const evaluate = evaluator(expression);
  if (inputs.length > 1) return runJoined(evaluate, inputs, samples);
  const [x] = inputs;
  return periodOf(expression) === 1
    ? mapMantissas(x, (value) => evaluate([value], 0))
    : mapElements(x, (value, index) => evaluate([value], index));
}

/** Of several tensors, which may repeat. */
function runJoined(evaluate: Evaluate, inputs: readonly FixedTensor[], samples: number): Mantissas {
  const shapes = inputs.map(({ shape }) => shape.slice(1));
  const shape = shapes.reduce((a, b) => a.map((size, axis) => Math.max(size, b[axis])));
  const output = { size: sizeOf(shape), channels: shape[shape.length - 1] };
  const places = shapes.map((own) => repeatedPlaces(own, output));
  const y = new BigInt64Array(samples * output.size) as Mantissas;
  for (let sample = 0, i = 0; sample < samples; sample++) {
    for (let element = 0; element < output.size; element++, i++) {
      const operands = inputs.map(({ data, type }, input) =>
        mantissaAt(data, sample * (data.length / samples) + places[input][element], type)
      );
      y[i] = laneOf(evaluate(operands, i) as Mantissa);
    }
  }
  return y;
}

/** The element that an input has for each element of an output, whose pixels or channels it may repeat over. */
function repeatedPlaces(
  shape: readonly number[],
  output: { readonly size: number; readonly channels: number },
): Uint32Array {
  const own = shape[shape.length - 1];
  const pixels = sizeOf(shape) / own;
  return Uint32Array.from({ length: output.size }, (_, i) => {
    const [pixel, channel] = [Math.floor(i / output.channels), i % output.channels];
    return (pixels === 1 ? 0 : pixel) * own + (own === 1 ? 0 : channel);
  });
}

/** Evaluates an expression by definition: every node gives a mantissa with its own fraction bits. */
export function evaluator(node: Expression): Evaluate {
  switch (node.kind) {
    case "input": {
      const { operand } = node;
      return (operands) => operands[operand];
    }
    case "constant": {
      const { data, type } = node.values;
      return (_, index) => mantissaAt(data, index % data.length, type);
    }
    case "literal":
      return () => node.value;
    case "cast": {
      const of = evaluator(node.of);
      const { from, to } = node.cast;
      return (operands, index) => castMantissa(of(operands, index), from.fraction, to);
    }
    case "select": {
      const [a, b] = node.less.map((each) => evaluatorAt(each, commonFraction(node.less)));
      const [then, otherwise] = [node.then, node.otherwise].map((each) =>
        evaluatorAt(each, node.exact.fraction)
      );
      return (operands, index) =>
        a(operands, index) < b(operands, index) ? then(operands, index) : otherwise(operands, index);
    }
    case "absolute": {
      const of = evaluator(node.of);
      return (operands, index) => {
        const value = of(operands, index);
        return value < 0n ? -value : value;
      };
    }
    case "shift":
      return evaluator(node.of);
    case "lookup": {
      const of = evaluator(node.of);
      return (operands, index) => entryAt(node.table, of(operands, index));
    }
    case "quotient": {
      const of = evaluator(node.of);
      const [raise, divisor] = [BigInt(node.raise), BigInt(node.divisor)];
      return (operands, index) => quotientOf(of(operands, index) << raise, divisor);
    }
    case "multiply": {
      const [a, b] = node.of.map(evaluator);
      return (operands, index) => a(operands, index) * b(operands, index);
    }
    default: {
      const [a, b] = node.of.map((each) => evaluatorAt(each, node.exact.fraction));
      const combine = COMBINE[node.kind];
      return (operands, index) => combine(a(operands, index), b(operands, index));
    }
  }
}

/** Operators of mantissas with the same fraction bits. */
const COMBINE: Readonly<Record<Exclude<Operator, "multiply">, (a: bigint, b: bigint) => bigint>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  max: (a, b) => a > b ? a : b,
  min: (a, b) => a < b ? a : b,
};

/** The same with at least as many fraction bits. */
function evaluatorAt(node: Expression, fraction: number): Evaluate {
  const of = evaluator(node);
  if (isZero(node) || fraction === node.exact.fraction) return of;
  const lift = BigInt(fraction - node.exact.fraction);
  return (operands, index) => of(operands, index) << lift;
}

/** The entry of a mantissa. */
function entryAt({ first, segments, entries }: LookupTable, mantissa: bigint): bigint {
  const place = mantissa < first ? 0n : mantissa - first;
  const { from, shift, base } = segments.findLast((segment) => segment.from <= place)!;
  const index = BigInt(base) + ((place - from) >> BigInt(shift));
  const last = BigInt(entries.data.length - 1);
  return mantissaAt(entries.data, Number(index < last ? index : last), entries.type);
}

/** Twice the floor of a quotient, and one more where anything is left. */
function quotientOf(value: bigint, divisor: bigint): bigint {
  const towardsZero = value / divisor;
  const rest = value - towardsZero * divisor;
  if (rest === 0n) return 2n * towardsZero;
  return 2n * (rest < 0n ? towardsZero - 1n : towardsZero) + 1n;
}
