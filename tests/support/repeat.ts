import { dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The random case that alone is to run, as a failure named it; null for all. */
export const ONLY_CASE: string | null = Deno.env.get("INTERLACE_CASE") ?? null;

/** The folder of modules that import test files of one room, which `scripts/run_tests.ts` makes and names. */
const GROUPS: string | null = Deno.env.get("INTERLACE_TEST_GROUPS") ?? null;

/** What is known of a test: its name, and the URL of its file, or of the module that imports the file. */
export type TestPlace = Pick<Deno.TestContext, "name" | "origin">;

/**
 * The command that runs one case of a test again, to be copied into a shell.
 *
 * @param values Environment variables beside the case: the seed that it was drawn from.
 */
export function repeatCommand(
  { name, origin }: TestPlace,
  values: Readonly<Record<string, string | number>>,
): string {
  // Some cases are among those of the whole matrix alone.
  const matrix = Deno.env.get("INTERLACE_MATRIX");
  const chosen = { ...matrix === undefined ? {} : { INTERLACE_MATRIX: matrix }, ...values };
  const variables = Object.entries(chosen).map(([variable, value]) => `${variable}=${quoted(`${value}`)}`);
  const file = placeOf(fileURLToPath(origin)).replaceAll("\\", "/");
  const pattern = name.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  return [...variables, "deno test -A", quoted(file), "--filter", quoted(`/^${pattern}$/`)].join(" ");
}

/** Where a test is found from the checkout: its file, or its room where the file was imported with others. */
function placeOf(path: string): string {
  const group = GROUPS === null ? null : relative(GROUPS, path);
  return group === null || group.startsWith("..") ? relative(ROOT, path) : `tests/${dirname(group)}`;
}

/** A word of a POSIX shell. */
function quoted(text: string): string {
  return /^[\w./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * Cases that are to run: all, or the one that `INTERLACE_CASE` names.
 *
 * @throws {Error} if there is no case of that name.
 */
export function casesToRun<Case>(
  cases: readonly Case[],
  nameOf: (each: Case) => string = String,
): readonly Case[] {
  if (ONLY_CASE === null) return cases;
  const found = cases.filter((each) => nameOf(each) === ONLY_CASE);
  if (found.length === 0) throw new Error(`There is no case ${ONLY_CASE}; INTERLACE_CASE names one`);
  return found;
}

/** Runs a case; a failure ends with the command that repeats it. */
export async function repeatable<Result>(
  test: TestPlace,
  name: string | number,
  run: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await run();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${reason}\nThis case alone:\n${repeatCommand(test, { INTERLACE_CASE: name })}`, {
      cause,
    });
  }
}

/**
 * Runs cases that are drawn from seeds, or the one that `INTERLACE_CASE` names.
 *
 * @returns Whether all of them ran, so that what they show together can be judged.
 */
export async function forEachSeed(
  test: TestPlace,
  seeds: readonly number[],
  run: (seed: number) => void | Promise<void>,
): Promise<boolean> {
  for (const seed of casesToRun(seeds)) await repeatable(test, seed, () => run(seed));
  return ONLY_CASE === null;
}

/** Numbers that follow each other. */
export function seedsFrom(first: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}
