import { largest } from "../../base/numbers/extremes.ts";
import { fractionBits } from "../../fixed/mod.ts";
import { lookupsOf, periodOf, quotientsOf } from "../../layers/mod.ts";
import { indexBits } from "../../walk/mod.ts";
import type { ElasticTiming } from "../../target/mod.ts";
import { bentLine } from "../tables/bent_line.ts";
import { tensorMemory } from "../memories/constant_memory.ts";
import { metSum } from "./dividers.ts";
import { mapCycles } from "./elastic_cycles.ts";
import { expressionWidths } from "./expression_widths.ts";
import type { BeatTurns, BentLine, LineForm, MapForm } from "./map_forms.ts";
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
  const met = b === undefined ? null : metSum(plan, { inputs: [a, b], output });
  const tables = lookupsOf(plan.expression).map(({ table }) => tensorMemory(table.entries));
  const form = formOf(plan, ends, met);
  return { kind: "map", form, tables, cycles: mapCycles({ form, met, tables }, timing) };
}

/** The template that computes an expression, or its wires. */
function formOf(
  { expression }: MapPlan,
  { inputs: [input, other], output }: MapStreams,
  met: MetSum | null,
): MapForm {
  const operation = mergedOperation(expression);
  if (operation !== null && met !== null) {
    const divisor = quotientsOf(expression).at(0)?.divisor ?? 1;
    const beatBits = indexBits(output.beats.count);
    return { kind: "merge", operation, met, beatBits, divisor, divisorBits: indexBits(divisor + 1) };
  }
  const table = tableForm(expression, { input, output });
  if (table !== null) return table;
  const period = periodOf(expression);
  const line = other === undefined ? bentLine(expression, period) : null;
  if (line !== null) return lineForm(line, { input, output });
  return {
    kind: "expression",
    turns: beatTurns(period, output),
    beatBits: indexBits(output.beats.count),
    widths: expressionWidths(expression),
  };
}

function lineForm(
  line: BentLine,
  { input, output }: { readonly input: StreamTensor; readonly output: StreamTensor },
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
    result: { dropped: line.fraction - fractionBits(output.type), to: output.type },
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
