/**
 * Runs all stream designs of the conformance set in Verilog, by hand and slice by slice, and prints what they gave.
 *
 *     deno run -A tests/conformance/rtl_summary.ts [SLICE OF] >> build/rtl.jsonl
 *     deno run -A tests/conformance/rtl_summary.ts --table build/rtl.jsonl > tests/conformance/rtl_summary.md
 *
 * A line a sort of cases and slice; the table adds them up.
 */
import { InterlaceError } from "../../src/base/mod.ts";
import { renderRtl } from "../../src/backends/rtl/mod.ts";
import { IMAGES, runRtl } from "../backends/rtl/compare.ts";
import { casesOf, type ConformanceCase } from "./cases.ts";
import { targetOf } from "../../src/target/mod.ts";
import { seedOf } from "./data.ts";
import { SCENARIOS } from "./scenarios/mod.ts";

/** Random pauses of every port and FIFO. */
const STALLS = 1;

/** What a sort of cases gave. */
interface Tally {
  readonly sort: string;
  designs: number;
  simulated: number;
  runs: number;
  values: number;
  seconds: number;
  readonly refused: Record<string, number>;
  /** Runs in which a value differs, is missing or undefined. */
  readonly mismatches: string[];
  /** Streams whose beats and fill were compared with the schedule, three images each. */
  scheduled: number;
  /** Those that differ. */
  readonly unscheduled: string[];
}

if (Deno.args[0] === "--table") console.log(table(await Deno.readTextFile(Deno.args[1])));
else await run(Number(Deno.args[0] ?? 0), Number(Deno.args[1] ?? 1));

async function run(slice: number, slices: number): Promise<void> {
  let index = 0;
  for (const [sort, scenarios] of Object.entries(SCENARIOS)) {
    const tally = emptyTally(sort);
    const start = performance.now();
    for (const each of casesOf(scenarios, true, targetOf("verilog"))) {
      if (index++ % slices === slice) await add(tally, each);
    }
    tally.seconds = (performance.now() - start) / 1000;
    console.log(JSON.stringify(tally));
  }
}

async function add(tally: Tally, { name, design }: ConformanceCase): Promise<void> {
  tally.designs++;
  try {
    renderRtl(design);
  } catch (error) {
    if (!(error instanceof InterlaceError)) throw error;
    for (const line of error.details) {
      const reason = line.replace(/^stage "[^"]*": /, "");
      tally.refused[reason] = (tally.refused[reason] ?? 0) + 1;
    }
    return;
  }
  tally.simulated++;
  for (const stalls of [undefined, STALLS]) {
    const { record, problems, unscheduled } = await runRtl(design, { seed: seedOf(name), stalls });
    tally.runs++;
    for (const { tensor } of record.streams.values()) tally.values += tensor?.data.length ?? 0;
    if (stalls === undefined) tally.scheduled += record.streams.size;
    for (const problem of unscheduled) tally.unscheduled.push(`${name}: ${problem}`);
    for (const problem of problems) {
      tally.mismatches.push(`${name}${stalls === undefined ? "" : ", stalls"}: ${problem}`);
    }
  }
}

function emptyTally(sort: string): Tally {
  return {
    sort,
    designs: 0,
    simulated: 0,
    runs: 0,
    values: 0,
    seconds: 0,
    refused: {},
    mismatches: [],
    scheduled: 0,
    unscheduled: [],
  };
}

function table(lines: string): string {
  const sorts = new Map<string, Tally>();
  const total = emptyTally("all");
  for (const line of lines.split("\n").filter(Boolean)) {
    const part: Tally = JSON.parse(line);
    const own = sorts.get(part.sort) ?? emptyTally(part.sort);
    sorts.set(part.sort, own);
    for (const sum of [own, total]) {
      sum.designs += part.designs;
      sum.simulated += part.simulated;
      sum.runs += part.runs;
      sum.values += part.values;
      sum.seconds += part.seconds;
      sum.mismatches.push(...part.mismatches);
      sum.scheduled += part.scheduled;
      sum.unscheduled.push(...part.unscheduled);
      for (const [reason, count] of Object.entries(part.refused)) {
        sum.refused[reason] = (sum.refused[reason] ?? 0) + count;
      }
    }
  }
  const row = ({ sort, designs, simulated, runs, values, mismatches, scheduled, unscheduled }: Tally) => {
    const counts = [designs, simulated, runs, values, mismatches.length, scheduled, unscheduled.length];
    return `| ${[sort, ...counts.map(printed)].join(" | ")} |`;
  };
  const list = (items: readonly string[]) => items.length === 0 ? ["none"] : items.map((item) => `- ${item}`);
  return [
    "# Stream designs of the conformance set in Verilog",
    "",
    `Written by \`tests/conformance/rtl_summary.ts\`: every design under Icarus, ${IMAGES} images behind each other, once as`,
    "they come and once with random pauses at every port and FIFO; every element of every tensor against the scalar reference.",
    "Without pauses the first and the last beat of every image in every stream and the deepest fill of every FIFO are held",
    "against the exact schedule of target verilog.",
    "",
    "| cases | designs | simulated | runs | values | mismatches | streams scheduled | not as scheduled |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...[...sorts.values(), total].map(row),
    "",
    `Took ${printed(Math.round(total.seconds / 60))} minutes. Refused, by reason:`,
    "",
    ...list(Object.entries(total.refused).map(([reason, count]) => `${count} times: ${reason}`)),
    "",
    "What differs:",
    "",
    ...list(total.mismatches),
    "",
    "What is not as scheduled:",
    "",
    ...list(total.unscheduled),
  ].join("\n");
}

function printed(value: number | string): string {
  return value.toLocaleString("en");
}
