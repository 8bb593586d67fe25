import { largest } from "../../../base/numbers/extremes.ts";
import type { MapPlan } from "../../../design/mod.ts";
import {
  constantsOf,
  type Expression,
  type LookupNode,
  lookupsOf,
  nodesOf,
  periodOf,
} from "../../../layers/mod.ts";
import type { MapContext, StagePath } from "../context.ts";
import { emitPlanned } from "../assembler/elements.ts";
import type { FunctionBody, Local } from "../assembler/encoder.ts";
import { emitGather } from "../moves/gather.ts";
import type { Lanes } from "../assembler/lanes.ts";
import { NO_MARGINS, type TensorLayout } from "../layout.ts";
import { emitIndex, emitIndices, placeTable, tableWords } from "./lookup.ts";
import { planNode } from "./map_nodes.ts";
import { emitNest, type NestOperand } from "../assembler/nest.ts";
import { bitsOfInterval, wordBytes } from "./range.ts";
import { emitTabled } from "./tabled.ts";
import { operandOf, viewAs } from "../moves/views.ts";

/** y = the expression of the elements that meet, in the narrowest words that hold everything on the way. */
export function emitMap(context: MapContext, plan: MapPlan): StagePath | null {
  const { expression, repeats } = plan;
  const lookups = lookupsOf(expression);
  if (lookups.length === 0 && repeats.length === 1) return emitElementwise(context, expression);
  const tabled = emitTabled(context, expression);
  if (tabled !== null) return tabled;
  const entries = new Map<LookupNode, TensorLayout>();
  for (const node of lookups) {
    const found = emitLookup(context, { plan, node, entries });
    if (found === null) return null;
    entries.set(node, found);
  }
  const bits = emitFormula(context, { plan, expression, entries, to: context.y.layout });
  if (bits === null) return null;
  const numbers = valueBits(expression);
  if (lookups.length > 0) {
    const count = lookups.reduce((sum, { table }) => sum + table.entries.data.length, 0);
    return {
      path: "table",
      why: `${count} entries, and the linear part in words of ${bits} bits`,
      bits: numbers,
    };
  }
  return { path: `merge i${bits}`, why: `numbers of at most ${numbers} bits`, bits: numbers };
}

/** Of one tensor, without tables: along all of its elements. */
function emitElementwise(context: MapContext, expression: Expression): StagePath | null {
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
        code({ body, lanes, operands: [value], entries: new Map(), parameters: locals });
        body.set(value);
      },
    };
  });
}

/** What the code of a part of a map is written from. */
interface Formula {
  readonly plan: MapPlan;
  readonly expression: Expression;
  /** Of the look-ups in it. */
  readonly entries: ReadonlyMap<LookupNode, TensorLayout>;
  readonly to: TensorLayout;
  /** Changes a result, in a variable, before it is stored. */
  readonly after?: (body: FunctionBody, lanes: Lanes, value: Local) => void;
}

/** Writes the code of an expression; gives the bits of its words, or null where there are none as wide. */
function emitFormula(context: MapContext, { plan, expression, entries, to, after }: Formula): 32 | 64 | null {
  const { body, builder, inputs } = context;
  const { rows, columns, channels } = to;
  for (const bits of [32, 64] as const) {
    const lists: (readonly bigint[])[] = [];
    const period = periodOf(expression);
    const code = planNode(expression, {
      bits,
      fraction: expression.exact.fraction,
      parameters: lists,
      period,
    });
    if (code === null) continue;
    const found = [...entries];
    const tables = period === 1 ? [] : lists.map((values): NestOperand => {
      const word = bits / 8 as 4 | 8;
      const lanes = Array.from({ length: rows * columns * channels }, (_, i) => values[i % period]);
      const address = builder.constants(
        bits === 32 ? Int32Array.from(lanes, Number) : BigInt64Array.from(lanes),
      );
      return operandOf({
        rows,
        columns,
        channels,
        address,
        bytes: word,
        rowPitch: columns * channels * word,
      });
    });
    const operands = [
      ...inputs.map((_, input) => repeated(context, plan, input)),
      ...found.map(([, layout]) => operandOf(layout)),
      ...tables,
      operandOf(to),
    ];
    emitNest(body, { bits, rows, columns, length: channels, operands }, ({ lanes, load, store, words }) => {
      const locals = words(operands.length - 1 + (period === 1 ? lists.length : 0));
      for (let i = 0; i < operands.length - 1; i++) {
        load(i);
        body.set(locals[i]);
      }
      const parameters = locals.slice(inputs.length + found.length);
      if (period === 1) {
        lists.forEach(([value], i) => {
          lanes.constant(body, value);
          body.set(parameters[i]);
        });
      }
      code({
        body,
        lanes,
        operands: locals,
        entries: new Map(found.map(([node], i) => [node, locals[inputs.length + i]])),
        parameters,
      });
      body.set(locals[0]);
      after?.(body, lanes, locals[0]);
      store(operands.length - 1, locals[0]);
    });
    return bits;
  }
  return null;
}

/** A tensor that is read as the output's pixels and channels meet it. */
function repeated(context: MapContext, { repeats }: MapPlan, input: number): NestOperand {
  const { pixels, channels } = repeats[input];
  const { layout } = context.y;
  const operand = operandOf(viewAs(context, context.inputs[input], {
    rows: pixels ? 1 : layout.rows,
    columns: pixels ? 1 : layout.columns,
    channels: channels ? 1 : layout.channels,
  }));
  return { ...operand, ...pixels && { row: 0, column: 0 }, ...channels && { element: 0 } };
}

/** Writes the code that finds the entries of a look-up, element by element; null where its places are no words. */
function emitLookup(
  context: MapContext,
  { plan, node, entries }: Omit<Formula, "expression" | "to"> & { readonly node: LookupNode },
): TensorLayout | null {
  const { body, builder, y } = context;
  // By the entries and not by their type: who reads them computes in the narrowest words that hold them.
  const bytes = wordBytes(node.exact);
  const indices = builder.tensor(y.layout, { bytes: 4, margins: NO_MARGINS });
  const isDirect = plan.repeats.length === 1 && emitIndices(context, { node, indices, bytes, behind: null });
  if (!isDirect) {
    const of = new Map([...entries].filter(([other]) => nodesOf(node.of).includes(other)));
    const words = emitFormula(context, {
      plan,
      expression: node.of,
      entries: of,
      to: indices,
      after: (code, lanes, value) => emitIndex(code, lanes, value, { table: node.table, bytes }),
    });
    if (words === null) return null;
  }
  const to = builder.tensor(y.layout, { bytes, margins: NO_MARGINS });
  emitGather(body, { indices, base: placeTable(builder, tableWords(node.table), bytes), bytes, to });
  return to;
}

/** Bits of the largest number on the way to the cast. */
function valueBits(expression: Expression): number {
  const constants = new Set<Expression>(constantsOf(expression).values());
  const numbers = nodesOf(expression).filter((node) => node.kind !== "cast" && !constants.has(node));
  const bits = numbers.map(({ exact }) => bitsOfInterval(exact));
  return largest([...bits, ...dividendBits(expression)], 0) + 1;
}

/** Bits of what is divided. */
function dividendBits(expression: Expression): readonly number[] {
  return nodesOf(expression).flatMap((node) =>
    node.kind === "quotient" ? [bitsOfInterval(node.of.exact) + node.raise] : []
  );
}
