import { formatError, InterlaceError } from "../../src/base/mod.ts";
import { compileDesigns, type CsimOptions } from "../../src/csim/mod.ts";
import { simulateTensors } from "../../src/simulate/mod.ts";
import type { ConformanceCase } from "./cases.ts";
import { problemsOf } from "./check.ts";
import { randomImages, seedOf } from "./data.ts";

/** Images in a row: nothing may survive from one to the next. */
const IMAGES = 2;

/** Designs that are compiled into one program. */
const BATCH = 24;

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
  const batches = Array.from(
    { length: Math.ceil(cases.length / batch) },
    (_, i) => cases.slice(i * batch, (i + 1) * batch),
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
      if (problems.length > 0) throw new Error(problems.join("\n"));
    });
  }
}

async function runBatch(cases: readonly ConformanceCase[], options: CsimOptions): Promise<Verdict[]> {
  const designs = cases.map(({ design }, i) => ({ design: { ...design, name: `case${i}` } }));
  try {
    const program = await compileDesigns(designs, { notify: () => {}, ...options });
    const verdicts: Verdict[] = [];
    for (const [i, each] of cases.entries()) {
      const inputs = randomImages(each.design, { images: IMAGES, seed: seedOf(each.name) });
      try {
        const expected = await simulateTensors(each.design, inputs);
        verdicts.push(problemsOf(each, { got: await program.run(i, inputs), expected, images: IMAGES }));
      } catch (error) {
        verdicts.push([describe(error)]);
      }
    }
    return verdicts;
  } catch (error) {
    const reason = describe(error);
    return cases.map((_, i) => [`the program that holds it as case${i} does not compile: ${reason}`]);
  }
}

function describe(error: unknown): string {
  return error instanceof InterlaceError ? formatError(error) : String(error);
}
