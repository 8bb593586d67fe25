import { assert, assertEquals, assertRejects } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { MAX_REPORT_BYTES, readReportFile } from "../../src/reports/mod.ts";
import { startCounting } from "../support/effort.ts";
import * as samples from "./samples.ts";
import { COSIM_FAILED, LOOPS_XML, ROUTED_UTILIZATION, SUMMARY_RPT, TIMING_VIOLATED } from "./samples.ts";

const FOREIGN: Readonly<Record<string, string>> = {
  "an empty file": "",
  "prose": "These are not the figures that you look for.\n",
  "a table of something else": "+--+\n|a|\n+--+\n|1|\n+--+\n",
  "binary data": "\u0000\u0001\u0002\uFFFD",
  "XML of another kind": "<svg></svg>",
  "JSON of another kind": '{"name": "package", "version": "1.0.0"}',
};

for (const [what, text] of Object.entries(FOREIGN)) {
  Deno.test(`readReportFile() takes ${what} for no report`, async () => {
    assertEquals(await readReportFile(new TextEncoder().encode(text), "x.rpt"), null);
  });
}

const REFUSED: Readonly<Record<string, string>> = {
  "a report without its tables": SUMMARY_RPT.slice(0, 400),
  "XML that is cut off": LOOPS_XML.slice(0, 900),
  "XML with a document type": LOOPS_XML.replace("<profile>", '<!DOCTYPE p [<!ENTITY a "b">]><profile>'),
  "XML without a function": "<profile><ReportVersion/></profile>",
  "XML with a reserved name": LOOPS_XML.replaceAll("ROWS", "__proto__"),
  "XML that nests without end": `<profile>${"<a>".repeat(100_000)}${"</a>".repeat(100_000)}</profile>`,
  "XML of endless tags": `<profile>${"<a/>".repeat(1_000_001)}</profile>`,
  "XML with entities of its own": LOOPS_XML.replace("<profile>", '<!ENTITY a "aaaaaaaa"><profile>'),
  "a co-simulation that never ran": COSIM_FAILED.replace(/Fail/, "  NA"),
  "utilisation without tables": ROUTED_UTILIZATION.slice(0, 560),
  "timing without figures": TIMING_VIOLATED.slice(0, TIMING_VIOLATED.indexOf("-0.312")),
  "JSON that is cut off": '{"CSynthesisReport": {"DSP": "1",',
};

for (const [what, text] of Object.entries(REFUSED)) {
  Deno.test(`readReportFile() refuses ${what}`, async () => {
    const error = await assertRejects(
      () => readReportFile(new TextEncoder().encode(text), "x.rpt"),
      InterlaceError,
      "Cannot read x.rpt: ",
    );
    assertEquals(error.place.file, "x.rpt");
  });
}

Deno.test("readReportFile() refuses files of any size without reading them", async () => {
  await assertRejects(
    () => readReportFile(new Uint8Array(MAX_REPORT_BYTES + 1), "huge.rpt"),
    InterlaceError,
    "larger than 16 MiB",
  );
});

/** What a report may be stuffed with: blanks, signs, and lines of tables. */
const STUFFING = [
  " ",
  "\n",
  "\n ",
  "\t",
  "|",
  "| ",
  "+-",
  "=",
  "-",
  "(",
  "0",
  "_",
  ":",
  "|a|\n",
  "LUT:",
  "<a>",
  "<a/>",
  '{"a":',
  "\r",
];

/** Milliseconds that a reading keeps its thread busy. */
async function readingTime(text: string): Promise<number> {
  const bytes = new TextEncoder().encode(text);
  const counted = startCounting();
  await readReportFile(bytes, "x.rpt").catch((error) => {
    if (!(error instanceof InterlaceError)) throw error;
  });
  return 1000 * counted();
}

/** Characters of stuffing. */
const LENGTHS = { short: 2 ** 16, long: 2 ** 18 } as const;

/**
 * Milliseconds of the longer for which nobody waits, and which are not measured well. What looks at every pair of its
 * characters takes at least two seconds, be it sixteen of them at a time.
 */
const LONG_WAIT = 400;

/** What the shorter takes at least where the longer takes that, if it grows by the square of the length. */
const SHORT_WAIT = LONG_WAIT / (LENGTHS.long / LENGTHS.short) ** 2;

/** What the shorter takes if the longer would take minutes: that is out of hand already. */
const MOST_WAIT = 2_000;

for (const [name, sample] of Object.entries(samples)) {
  Deno.test(`readReportFile() takes time in proportion to what ${name} is stuffed with`, async () => {
    const lines = sample.split("\n");
    for (const stuffing of STUFFING) {
      for (const at of [1, lines.length >> 1, lines.length - 1]) {
        const text = (length: number) =>
          lines.toSpliced(at, 0, stuffing.repeat(Math.ceil(length / stuffing.length))).join("\n");
        const ratios: number[] = [];
        // A machine that does other work may double what one measurement says, hardly three of them.
        for (let i = 0; i < 3 && ratios.every((ratio) => ratio >= 8); i++) {
          const shorter = await readingTime(text(LENGTHS.short));
          assert(shorter < MOST_WAIT, `${JSON.stringify(stuffing)} in line ${at}: ${shorter} ms`);
          const longer = shorter < SHORT_WAIT ? 0 : await readingTime(text(LENGTHS.long));
          ratios.push(longer < LONG_WAIT ? 0 : longer / shorter);
        }
        assert(ratios.some((ratio) => ratio < 8), `${JSON.stringify(stuffing)} in line ${at}: ${ratios}`);
      }
    }
  });
}
