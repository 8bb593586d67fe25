/** Expressions that read one table and do little else. */
import { largest } from "../../base/numbers/extremes.ts";
import { fractionBits, mantissaAt } from "../../fixed/mod.ts";
import {
  type Expression,
  isZero,
  type LookupNode,
  lookupsOf,
  type LookupTable,
  operandsOf,
  type TableSymmetry,
} from "../../layers/mod.ts";
import type { FixedTensor } from "../../tensor/mod.ts";
import type { CastResult } from "../modules/cast_result.ts";
import type { TableForm } from "../modules/map_forms.ts";
import { signedBits } from "../modules/signed_bits.ts";
import type { TensorPlan } from "../plans/tensor_plan.ts";

/** What an expression makes of a table. */
interface TabledFunction {
  readonly table: LookupTable;
  readonly symmetry: TableSymmetry;
  /** Of a linear function above 0. */
  readonly slope: FixedTensor | null;
}

/** The numbers of a result around one table; null if it is no such function. */
export function tableForm({ of, to }: CastResult, input: TensorPlan): TableForm | null {
  const found = tabledFunction(of);
  if (found === null) return null;
  const { table, symmetry, slope } = found;
  const { first, entries, segments } = table;
  const fractions = {
    x: fractionBits(input.type),
    entry: fractionBits(entries.type),
    slope: fractionBits(input.type) + (slope === null ? 0 : fractionBits(slope.type)),
  };
  const fraction = largest([
    fractions.entry,
    ...symmetry === "rest" ? [fractions.x] : [],
    ...symmetry === "linear" ? [fractions.slope] : [],
    ...symmetry === "complement" ? [0] : [],
  ]);
  const factor = symmetry !== "linear" || slope === null
    ? 0n
    : mantissaAt(slope.data, 0, slope.type) << BigInt(fraction - fractions.slope);
  const lifts = { entry: fraction - fractions.entry, x: symmetry === "rest" ? fraction - fractions.x : 0 };
  const one = symmetry === "complement" ? 1n << BigInt(fraction) : 0n;
  const slopeBits = signedBits([factor]);
  const places = [
    first,
    ...segments.flatMap(({ from, base }) => [from, BigInt(base)]),
    BigInt(entries.data.length),
  ];
  return {
    kind: "table",
    table,
    symmetry,
    // Sums of a base and of an offset within the numbers of x.
    placeBits: largest([input.type.width, signedBits(places)]) + 2,
    lifts,
    slope: { factor, bits: slopeBits },
    one,
    exactBits: 2 + largest([
      entries.type.width + lifts.entry,
      input.type.width + lifts.x,
      input.type.width + slopeBits,
      signedBits([one]),
    ]),
    result: { dropped: fraction - fractionBits(to), to },
  };
}

/** The function that an exact result makes of one table; null if it is none of these. */
function tabledFunction(result: Expression): TabledFunction | null {
  const [node, ...others] = lookupsOf(result);
  if (node === undefined || others.length > 0) return null;
  const { of, table } = node;
  const argument = of.kind === "absolute" ? of.of : of;
  if (argument.kind !== "input") return null;
  if (result === node && of.kind === "input") return { table, symmetry: "none", slope: null };
  if (result.kind !== "select" || of.kind !== "absolute" || table.first !== 0n) return null;
  const form = formOfBranches(result.less, [result.then, result.otherwise], node);
  return form && { table, ...form };
}

function formOfBranches(
  [a, b]: readonly [Expression, Expression],
  [then, otherwise]: readonly [Expression, Expression],
  entry: LookupNode,
): Omit<TabledFunction, "table"> | null {
  const isBelow = a.kind === "input" && isZero(b);
  const isAbove = isZero(a) && b.kind === "input";
  const isOf = (node: Expression, kind: Expression["kind"]) =>
    node.kind === kind && operandsOf(node).includes(entry);
  if (isAbove && otherwise === entry && isOf(then, "add") && operandsOf(then).some(isInput)) {
    return { symmetry: "rest", slope: null };
  }
  if (!isBelow) return null;
  if (otherwise === entry && isOf(then, "subtract")) {
    const [whole] = operandsOf(then);
    if (isZero(whole)) return { symmetry: "odd", slope: null };
    return whole.kind === "literal" && whole.value === 1n ? { symmetry: "complement", slope: null } : null;
  }
  if (then !== entry || otherwise.kind !== "multiply") return null;
  const [slope, x] = otherwise.of;
  const isSlope = slope.kind === "constant" && slope.values.data.length === 1 && isInput(x);
  return isSlope ? { symmetry: "linear", slope: slope.values } : null;
}

function isInput({ kind }: Expression): boolean {
  return kind === "input";
}
