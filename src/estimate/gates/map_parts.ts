import type { ExpressionForm, LineForm, MergeForm, Stage, TableForm } from "../../design/mod.ts";
import type { ElasticTiming } from "../../target/mod.ts";
import type { WithModule } from "../../design/stage_ends.ts";
import { exhaustive } from "../../base/mod.ts";
import { largest } from "../../base/numbers/extremes.ts";
import { type Expression, nodesOf } from "../../layers/mod.ts";
import {
  castParts,
  divisionParts,
  type ModuleParts,
  multiplierParts,
  registersOf,
  resultParts,
  times,
  together,
} from "./parts.ts";

/** A map: a stage that computes every element by itself. */
type MapSite = Extract<WithModule<Stage>, { readonly kind: "map" }>;

/** What computes the elements of a map. */
export function mapParts(site: MapSite, timing: ElasticTiming): readonly Partial<ModuleParts>[] {
  const { module: { form } } = site;
  switch (form.kind) {
    case "line":
      return lineParts(form, site, timing);
    case "merge":
      return mergeParts(form, site);
    case "table":
      return tableParts(form, site);
    case "expression":
      return expressionParts(form, site);
    default:
      return exhaustive(form);
  }
}

/** A line with a bend (`linear.v`). */
function lineParts(
  { line, turns, factorBits, exactBits, multiplies, result }: LineForm,
  { inputs: [input], output }: MapSite,
  timing: ElasticTiming,
): readonly Partial<ModuleParts>[] {
  const x = input.type.width;
  const cycles = multiplies ? timing.mulBefore + timing.mulAfter : 0;
  const repeats = (turns?.beats ?? 1) - 1;
  const bends = line.up.some((factor, i) => factor !== line.down[i]);
  const bit = { registers: bends ? 1 : 0, comparisons: bends && line.knee !== 0n ? x + 1 : 0 };
  const product = multiplies
    ? together([
      multiplierParts({ a: x, b: factorBits, ...registersOf(timing), isConstant: !bends && repeats === 0 }),
      { registers: bends || repeats > 0 ? factorBits : 0, constants: bends ? factorBits : 0 },
    ])
    : { choices: bends ? x : 0 };
  const ends = [line.least, line.most].filter((end) => end !== null).length;
  // Without a factor the bits above are copies of the sign.
  const exact = multiplies
    ? exactBits
    : Math.min(exactBits, x + (line.shift.some((shift) => shift !== 0n) ? 1 : 0));
  return [
    times(
      output.beats.width,
      together([
        bit,
        product,
        { registers: x },
        {
          sums: line.shift.some((shift) => shift !== 0n) ? exact : 0,
          comparisons: ends * exact,
          choices: ends * exact,
          registers: exact,
        },
        resultParts(result, exact),
        { constants: repeats * (2 * factorBits + exactBits) },
      ]),
    ),
    { control: 3 + cycles + (repeats > 0 ? (turns?.bits ?? 0) * (2 + cycles) : 0) },
  ];
}

/** Two elements that meet (`merge.v`). */
function mergeParts(
  { operation, met: { sum }, beatBits, divisor, divisorBits }: MergeForm,
  { plan, inputs: [a, b = a], output }: MapSite,
): readonly Partial<ModuleParts>[] {
  const bits = sum.width;
  const division = bits + sum.raise;
  const operate: Readonly<Record<MergeForm["operation"], () => Partial<ModuleParts>>> = {
    add: () => ({ sums: bits }),
    subtract: () => ({ sums: bits }),
    max: () => ({ comparisons: bits, choices: bits }),
    min: () => ({ comparisons: bits, choices: bits }),
    multiply: () => multiplierParts({ a: a.type.width, b: b.type.width, before: 1, after: 1 }),
  };
  return [
    times(
      output.beats.width,
      together([
        operate[operation](),
        operation === "multiply" ? {} : { registers: a.type.width + b.type.width + bits },
        divisor === 1 ? {} : divisionParts({ dividend: division, divisor: divisorBits, isConstant: true }),
        resultParts(sum.result, divisor === 1 ? bits : division + 1),
      ]),
    ),
    {
      control: 3 + (divisor === 1 ? 0 : division + 2) +
        (plan.repeats.some(({ pixels }) => pixels) ? beatBits : 0),
    },
  ];
}

/** An entry of a table (`table_lookup.v`). */
function tableParts(
  { table: { segments }, symmetry, placeBits, slope, exactBits, result }: TableForm,
  { module: { tables: [memory] }, inputs: [input], output }: MapSite,
): readonly Partial<ModuleParts>[] {
  const x = input.type.width;
  const folds = symmetry !== "none";
  return [
    times(
      output.beats.width,
      together([
        { registers: 2 * placeBits + 2 * memory.addressBits + memory.bits + (folds ? 6 * x : 0) + exactBits },
        { sums: (folds ? placeBits : 0) + placeBits + segments.length * 2 * memory.addressBits },
        { comparisons: (segments.length - 1) * placeBits + memory.addressBits },
        { choices: placeBits + (segments.length - 1) * memory.addressBits + memory.addressBits },
        { sums: folds ? exactBits : 0, choices: folds ? exactBits : 0 },
        symmetry === "linear" ? multiplierParts({ a: x, b: slope.bits, before: 1, after: 1 }) : {},
        resultParts(result, exactBits),
      ]),
    ),
    { control: 8 },
  ];
}

/** Any formula (`src/backends/rtl/stages/expression_module.ts`). */
function expressionParts(
  { turns, beatBits, widths }: ExpressionForm,
  { plan: { expression, repeats }, module: { cycles }, inputs, output }: MapSite,
): readonly Partial<ModuleParts>[] {
  const bits = (node: Expression) => widths.nodes.get(node) ?? 0;
  return [
    ...inputs.map(({ beats }) => ({ registers: beats.bits * (cycles - 1) })),
    times(
      output.beats.width,
      together([...nodesOf(expression).map((node) => nodeParts(node, bits)), {
        registers: output.type.width,
      }]),
    ),
    {
      control: cycles + (repeats.some(({ pixels }) => pixels) ? beatBits : 0) +
        (turns !== null && turns.beats > 1 ? turns.bits * cycles : 0),
    },
  ];
}

function nodeParts(node: Expression, bits: (node: Expression) => number): Partial<ModuleParts> {
  switch (node.kind) {
    case "input":
    case "constant":
    case "literal":
    case "shift":
      return {};
    case "cast":
      return castParts(node.cast, bits(node.of));
    case "absolute":
      return { sums: bits(node) };
    case "add":
    case "subtract":
      return { sums: bits(node) };
    case "max":
    case "min":
      return { comparisons: largest(node.of.map(bits)), choices: bits(node) };
    case "select":
      return { comparisons: largest(node.less.map(bits)), choices: bits(node) };
    case "multiply":
      return multiplierParts({ a: bits(node.of[0]), b: bits(node.of[1]), before: 0, after: 0 });
    case "lookup":
      return { sums: 2 * bits(node), comparisons: bits(node), choices: bits(node) };
    case "quotient":
      return divisionParts({
        dividend: node.division.dividendBits,
        divisor: node.division.countBits,
        isConstant: true,
      });
    default:
      return exhaustive(node);
  }
}
