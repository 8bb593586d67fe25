import { largest } from "../../base/extremes.ts";
import { packed } from "../../base/packed.ts";
import { type ConstantMemory, type Stage, type StreamTensor, tableEntryType } from "../../design/mod.ts";
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
import { indexBits } from "../../schedule/mod.ts";
import type { FixedTensor } from "../../tensor/mod.ts";
import { castParameters } from "./cast.ts";
import { memoryFile, signedWidth } from "./literals.ts";
import type { StageModule } from "./module.ts";
import { naming } from "./names.ts";

/** What `table_lookup.v` makes of an entry. */
const FORMS: Readonly<Record<TableSymmetry, number>> = { none: 0, odd: 1, complement: 2, rest: 3, linear: 4 };

/** Bits in which `table_lookup.v` is told how far a place is moved. */
const SHIFT_WIDTH = 8;

/** What `table_lookup.v` computes. */
export interface TabledForm {
  readonly table: LookupTable;
  readonly symmetry: TableSymmetry;
  /** Of a linear function above 0. */
  readonly slope: FixedTensor | null;
}

/** The form of an expression around one table; null if it has none of these. */
export function tabledForm(expression: Expression): TabledForm | null {
  const [node, ...others] = lookupsOf(expression);
  if (node === undefined || others.length > 0) return null;
  const { of, table } = node;
  const argument = of.kind === "absolute" ? of.of : of;
  if (argument.kind !== "input") return null;
  if (expression.kind === "cast" && expression.of === node && of.kind === "input") {
    return { table, symmetry: "none", slope: null };
  }
  if (expression.kind !== "select" || of.kind !== "absolute" || table.first !== 0n) return null;
  const form = formOfBranches(expression.less, [uncast(expression.then), uncast(expression.otherwise)], node);
  return form && { table, ...form };
}

function formOfBranches(
  [a, b]: readonly [Expression, Expression],
  [then, otherwise]: readonly [Expression, Expression],
  entry: LookupNode,
): Omit<TabledForm, "table"> | null {
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

function uncast(node: Expression): Expression {
  return node.kind === "cast" ? node.of : node;
}

function isInput({ kind }: Expression): boolean {
  return kind === "input";
}

/** A table as an instance of `table_lookup.v`. */
export function tableModule(
  { id }: Stage,
  { table, symmetry, slope }: TabledForm,
  { memory, input, output }: {
    readonly memory: ConstantMemory;
    readonly input: StreamTensor;
    readonly output: StreamTensor;
  },
): StageModule {
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
  const slopeWidth = signedWidth([factor]);
  const exactWidth = 2 + largest([
    entries.type.width + lifts.entry,
    input.type.width + lifts.x,
    input.type.width + slopeWidth,
    signedWidth([one]),
  ]);
  const count = memory.words;
  const places = [first, ...segments.flatMap(({ from, base }) => [from, BigInt(base)]), BigInt(count)];
  // Sums of a base and of an offset within the numbers of x.
  const placeWidth = largest([input.type.width, signedWidth(places)]) + 2;
  const vector = (values: readonly (bigint | number)[], bits: number) => ({
    bits: packed(values, bits),
    width: bits * values.length,
  });
  const file = naming.memory(id, "entries");
  // Entries of a function that keeps its range are rounded and saturated as entries are; sums, as results are.
  const result = symmetry === "rest" || symmetry === "linear" ? output.type : tableEntryType(output.type);
  return {
    module: "table_lookup",
    parameters: [
      ["LANES", input.beats.width],
      ["X_WIDTH", input.type.width],
      ["X_SIGNED", input.type.signed],
      ["FORM", FORMS[symmetry]],
      ["U_WIDTH", placeWidth],
      ["FIRST", { bits: first, width: placeWidth }],
      ["SEGMENTS", segments.length],
      ["FROM", vector(segments.map(({ from }) => from), placeWidth)],
      ["SHIFT", vector(segments.map(({ shift }) => shift), SHIFT_WIDTH)],
      ["BASE", vector(segments.map(({ base }) => base), placeWidth)],
      ["ENTRIES", count],
      ["ADDRESS_WIDTH", indexBits(count)],
      ["ENTRY_WIDTH", entries.type.width],
      ["ENTRY_SIGNED", entries.type.signed],
      ["FILE", file],
      ["E_WIDTH", exactWidth],
      ["ENTRY_LIFT", lifts.entry],
      ["X_LIFT", lifts.x],
      ["S_WIDTH", slopeWidth],
      ["SLOPE", { bits: factor, width: slopeWidth }],
      ["ONE", { bits: one, width: exactWidth }],
      ...castParameters("RESULT", { dropped: fraction - fractionBits(result), to: result }),
    ],
    memories: new Map([[file, memoryFile(memory)]]),
    inputs: ["in"],
    outputs: [""],
  };
}
