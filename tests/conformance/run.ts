import { assertEquals } from "@std/assert";
import { formatError, InterlaceError } from "../../src/base/mod.ts";
import { compileDesigns, type CsimOptions, type CsimProgram } from "../../src/backends/hls/csim/mod.ts";
import { simulateScalar, simulateTensors } from "../../src/simulate/mod.ts";
import { type ConformanceCase, wantsAll } from "./cases.ts";
import { problemsOf } from "./check.ts";
import { OPTIMIZE } from "../support/csim.ts";
import { casesToRun, repeatCommand } from "../support/repeat.ts";
import { randomImages, seedOf } from "./data.ts";

/** Images in a row: nothing may survive from one to the next. */
const IMAGES = 2;

/** Most designs that are compiled into one program: headers and kernels that designs share are compiled once. */
const BATCH = 60;

/** Programs that are compiled at a time. */
const COMPILERS = 2;

/** What a case came to: its problems, or why it did not run. */
type Verdict = readonly string[];

/** Compiles and runs cases, many a program, and reports each as a step of its own. */
export async function runCases(
  test: Deno.TestContext,
  cases: readonly ConformanceCase[],
  options: CsimOptions & { readonly batch?: number } = {},
): Promise<void> {
  const { batch = BATCH, ...csim } = options;
  const size = Math.ceil(cases.length / Math.ceil(cases.length / batch));
  const batches = Array.from(
    { length: Math.ceil(cases.length / size) },
    (_, i) => cases.slice(i * size, (i + 1) * size),
  );
  const verdicts = new Map<ConformanceCase, Verdict>();
  const waiting = batches.values();
  const work = async () => {
    for (const next of waiting) {
      (await runBatch(next, csim)).forEach((verdict, i) => verdicts.set(next[i], verdict));
    }
  };
  await Promise.all(Array.from({ length: COMPILERS }, work));
  for (const each of cases) {
    await test.step(each.name, () => {
      const problems = verdicts.get(each) ?? ["it did not run"];
      if (problems.length > 0) throw new Error([...problems, ...each.about ?? alone(test, each)].join("\n"));
    });
  }
}

/**
 * Runs the cases of the suite; where the whole matrix is asked for, all: those of the suite optimised, the others not,
 * since optimising takes more than half of a compiler's time.
 */
export async function runMatrix(
  test: Deno.TestContext,
  { suite, all }: {
    readonly suite: () => readonly ConformanceCase[];
    readonly all: () => readonly ConformanceCase[];
  },
): Promise<void> {
  if (!wantsAll()) return await runCases(test, wanted(suite()));
  const names = new Set(suite().map(({ name }) => name));
  const cases = all();
  assertEquals(cases.filter(({ name }) => names.has(name)).length, names.size, "cases of the suite");
  const parts = Map.groupBy(wanted(cases), ({ name }) => names.has(name) ? "2" : "g");
  for (const [optimize, part] of parts) await runCases(test, part, { optimize });
}

/** How to run a case without the others. */
function alone(test: Deno.TestContext, { name }: ConformanceCase): readonly string[] {
  return ["This case alone:", repeatCommand(test, { INTERLACE_CASE: name })];
}

/** The cases that are to run of these. */
export function wanted(cases: readonly ConformanceCase[]): readonly ConformanceCase[] {
  return casesToRun(cases, ({ name }) => name);
}

/** A program that does not compile is parted, until the designs that are to blame stand alone. */
async function runBatch(cases: readonly ConformanceCase[], options: CsimOptions): Promise<Verdict[]> {
  const designs = cases.map(({ design }, i) => ({ design: { ...design, name: `case${i}` } }));
  let program: CsimProgram;
  try {
    program = await compileDesigns(designs, { notify: () => {}, optimize: OPTIMIZE, ...options });
  } catch (error) {
    if (cases.length === 1) return [[describe(error)]];
    const half = Math.ceil(cases.length / 2);
    const first = await runBatch(cases.slice(0, half), options);
    return [...first, ...await runBatch(cases.slice(half), options)];
  }
  const verdicts: Verdict[] = [];
  for (const [i, each] of cases.entries()) verdicts.push(await runCase(each, program, i));
  return verdicts;
}

async function runCase(each: ConformanceCase, program: CsimProgram, index: number): Promise<Verdict> {
  const inputs = each.images ?? randomImages(each.design, { images: IMAGES, seed: seedOf(each.name) });
  try {
    const expected = simulateScalar(each.design, inputs);
    const simulated = await simulateTensors(each.design, inputs);
    return problemsOf(each, { got: await program.run(index, inputs), simulated, expected, images: IMAGES });
  } catch (error) {
    return [describe(error)];
  }
}

function describe(error: unknown): string {
  return error instanceof InterlaceError ? formatError(error) : String(error);
}
