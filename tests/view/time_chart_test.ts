import { assert, assertEquals, assertMatch } from "@std/assert";
import { Canvas } from "../../src/view/charts/canvas.ts";
import { fifoChart, timeChart } from "../../src/view/charts/time_chart.ts";
import type { NetworkTrace, TraceSpan } from "../../src/dataflow/mod.ts";

const COLUMNS = 480;

/** A network in which no column is like the one before. */
function restless(stages: number): NetworkTrace {
  const spans = (stage: number) =>
    Array.from({ length: COLUMNS }, (_, column): TraceSpan => ({
      state: "input",
      busy: ((column * 7 + stage) % 11) / 16,
      idle: column % 2 === 0 ? "input" : "room",
      image: column < COLUMNS / 2 ? 0 : 1,
      from: column * 200,
      to: (column + 1) * 200,
    }));
  return {
    cycles: COLUMNS * 200,
    columnCycles: 200,
    processes: Array.from(
      { length: stages },
      (_, stage) => ({ name: `stage ${stage}`, spans: spans(stage) }),
    ),
    fifos: Array.from({ length: stages }, (_, fifo) => ({
      name: `fifo ${fifo}`,
      depth: 2 + 10 * fifo,
      fills: Array.from({ length: COLUMNS }, (_, column) => column % (3 + 10 * fifo)),
    })),
  };
}

Deno.test("a picture of time leaves room on a page of two megabytes, however restless thirty stages are", async () => {
  const canvas = await Canvas.load();
  const trace = restless(30);
  const bytes = timeChart(canvas, trace, null).length + fifoChart(canvas, trace)!.length;
  assert(bytes < 2 ** 20, `${bytes} bytes`);
});

Deno.test("a picture of time tells what a stage does in an image, and joins spans that look alike", async () => {
  const span = (from: number, to: number, busy: number, idle: TraceSpan["idle"]): TraceSpan => ({
    state: "busy",
    image: 0,
    from,
    to,
    busy,
    idle,
  });
  const spans = [
    span(0, 100, 0, "input"),
    span(100, 200, 1, null),
    span(200, 300, 1, null),
    span(300, 400, 0.5, "room"),
  ];
  const trace = { cycles: 400, columnCycles: 100, processes: [{ name: "<i>", spans }], fifos: [] };
  const svg = timeChart(await Canvas.load(), trace, "<i>");
  assertMatch(
    svg,
    /<title>&lt;i&gt;, image 1: cycles 0 to 400; works 63 %, waits for input 25 %, for room 13 %, is ahead 0 %<\/title>/,
  );
  assertMatch(svg, />▶ &lt;i&gt;</);
  const [busy] = svg.match(/<path [^>]*fill="var\(--busy\)"[^>]*>/)!;
  assertEquals(busy.split("M").length - 1, 2, "two spans of work as one, and the half one");
  assertEquals(fifoChart(await Canvas.load(), trace), null);
});

Deno.test("a picture of FIFOs shows the deep ones, the deepest first, with the most that they held", async () => {
  const svg = fifoChart(await Canvas.load(), restless(4))!;
  const labels = [...svg.matchAll(/>(\d+ of \d+)</g)].map(([, label]) => label);
  assertEquals(labels, ["32 of 32", "22 of 22", "12 of 12"]);
  assert(!svg.includes("fifo 0"), "one of two beats beside deep ones");
});

Deno.test("pictures of stages and of FIFOs have the same cycles above one another", async () => {
  const canvas = await Canvas.load();
  const trace = restless(4);
  const ticks = (svg: string) =>
    [...svg.match(/aria-label="x-axis tick label"[^]*?<\/g>/)![0].matchAll(
      /translate\(([\d.]+),[^>]*>([\d,]+)</g,
    )]
      .map(([, at, cycle]) => `${cycle} at ${at}`);
  const [stages, fifos] = [ticks(timeChart(canvas, trace, null)), ticks(fifoChart(canvas, trace)!)];
  assert(stages.length > 4);
  assertEquals(stages, fifos);
});
