import type { ConstantMemory, Stage, StreamTensor, WindowModule, WindowWords } from "../../design/mod.ts";
import type { ElasticTiming } from "../../target/mod.ts";
import type { WithModule } from "../../design/stage_ends.ts";
import {
  divisionParts,
  type ModuleParts,
  multiplierParts,
  registersOf,
  resultParts,
  times,
  together,
  treeNodes,
} from "./parts.ts";

/**
 * A moving window: what walks, rows that are chosen from, pixels (`moving_window.v`); its memories apart.
 *
 * @param options `masks`: whether pixels that do not exist are 0, else whoever takes them sees to it.
 */
export function windowParts(
  window: WindowModule,
  { beats: { bits: pixel } }: StreamTensor,
  { masks }: { readonly masks: boolean } = { masks: true },
): readonly Partial<ModuleParts>[] {
  const { steps, widths, lineAfter } = window;
  const { window: { rows, columns }, memories } = steps;
  const pixels = rows * columns * pixel;
  const read = 2 + lineAfter;
  const going = rows + columns + widths.phase + 1;
  return [
    {
      registers: pixels + lineAfter * memories * pixel,
      muxes: rows * (memories - 1) * pixel,
      masks: masks ? pixels : 0,
    },
    // What was decided; what goes along until the window is there.
    { control: widths.credit + widths.column + 2 + read * (widths.row + 1) + (read + 1) * going },
    walkParts(window),
  ];
}

/**
 * A window that stays in memory (`moving_words.v`): what walks, what chooses the word to be written and that to be read; its
 * memories apart.
 */
export function wordParts(window: WindowModule, words: WindowWords): readonly Partial<ModuleParts>[] {
  const { steps: { window: { rows, columns }, memories }, widths, lineAfter } = window;
  const { chunks, chunkBits, bits, addressBits, taps, phases } = words;
  const tap = taps.addressBits;
  const read = 5 + lineAfter;
  const pixel = addressBits + widths.row + rows + columns;
  return [
    { registers: lineAfter * bits, muxes: (chunks - 1) * bits, masks: bits },
    {
      control: 2 * (addressBits + chunkBits) + 4 * tap + chunkBits + 3 * pixel + 2 + 3 * addressBits + 3 +
        4 * (widths.credit + 1) + read * (widths.phase + 1) + lineAfter,
      sums: 3 * addressBits + 2 * widths.row,
      constants: (memories - 1) * addressBits + 2 * (phases.length - 1) * tap,
      muxes: rows + columns,
    },
    walkParts(window),
  ];
}

/** Counters of rows, columns, outputs, credits and indices (`window_walk.v`, `row_credits.v`). */
function walkParts({ steps, widths, sweeps, positions }: WindowModule): Partial<ModuleParts> {
  return {
    control: widths.need + widths.credit + widths.count + 3 * widths.row + 2 * widths.phase + 6 +
      entryBits(sweeps) + entryBits(positions) + (steps.phases > 1 ? 2 : 0),
    comparisons: 4 * widths.need + 2 * widths.count,
    constants: Math.max(0, steps.phases - 1) * widths.phase,
  };
}

/** Registers of the entries of a plan that come one after the other (`axis_walk.v`): one, which it is, whether it is the last. */
export function entryBits({ words, bits, addressBits }: ConstantMemory): number {
  return words > 1 ? bits + addressBits + 1 : 0;
}

/** A pooling (`pool.v`). */
export function poolParts(
  { plan, module, inputs: [input] }: Extract<WithModule<Stage>, { readonly kind: "pool" }>,
): readonly Partial<ModuleParts>[] {
  const { sum, countBits, places } = module;
  const taps = plan.taps.length;
  const averages = plan.function === "average";
  const counted = plan.counts === "existing"
    ? { registers: treeNodes(taps) * countBits, sums: (taps - 1) * countBits }
    : places === null
    ? {}
    : together([
      {
        control: entryBits(places.rows) + entryBits(places.columns),
        registers: countBits * Math.ceil(Math.log2(taps)),
      },
      multiplierParts({ a: countBits, b: countBits, before: 0, after: 0 }),
    ]);
  return [
    ...windowParts(module.window, input),
    sum.divides ? counted : {},
    times(
      plan.channels,
      together([
        { masks: taps * input.type.width },
        treeParts({ leaves: taps, bits: sum.width, averages }),
        sum.divides && sum.dividendBits !== null
          ? divisionParts({
            dividend: sum.width + sum.raise,
            divisor: countBits,
            isConstant: plan.counts === "all",
          })
          : {},
        resultParts(sum.result, (sum.dividendBits ?? sum.width) + 1),
      ]),
    ),
    { control: Math.ceil(Math.log2(taps)) + 1 + (sum.divides ? sum.width + sum.raise + 2 : 0) },
  ];
}

/** A tree with a register behind every level: of sums, or of what is larger. */
function treeParts(
  { leaves, bits, averages }: { readonly leaves: number; readonly bits: number; readonly averages: boolean },
): Partial<ModuleParts> {
  const nodes = (leaves - 1) * bits;
  return {
    registers: treeNodes(leaves) * bits,
    ...averages ? { sums: nodes } : { comparisons: nodes, choices: nodes },
  };
}

/** Something of all pixels, or of all channels of one (`global_pool.v`, `argmax.v`). */
export function globalPoolParts(
  { plan, module, inputs: [input] }: Extract<WithModule<Stage>, { readonly kind: "global_pool" }>,
): readonly Partial<ModuleParts>[] {
  const { sum, pixelBits, divisor, divisorBits } = module;
  const x = input.type.width;
  if (plan.places !== null) {
    const { bits, levels } = plan.places;
    const nodes = plan.channels - 1;
    return [
      {
        registers: treeNodes(plan.channels) * (x + bits) - x,
        comparisons: nodes * (x + 1),
        choices: nodes * (x + bits),
        control: levels + 1,
      },
      resultParts(sum.result, (sum.dividendBits ?? sum.width) + 1),
    ];
  }
  const division = sum.width + sum.raise;
  const averages = plan.function === "average";
  return [
    times(
      plan.channels,
      together([
        { registers: sum.width, choices: sum.width },
        averages ? { sums: sum.width } : { comparisons: sum.width, choices: sum.width },
        divisor === 1 ? {} : divisionParts({ dividend: division, divisor: divisorBits, isConstant: true }),
        resultParts(sum.result, (sum.dividendBits ?? sum.width) + 1),
      ]),
    ),
    { control: pixelBits + 2 + (divisor === 1 ? 0 : division + 2) },
  ];
}

/** Copies of a pixel (`upsample.v`). */
export function upsampleParts(
  { plan, module, inputs: [input] }: Extract<WithModule<Stage>, { readonly kind: "upsample" }>,
): readonly Partial<ModuleParts>[] {
  return [
    ...windowParts(module.window, input),
    times(plan.channels, resultParts(plan.numbers.result, input.type.width)),
    { control: 1 },
  ];
}

/** Bits of a share of one element of two (`interpolate.v`). */
const SHARE = 17;

/** Linear resizing (`interpolate.v`, `between.v`). */
export function interpolateParts(
  { plan, module, inputs: [input] }: Extract<WithModule<Stage>, { readonly kind: "interpolate" }>,
  timing: ElasticTiming,
): readonly Partial<ModuleParts>[] {
  const registers = timing.mulBefore + timing.mulAfter;
  const { rows } = module.window.steps.window;
  const hasRows = module.shares.length === 2;
  const between = (bits: number) =>
    together([
      {
        registers: bits + 1 + bits * (1 + registers) + bits + SHARE,
        sums: 2 * bits + 2 + SHARE,
      },
      multiplierParts({ a: bits + 1, b: SHARE, ...registersOf(timing) }),
    ]);
  const across = input.type.width + 1;
  const down = across + SHARE;
  return [
    ...windowParts(module.window, input),
    times(
      plan.channels,
      together([
        times(rows, between(across)),
        hasRows ? between(down) : {},
        resultParts(plan.numbers.result, hasRows ? down + SHARE : down),
      ]),
    ),
    // The shares themselves, which go along with what they belong to.
    { registers: SHARE + (hasRows ? SHARE * (3 + registers) : 0) },
    {
      control: module.shares.reduce((sum, axis) => sum + entryBits(axis), 0) + 2 * (2 + registers) + 1,
    },
  ];
}
