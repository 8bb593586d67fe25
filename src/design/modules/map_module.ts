import { largest } from "../../base/numbers/extremes.ts";
import { type FixedType, fractionBits } from "../../fixed/mod.ts";
import { lookupsOf, periodOf, quotientsOf } from "../../layers/mod.ts";
import { indexBits } from "../../walk/mod.ts";
import type { ElasticTiming } from "../../target/mod.ts";
import { bentLine } from "../tables/bent_line.ts";
import { type CastResult, castResult } from "./cast_result.ts";
import { tensorMemory } from "../memories/constant_memory.ts";
import { metSum } from "./dividers.ts";
import { mapCycles } from "./elastic_cycles.ts";
import { expressionWidths } from "./expression_widths.ts";
import type { BeatTurns, BentLine, ExpressionForm, LineForm, MapForm } from "./map_forms.ts";
import type { MapPlan } from "../plans/map_plan.ts";
import { mergedOperation } from "./merged_operation.ts";
import type { MetSum } from "./exact_sums.ts";
import type { MapModule } from "../plans/module_plans.ts";
import { signedBits } from "./signed_bits.ts";
import { tableForm } from "../tables/table_form.ts";
import type { StreamTensor } from "../plans/tensor_plan.ts";

/** The streams of a map. */
interface MapStreams {
  readonly inputs: readonly [StreamTensor, ...StreamTensor[]];
  readonly output: StreamTensor;
}

/** Plans the module of a map. */
export function planMapModule(plan: MapPlan, ends: MapStreams, timing: ElasticTiming): MapModule {
  const { inputs: [a, b], output } = ends;
  const result = castResult(plan.expression);
  const met = b === undefined ? null : metSum(plan, { inputs: [a, b], to: result?.to ?? output.type });
  const tables = lookupsOf(plan.expression).map(({ table }) => tensorMemory(table.entries));
  const form = (result && templateOf(result, ends, met)) ?? expressionForm(plan, output);
  return { kind: "map", form, tables, cycles: mapCycles({ form, met, tables }, timing) };
}

/** What a template of its own computes; null for any other result. */
function templateOf(
  result: CastResult,
  { inputs: [input, other], output }: MapStreams,
  met: MetSum | null,
): MapForm | null {
  const { of, to } = result;
  if (other === undefined) {
    const table = tableForm(result, input);
    if (table !== null) return table;
    const line = bentLine(of, periodOf(of));
    return line && lineForm(line, { input, to });
  }
  const operation = mergedOperation(of);
  if (operation === null || met === null) return null;
  const divisor = quotientsOf(of).at(0)?.divisor ?? 1;
  const beatBits = indexBits(output.beats.count);
  return { kind: "merge", operation, met, beatBits, divisor, divisorBits: indexBits(divisor + 1) };
}

/** The wires of any expression. */
function expressionForm({ expression }: MapPlan, output: StreamTensor): ExpressionForm {
  return {
    kind: "expression",
    turns: beatTurns(periodOf(expression), output),
    beatBits: indexBits(output.beats.count),
    widths: expressionWidths(expression),
  };
}

function lineForm(
  line: BentLine,
  { input, to }: { readonly input: StreamTensor; readonly to: FixedType },
): LineForm {
  const turns = beatTurns(line.up.length, input);
  const factors = [...line.up, ...line.down];
  const factorBits = signedBits(factors);
  const added = signedBits([...line.shift, line.least ?? 0n, line.most ?? 0n]);
  return {
    kind: "line",
    line,
    turns,
    factorBits,
    exactBits: largest([input.type.width + factorBits, added]) + 1,
    multiplies: turns !== null && turns.beats > 1 || factors.some((factor) => !isWired(factor)),
    result: { dropped: line.fraction - fractionBits(to), to },
  };
}

/** Whether a product with a constant is no more than wires: 0, or a power of two. */
function isWired(factor: bigint): boolean {
  return factor >= 0n && (factor & (factor - 1n)) === 0n;
}

/** How constants for so many elements repeat along the beats of a stream. */
function beatTurns(period: number, { beats: { width, count } }: StreamTensor): BeatTurns | null {
  const beats = period <= width ? 1 : period / width;
  const repeats = period <= width ? width % period === 0 : Number.isInteger(beats) && count % beats === 0;
  return repeats ? { beats, bits: indexBits(beats) } : null;
}
