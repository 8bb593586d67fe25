import { assert, assertEquals } from "@std/assert";
import { runCampaign } from "./campaign.ts";
import { FORMATS } from "./formats.ts";
import { faultOf, LIMITS, type Verdict } from "./judge.ts";
import type { Series } from "./mutants.ts";

/** How many mutants of each format are opened in the suite, a thousand in all. */
const COUNTS: Readonly<Record<string, number>> = {
  onnx: 160,
  qonnx: 90,
  keras: 110,
  keras_h5: 100,
  tfjs_graph: 110,
  tfjs_layers: 70,
  interlace: 60,
  sizes: 100,
  npy: 50,
  npz: 50,
  text: 40,
  configuration: 40,
  report: 20,
};

/** `INTERLACE_MUTANTS=10` opens ten times as many. */
const times = Number(Deno.env.get("INTERLACE_MUTANTS") ?? 1);

const SERIES: readonly Series[] = Object.keys(FORMATS).map((format) => ({
  format,
  first: 1,
  count: COUNTS[format] * times,
}));

Deno.test(`${1000 * times} hostile files are opened or refused, each with one short message, soon and in little memory`, async () => {
  const { verdicts, faults } = await runCampaign(SERIES);
  assertEquals(faults, [], faults.join("\n"));
  assertEquals(verdicts.length, 1000 * times);
  for (const format of Object.keys(FORMATS)) {
    // Both must happen, or the mutations are too weak or too strong to say anything.
    const outcomes = verdicts.filter((verdict) => verdict.format === format).map(({ outcome }) => outcome);
    assert(outcomes.includes("opened") && outcomes.includes("refused"), `${format}: ${outcomes}`);
  }
  if (Deno.env.has("INTERLACE_MUTANTS")) console.table(summaryOf(verdicts));
});

/** By format: how many, the slowest, the largest, the longest message. */
function summaryOf(verdicts: readonly Verdict[]): Record<string, Record<string, number>> {
  const most = (list: readonly Verdict[], of: (verdict: Verdict) => number) =>
    Math.round(100 * list.reduce((largest, verdict) => Math.max(largest, of(verdict)), 0)) / 100;
  return Object.fromEntries(
    Object.keys(FORMATS).map((format) => {
      const own = verdicts.filter((verdict) => verdict.format === format);
      return [format, {
        mutants: own.length,
        opened: own.filter(({ outcome }) => outcome === "opened").length,
        "CPU seconds": most(own.filter(({ large }) => !large), ({ cpuSeconds }) => cpuSeconds),
        "large, CPU seconds": most(own.filter(({ large }) => large), ({ cpuSeconds }) => cpuSeconds),
        megabytes: most(own, ({ peakMegabytes }) => peakMegabytes),
        "message bytes": most(own, ({ message }) => new TextEncoder().encode(message).length),
      }];
    }),
  );
}

Deno.test("faultOf() finds what is broken, slow, large or long-winded", () => {
  const verdict: Verdict = {
    format: "onnx",
    seed: 1,
    outcome: "refused",
    large: false,
    cpuSeconds: 0.1,
    peakMegabytes: 100,
    message: "error: no",
  };
  assertEquals(faultOf(verdict), undefined);
  assertEquals(faultOf({ ...verdict, outcome: "broken" }), "error: no");
  assert(faultOf({ ...verdict, cpuSeconds: LIMITS.cpuSeconds + 0.1 })?.startsWith("it took 2.1 s"));
  assertEquals(faultOf({ ...verdict, cpuSeconds: LIMITS.cpuSeconds + 0.1, large: true }), undefined);
  assert(faultOf({ ...verdict, peakMegabytes: LIMITS.peakMegabytes + 1 })?.startsWith("it took 1025 MB"));
  assert(faultOf({ ...verdict, message: "日".repeat(700) })?.startsWith("its message has 2100 bytes"));
});

Deno.test("runCampaign() goes on behind a mutant that ends its process", async () => {
  // A format that is not there ends the process before it begins.
  let message = "";
  await runCampaign([{ format: "no such", first: 1, count: 1 }]).catch((error) => message = error.message);
  assert(message.includes("ended with 2"), message);
});
