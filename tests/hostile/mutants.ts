/**
 * Opens hostile files and says what became of each: `deno run -A tests/hostile/mutants.ts onnx 17` repeats one,
 * `… onnx 1 500` opens five hundred from the first on, `--keep FOLDER` writes them to a folder too, `--json` prints a
 * line of JSON for each, one more before it begins. Exit code 1 if one is neither opened nor refused within the limits.
 *
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "@std/cli/parse-args";
import { FORMATS } from "./formats.ts";
import { faultOf, judge, mutantOf } from "./judge.ts";

if (import.meta.main) {
  const { _: [format, first = 1, count = 1], json, keep } = parseArgs(Deno.args, {
    string: ["keep"],
    boolean: ["json"],
  });
  if (FORMATS[format] === undefined) {
    console.error(
      `usage: mutants.ts ${Object.keys(FORMATS).join("|")} SEED [COUNT] [--keep FOLDER] [--json]`,
    );
    Deno.exit(2);
  }
  let faults = 0;
  for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
    if (keep !== undefined) {
      for (const [name, bytes] of (await mutantOf(format, seed)).files) {
        await Deno.writeFile(join(keep, `${format}_${seed}_${name}`), bytes);
      }
    }
    // The one that never ends is the one that was begun last.
    if (json) console.log(JSON.stringify({ begun: seed }));
    const verdict = await judge(format, seed);
    const fault = faultOf(verdict);
    if (fault !== undefined) faults++;
    if (json) console.log(JSON.stringify({ ...verdict, fault }));
    else {
      const { outcome, cpuSeconds, peakMegabytes, message } = verdict;
      console.log(
        `${format} ${seed}: ${outcome}, ${cpuSeconds.toFixed(2)} s, ${
          peakMegabytes.toFixed(0)
        } MB\n${message}`,
      );
      if (fault !== undefined) console.log(`FAULT: ${fault}`);
    }
  }
  Deno.exit(faults > 0 ? 1 : 0);
}
