/**
 * Fits the coefficients of the estimate to real syntheses and says how far it is off:
 * `deno run --allow-read --allow-write=src/estimate scripts/fit_estimate.ts [--write]`. Accuracy comes from
 * cross-validation split by the shape of the layer: a shape that is estimated was never seen by the fit.
 *
 * @module
 */
import { COEFFICIENTS, type Coefficients } from "../src/estimate/coefficients.ts";
import {
  type DenseShape,
  estimateDense,
  FITTED_BITS,
  muxFeatures,
  registerFeatures,
} from "../src/estimate/dense.ts";
import { dspOf } from "../src/target/mod.ts";
import { type Accuracy, accuracyOf, fitRelative, mean, relativeError, round } from "./statistics.ts";
import type { Strategy } from "../src/design/mod.ts";

/** Where the syntheses lie; not part of the repository. */
export const SYNTHESES = new URL("../../shared/data/synthesis/", import.meta.url);

/** A dense layer that was synthesised, and what the tool reported. */
export interface Synthesis {
  readonly strategy: Strategy;
  readonly inputs: number;
  readonly outputs: number;
  readonly weightBits: number;
  readonly reuseFactor: number;
  /** Cycles. */
  readonly latency: number;
  readonly interval: number;
  readonly DSP: number;
  readonly FF: number;
  readonly LUT: number;
  readonly BRAM_18K: number;
}

/** The successful rows of `dense_results_STRATEGY.csv`. */
export async function readSyntheses(strategy: Strategy): Promise<readonly Synthesis[]> {
  const text = await Deno.readTextFile(new URL(`dense_results_${strategy}.csv`, SYNTHESES));
  const [head, ...rows] = text.trim().split(/\r?\n/).map((line) => line.split(","));
  const at = (row: readonly string[], name: string) => row[head.indexOf(name)];
  return rows.filter((row) => at(row, "hls_synth_success") === "True").map((row) => ({
    strategy,
    inputs: Number(at(row, "d_in")),
    outputs: Number(at(row, "d_out")),
    weightBits: Number(at(row, "prec")),
    reuseFactor: Number(at(row, "rf")),
    latency: Number(at(row, "WorstLatency_hls")),
    interval: Number(at(row, "IntervalMax_hls")),
    DSP: Number(at(row, "DSP_hls")),
    FF: Number(at(row, "FF_hls")),
    LUT: Number(at(row, "LUT_hls")),
    BRAM_18K: Number(at(row, "BRAM_18K_hls")),
  }));
}

/** What the layers that were synthesised have in common: the part is an xcvu13p. */
const COMMON = {
  inputBits: FITTED_BITS,
  accumulatorBits: FITTED_BITS,
  dsp: dspOf("xcvu13p-flga2577-2-e"),
};

/** A synthesis as the estimate takes it. */
function shapeOf(row: Synthesis): DenseShape {
  return { ...row, ...COMMON };
}

/** Fits all coefficients: least squares of relative errors where multipliers are shared, means where they are not. */
export function fitCoefficients(rows: readonly Synthesis[]): Coefficients {
  const shared = rows.filter((row) => row.strategy === "resource" && row.reuseFactor > 1);
  const unrolled = (strategy: Strategy) => {
    const alone = rows.filter((row) => row.strategy === strategy && row.reuseFactor === 1);
    const widths = [...new Set(alone.map((row) => row.weightBits))].sort((a, b) => a - b);
    return widths.map((weightBits) => {
      const rowsOfWidth = alone.filter((row) => row.weightBits === weightBits);
      const perProduct = (pick: (row: Synthesis) => number) =>
        round(mean(rowsOfWidth.map((row) => pick(row) / (row.inputs * row.outputs))));
      return {
        weightBits,
        DSP: perProduct((row) => row.DSP),
        FF: perProduct((row) => row.FF),
        LUT: perProduct((row) => row.LUT),
      };
    });
  };
  return {
    sharedLut: fitRelative(shared.map((row) => ({ features: muxFeatures(shapeOf(row)), value: row.LUT }))),
    sharedFf: fitRelative(shared.map((row) => ({ features: registerFeatures(shapeOf(row)), value: row.FF }))),
    unrolled: { latency: unrolled("latency"), resource: unrolled("resource") },
  };
}

/** What is compared. */
export const FIGURES = ["latency", "interval", "DSP", "LUT", "FF", "BRAM_18K"] as const;
export type FigureName = typeof FIGURES[number];
type Estimator = (row: Synthesis) => Readonly<Record<FigureName, number>>;

/** Cross-validation, leaving out one shape at a time. */
export function crossValidate(
  rows: readonly Synthesis[],
  fit: (rows: readonly Synthesis[]) => Estimator,
): Readonly<Record<FigureName, Accuracy>> {
  const shapeOf = (row: Synthesis) => `${row.inputs}x${row.outputs}`;
  const errors: Record<FigureName, number[]> = {
    latency: [],
    interval: [],
    DSP: [],
    LUT: [],
    FF: [],
    BRAM_18K: [],
  };
  for (const shape of new Set(rows.map(shapeOf))) {
    const estimate = fit(rows.filter((row) => shapeOf(row) !== shape));
    for (const row of rows.filter((candidate) => shapeOf(candidate) === shape)) {
      const estimated = estimate(row);
      for (const name of FIGURES) errors[name].push(relativeError(estimated[name], row[name]));
    }
  }
  return {
    latency: accuracyOf(errors.latency),
    interval: accuracyOf(errors.interval),
    DSP: accuracyOf(errors.DSP),
    LUT: accuracyOf(errors.LUT),
    FF: accuracyOf(errors.FF),
    BRAM_18K: accuracyOf(errors.BRAM_18K),
  };
}

/** The estimate with coefficients fitted to rows. */
export function fittedEstimator(rows: readonly Synthesis[]): Estimator {
  const coefficients = fitCoefficients(rows);
  return (row) => estimateDense(shapeOf(row), coefficients);
}

/** What one would do without thinking: the mean share of each resource for each multiplier, a cycle for each reuse. */
export function naiveEstimator(rows: readonly Synthesis[]): Estimator {
  const multipliers = (row: Synthesis) => row.inputs * row.outputs / row.reuseFactor;
  const share = (name: FigureName) => mean(rows.map((row) => row[name] / multipliers(row)));
  const shares = { DSP: share("DSP"), LUT: share("LUT"), FF: share("FF"), BRAM_18K: share("BRAM_18K") };
  return (row) => ({
    latency: row.reuseFactor,
    interval: row.reuseFactor,
    DSP: shares.DSP * multipliers(row),
    LUT: shares.LUT * multipliers(row),
    FF: shares.FF * multipliers(row),
    BRAM_18K: shares.BRAM_18K * multipliers(row),
  });
}

/** Text of `src/estimate/coefficients.ts` from its first constant on. */
export function coefficientsText(coefficients: Coefficients): string {
  return `export const COEFFICIENTS: Coefficients = ${JSON.stringify(coefficients, null, 2)};\n`;
}

/** Groups of syntheses that are told of apart. */
export async function synthesisGroups(): Promise<ReadonlyMap<string, readonly Synthesis[]>> {
  const latency = await readSyntheses("latency");
  return new Map([
    ["resource strategy", await readSyntheses("resource")],
    ["latency strategy, reuse factor 1", latency.filter((row) => row.reuseFactor === 1)],
  ]);
}

if (import.meta.main) {
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`.padStart(8);
  const groups = await synthesisGroups();
  for (const [name, rows] of groups) {
    console.log(`\n${name}, ${rows.length} syntheses: median error, nine of ten within, rows within 5 %`);
    const fitted = crossValidate(rows, fittedEstimator);
    const naive = crossValidate(rows, naiveEstimator);
    for (const figure of FIGURES) {
      const show = ({ median, of90, within5 }: Accuracy) => [median, of90, within5].map(percent).join(" ");
      console.log(`${figure.padEnd(9)} estimate ${show(fitted[figure])}   naive ${show(naive[figure])}`);
    }
  }
  const coefficients = fitCoefficients([...groups.values()].flat());
  const file = new URL("../src/estimate/coefficients.ts", import.meta.url);
  if (Deno.args.includes("--write")) {
    const text = await Deno.readTextFile(file);
    const start = text.indexOf("export const COEFFICIENTS");
    await Deno.writeTextFile(file, text.slice(0, start) + coefficientsText(coefficients));
  } else if (JSON.stringify(coefficients) !== JSON.stringify(COEFFICIENTS)) {
    console.log("\nThe committed coefficients differ: run it with --write.");
    Deno.exit(1);
  }
}
