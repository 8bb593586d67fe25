/**
 * Fits look-up tables and flip-flops of modules to the sweep, and says how far the estimate is off for shapes that the fit
 * never saw: `deno run --allow-read --allow-write=src/estimate/gates scripts/sweep_gates/fit.ts [--write]`.
 *
 * @module
 */
import { GATE_COEFFICIENTS, type GateCoefficients } from "../../src/estimate/gates/coefficients.ts";
import { type Feature, FEATURES } from "../../src/estimate/gates/features.ts";
import { FITTED, fittedCounts, type FittedKind } from "../../src/estimate/gates/fitted.ts";
import { type Accuracy, accuracyOf, fitPositive, relativeError, round, type Sample } from "../statistics.ts";
import { type SweptModule, sweptModules } from "./rows.ts";
import { GATE_FAMILIES, type GateFamily } from "../../src/estimate/gates/family.ts";
import { readSweep } from "./sweep_file.ts";

/** Cells that a module may be off by before it counts: of a stage with three cells, one more is no matter. */
const LEAST_CELLS = 10;

/** What is compared. */
export const GATE_FIGURES = ["LUT", "FF", "DSP", "BRAM_18K"] as const;

/**
 * Cells of a bit, or of a look-up table, before anything was seen: what they are made of at least. A hundred of each are worth
 * one module, so that a part which few modules have gets a weight that is possible.
 */
const EXPECTED: Readonly<Record<FittedKind, Readonly<Partial<Record<Feature, number>>>>> = {
  LUT: {
    sums: 1,
    comparisons: 0.5,
    choices: 0.5,
    muxes: 0.5,
    constants: 0.25,
    masks: 0.25,
    control: 1,
    tables: 1,
    written: 1,
    narrowProducts: 1,
  },
  FF: { registers: 1, control: 1, read: 1 },
};
const EXPECTED_OF_EACH = 100;

/** Coefficients of one family. */
export function fitFamily(modules: readonly SweptModule[]): GateCoefficients {
  const fit = (kind: FittedKind) => {
    const seen = modules.map(({ counted, actual }): Sample => ({
      features: FEATURES.map((name) => FITTED[kind].includes(name) ? counted.features[name] : 0),
      value: actual[kind],
    }));
    const expected = Object.entries(EXPECTED[kind]).map(([of, cells]): Sample => ({
      features: FEATURES.map((name) => name === of ? EXPECTED_OF_EACH : 0),
      value: EXPECTED_OF_EACH * cells,
    }));
    const weights = fitPositive([...seen, ...expected], LEAST_CELLS);
    return Object.fromEntries(
      FEATURES.map((name, i) => [name, weights[i]]).filter(([, weight]) => weight !== 0),
    );
  };
  return { LUT: fit("LUT"), FF: fit("FF") };
}

/** Errors of every figure for modules of shapes that were left out, one shape at a time. */
export function crossValidateGates(
  modules: readonly SweptModule[],
): Readonly<Record<typeof GATE_FIGURES[number], Accuracy>> {
  const errors = { LUT: [] as number[], FF: [] as number[], DSP: [] as number[], BRAM_18K: [] as number[] };
  for (const [shape, own] of Map.groupBy(modules, ({ shape }) => shape)) {
    const coefficients = fitFamily(modules.filter((module) => module.shape !== shape));
    for (const { counted, actual } of own) {
      const estimated = fittedCounts(counted, coefficients);
      for (const figure of GATE_FIGURES) {
        errors[figure].push(relativeError(estimated[figure], actual[figure]));
      }
    }
  }
  return {
    LUT: accuracyOf(errors.LUT),
    FF: accuracyOf(errors.FF),
    DSP: accuracyOf(errors.DSP),
    BRAM_18K: accuracyOf(errors.BRAM_18K),
  };
}

/** A fit of each family, and what it was fitted to. */
export async function fittedFamilies(): Promise<Readonly<Record<GateFamily, FittedFamily>>> {
  const modules = await sweptModules();
  const of = (family: GateFamily): FittedFamily => {
    const own = modules.filter((module) => module.family === family);
    return {
      coefficients: fitFamily(own),
      accuracy: crossValidateGates(own),
      modules: own.length,
      shapes: new Set(own.map(({ shape }) => shape)).size,
    };
  };
  return { ecp5: of("ecp5"), xc7: of("xc7") };
}

interface FittedFamily {
  readonly coefficients: GateCoefficients;
  readonly accuracy: ReturnType<typeof crossValidateGates>;
  readonly modules: number;
  readonly shapes: number;
}

/** Text of `src/estimate/gates/coefficients.ts` from its first constant on. */
function coefficientsText(families: Awaited<ReturnType<typeof fittedFamilies>>, yosys: string): string {
  // Commas behind the last of a kind, as all our sources have them.
  const each = <Value>(of: (family: FittedFamily) => Value) =>
    JSON.stringify({ ecp5: of(families.ecp5), xc7: of(families.xc7) }, null, 2)
      .replace(/([^{,])\n(?= *\})/g, "$1,\n");
  const errorsOf = ({ median, of90 }: Accuracy) => ({ median: round(median), of90: round(of90) });
  return [
    "export const GATE_COEFFICIENTS: Readonly<Record<GateFamily, GateCoefficients>> = " +
    `${each(({ coefficients }) => coefficients)};`,
    "",
    "/** What the figures above were fitted to. */",
    `export const GATE_FIT: Readonly<Record<GateFamily, GateFit>> = ${
      each(({ accuracy, modules, shapes }) => ({
        version: yosys,
        modules,
        shapes,
        errors: {
          LUT: errorsOf(accuracy.LUT),
          FF: errorsOf(accuracy.FF),
          DSP: errorsOf(accuracy.DSP),
          BRAM_18K: errorsOf(accuracy.BRAM_18K),
        },
      }))
    };`,
    "",
  ].join("\n");
}

if (import.meta.main) {
  const families = await fittedFamilies();
  const unseen = GATE_FAMILIES.filter((family) => families[family].modules === 0);
  if (unseen.length > 0) {
    console.log(`The sweep has nothing of ${unseen.join(" and ")} as the Verilog is now: run main.ts first.`);
    Deno.exit(1);
  }
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  console.log("| family, modules, shapes | | median error | nine of ten within | within 5 % |");
  console.log("| --- | --- | --- | --- | --- |");
  for (const family of GATE_FAMILIES) {
    const { accuracy, modules, shapes } = families[family];
    for (const figure of GATE_FIGURES) {
      const { median, of90, within5 } = accuracy[figure];
      const figures = [median, of90, within5].map(percent).join(" | ");
      console.log(`| ${family}, ${modules}, ${shapes} | ${figure} | ${figures} |`);
    }
  }
  const file = new URL("../../src/estimate/gates/coefficients.ts", import.meta.url);
  if (Deno.args.includes("--write")) {
    const text = await Deno.readTextFile(file);
    const start = text.indexOf("export const GATE_COEFFICIENTS");
    const [{ yosys }] = await readSweep();
    await Deno.writeTextFile(file, text.slice(0, start) + coefficientsText(families, yosys));
  } else if (
    GATE_FAMILIES.some((family) =>
      JSON.stringify(families[family].coefficients) !== JSON.stringify(GATE_COEFFICIENTS[family])
    )
  ) {
    console.log("\nThe committed coefficients differ: run it with --write.");
    Deno.exit(1);
  }
}
