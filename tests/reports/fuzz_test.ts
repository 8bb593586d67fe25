import { InterlaceError } from "../../src/base/mod.ts";
import { mergeReports, partRuns, readReportFile } from "../../src/reports/mod.ts";
import { forEachSeed, seedsFrom } from "../support/repeat.ts";
import * as samples from "./samples.ts";

/** A small generator with a seed (mulberry32): the same mutations in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Cuts, doubles, overwrites or swaps pieces of a text. */
function mutate(text: string, random: () => number): string {
  const at = () => Math.floor(random() * text.length);
  const [a, b] = [at(), at()].sort((x, y) => x - y);
  switch (Math.floor(random() * 5)) {
    case 0:
      return text.slice(0, a);
    case 1:
      return text.slice(0, a) + text.slice(b);
    case 2:
      return text.slice(0, b) + text.slice(a);
    case 3:
      return text.slice(0, a) + "|+-<>\n\0?~{}()[]9e\u202e"[Math.floor(random() * 18)] + text.slice(a + 1);
    default:
      return text.replace(
        /\d+/g,
        (number) => random() < 0.3 ? "9".repeat(Math.floor(random() * 400)) : number,
      );
  }
}

for (const [name, text] of Object.entries(samples)) {
  Deno.test(`readReportFile() reads or refuses 300 mutations of ${name}, and nothing else happens`, async (test) => {
    await forEachSeed(test, seedsFrom(1, 300), async (seed) => {
      const random = randomNumbers(1000 * name.length + seed);
      let mutated: string = text;
      for (let n = 1 + Math.floor(random() * 4); n > 0; n--) mutated = mutate(mutated, random);
      try {
        const read = await readReportFile(new TextEncoder().encode(mutated), "x.rpt");
        const report = mergeReports("x.rpt", read === null ? [] : [read]);
        const others = read === null ? [] : [read, { ...read, file: "reports/y.rpt" }];
        const runs = partRuns(others);
        if (runs.flatMap(({ files, left }) => [...files, ...left]).length < others.length) {
          throw new Error("a file was lost");
        }
        const figures = JSON.stringify(report);
        if (/NaN|Infinity/.test(figures)) throw new Error(`no figure: ${figures}`);
      } catch (error) {
        if (!(error instanceof InterlaceError)) throw error;
      }
    });
  });
}
