/**
 * Opens hostile files and says what became of each: `deno run -A tests/hostile/mutants.ts onnx 17` repeats one,
 * `… onnx 1 500 npz 1 100` opens five hundred models from the first on and a hundred archives, `--keep FOLDER` writes
 * them to a folder too, `--json` prints two lines of JSON for each: one before it begins. Exit code 1 if one is neither
 * opened nor refused within the limits.
 *
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "@std/cli/parse-args";
import { FORMATS } from "./formats.ts";
import { faultOf, judge, mutantOf, type Verdict } from "./judge.ts";

/** Mutants of one format, with seeds that follow each other. */
export interface Series {
  readonly format: string;
  readonly first: number;
  readonly count: number;
}

/** A line of `--json`: the mutant that is about to be opened, or what became of it. */
export type Line =
  | { readonly begun: { readonly format: string; readonly seed: number } }
  | Verdict & { readonly fault?: string };

/** The command that repeats one mutant. */
export function repeatCommand({ format, seed }: { readonly format: string; readonly seed: number }): string {
  return `deno run -A tests/hostile/mutants.ts ${format} ${seed}`;
}

/** Series as they are typed: a format, its first seed (default 1) and how many (default one), again and again. */
function parseSeries(words: readonly (string | number)[]): Series[] {
  const starts = words.flatMap((word, i) => typeof word === "string" ? [i] : []);
  return starts.map((start, i) => {
    const [format, first = 1, count = 1] = words.slice(start, starts[i + 1]);
    return { format: String(format), first: Number(first), count: Number(count) };
  });
}

async function keepFiles(folder: string, format: string, seed: number): Promise<void> {
  for (const [name, bytes] of (await mutantOf(format, seed)).files) {
    await Deno.writeFile(join(folder, `${format}_${seed}_${name}`), bytes);
  }
}

function print(verdict: Verdict, fault: string | undefined): void {
  const { format, seed, outcome, cpuSeconds, peakMegabytes, message } = verdict;
  console.log(
    `${format} ${seed}: ${outcome}, ${cpuSeconds.toFixed(2)} s, ${peakMegabytes.toFixed(0)} MB\n${message}`,
  );
  if (fault !== undefined) console.log(`FAULT: ${fault}`);
}

if (import.meta.main) {
  const { _: words, json, keep } = parseArgs(Deno.args, { string: ["keep"], boolean: ["json"] });
  const series = parseSeries(words);
  if (series.length === 0 || !series.every(({ format }) => format in FORMATS)) {
    console.error(`usage: mutants.ts FORMAT SEED [COUNT] … [--keep FOLDER] [--json]`);
    console.error(`formats: ${Object.keys(FORMATS).join(" ")}`);
    Deno.exit(2);
  }
  const say = (line: Line) => console.log(JSON.stringify(line));
  let faults = 0;
  for (const { format, first, count } of series) {
    for (let seed = first; seed < first + count; seed++) {
      if (keep) await keepFiles(keep, format, seed);
      // The one that never ends is the one that was begun last.
      if (json) say({ begun: { format, seed } });
      const verdict = await judge(format, seed);
      const fault = faultOf(verdict);
      if (fault !== undefined) faults++;
      if (json) say({ ...verdict, fault });
      else print(verdict, fault);
    }
  }
  Deno.exit(faults > 0 ? 1 : 0);
}
