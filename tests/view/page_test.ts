import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createDesign } from "../../src/design/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import { describeDesign, observeNumbers, renderDesignPage } from "../../src/view/mod.ts";
import { HOSTILE, network, pageOf, sectionOf, weights } from "./page_samples.ts";
import { decoderProto, inFolder, runCli, writeModel } from "../cli/harness.ts";

Deno.test("renderDesignPage() says what limits the rate, whether it fits, what overflows and why a FIFO is deep", async () => {
  const page = await pageOf(network({ scale: 40, name: "n" }), { part: "xc7z010clg400-1" });
  assertMatch(
    page,
    /An image every [\d,]+ cycles, [\d,]+ a second\. The first is ready after [\d,]+ cycles, [\d.]+ µs\. &quot;n (up|down|out|sum)&quot; limits the rate: it takes [\d,]+ cycles an image/,
  );
  assertMatch(page, /It is estimated (not )?to fit xc7z010clg400-1: /);
  assertMatch(
    page,
    /tensors? leaves? the range of (its type:|their types[:,])[ \w]* &quot;n (down|up|sum)&quot;, ap_fixed&lt;16,6&gt;, with [<\d ]+% of its values \(\d+ integer bits would do\)/,
  );
  assertMatch(
    page,
    /<strong>Output<\/strong> &quot;n out&quot; lies from 0 to [\d.]+ in float64; fixed point is off by [\d.]+ at most \(\d+ % of that range\), and by [\d.]+ root mean square/,
  );
  assertMatch(
    page,
    /The deepest FIFO, &quot;[^;]+&quot;, holds \d+ beats, [\d,]+ bits\. &quot;n sum&quot; reads it together with &quot;n up&quot;, whose first beat comes [\d,]+ cycles later/,
  );
  for (const id of ["network", "time", "numbers", "cost", "stages"]) {
    assert(sectionOf(page, id).length > 100, id);
  }
});

Deno.test("renderDesignPage() counts a tensor and its copies once among those that leave their range", async () => {
  const design = createDesign(network({ name: "n" }), { precision: "ap_fixed<10,0>" });
  const copies = [...design.tensors.keys()].filter((name) => name.includes("copy"));
  assert(copies.length > 0);
  // Inputs reach from −8 to below 8: four bits and the sign hold them, of which the type has none.
  const data = Float64Array.from({ length: 96 }, (_, i) => i === 5 ? -8 : i === 7 ? 7.75 : i % 8 - 4);
  const numbers = await observeNumbers(design, { data: new Map([["", { shape: [1, 6, 8, 2], data }]]) });
  assert(numbers.tensors.filter(({ name, overflows }) => copies.includes(name) && overflows > 0).length > 0);
  const [answer] = (await renderDesignPage(describeDesign(design, numbers))).match(
    /\d+ tensors leave[^.]*/,
  )!;
  const origins = numbers.tensors.filter(({ overflows }) => overflows > 0).map(({ origin }) => origin);
  assertEquals(Number(answer.split(" ")[0]), new Set(origins).size);
  assert(new Set(origins).size < origins.length);
  assert(!copies.some((name) => answer.includes(name)), answer);
  assertMatch(
    answer,
    /&quot;n in&quot;, ap_fixed&lt;10,0&gt;, with \d+ % of its values \(4 integer bits would do\)/,
  );
});

Deno.test("a chart of cost ends where the end of a part is still seen, and says how far its bars go", async () => {
  const large = buildModel("large", (b) => {
    const x = b.input({ name: "x", height: 6, width: 8, channels: 2 });
    return b.conv2d(x, { name: "y", weights: weights([3, 3, 2, 60]) });
  });
  const page = await pageOf(large, { part: "xc7z010clg400-1", reuseFactor: 1 }, false);
  const [chart] = page.match(/aria-label="Shares of the part">[^]*?<\/svg>/)!;
  // Nearly a multiplier each for 1,080 weights, of which the part has 80.
  const [, used] = chart.match(/<title>y: ([\d,]+) DSP/)!;
  const count = Number(used.replace(",", ""));
  assert(count > 900 && count <= 1080, used);
  const [, end] = chart.match(/>([\d,]+) % ▶<\/text>/)!;
  assertEquals(Number(end.replace(",", "")), Math.round(100 * count / 80));
  const ticks = [...chart.matchAll(/>(\d+)<\/text>/g)].map(([, text]) => Number(text));
  assertEquals(ticks.at(-1), 400);
});

Deno.test("a chart of magnitudes marks what goes on to the left of it", async () => {
  const design = createDesign(network({ name: "n" }), { precision: "ap_fixed<16,6>" });
  const pages = await Promise.all([1e-9, 0.5].map(async (least) => {
    const data = Float64Array.from({ length: 96 }, (_, i) => i % 8 === 0 ? least : 1);
    const numbers = await observeNumbers(design, { data: new Map([["", { shape: [1, 6, 8, 2], data }]]) });
    return await renderDesignPage(describeDesign(design, numbers));
  }));
  // The input, and its two copies.
  assertEquals(pages.map((page) => [...page.matchAll(/>◀<title>n in/g)].length), [3, 0]);
});

Deno.test("renderDesignPage() rounds no range up to what a type does not hold, and no work down to none", async () => {
  const page = await pageOf(network({ name: "n" }), {
    precision: "ap_fixed<16,6>",
    layers: { "n out": { precision: "ap_fixed<30,6>" } },
  });
  assertMatch(page, /<td>ap_fixed&lt;16,6&gt;<\/td><td class="number">-32 … 31\.999<\/td>/);
  assertMatch(page, /<td>ap_fixed&lt;30,6&gt;<\/td><td class="number">-32 … &lt; 32<\/td>/);
  assert(!/>busy 0 %</.test(page));
});

Deno.test("describeDesign() says what one beat less of a FIFO does, where it is known", () => {
  const design = createDesign(network({ name: "n" }), { reuseFactor: 2, strategy: "resource" });
  const { fifos } = describeDesign(design, null);
  for (const { name, depth, smallest, deadlockFree } of design.schedule!.fifos) {
    const { why } = fifos!.find((fifo) => fifo.name === name)!;
    if (!smallest) continue;
    assertMatch(
      why,
      depth === 2
        ? /No FIFO is smaller\.$/
        : deadlockFree === depth
        ? /One beat less deadlocks\.$/
        : deadlockFree! <= 1
        ? /One beat less costs throughput\.$/
        : new RegExp(`One beat less costs throughput; fewer than ${deadlockFree} deadlock\\.$`),
    );
  }
  // Copies are called by what they are, and whom they are for.
  assertEquals(
    fifos!.filter(({ name }) => name.includes("copy")).map(({ title }) => title),
    ["copy of n in for n down", "copy of n in for n sum"],
  );
  const deep = fifos!.find(({ depth }) => depth > 2)!;
  assertMatch(deep.why, /One beat less (deadlocks\.|costs throughput[;.])/);
});

Deno.test("charts are labelled whole: beats of FIFOs, names of large costs, ticks without halves of a thousand", async () => {
  const page = await pageOf(network({ name: "n" }), { part: "xc7z010clg400-1" }, false);
  const depths = [...page.matchAll(/translate\((\d+),[\d.]+\)" y="0.32em">([\d,]+ of [\d,]+)/g)];
  assert(depths.length > 0);
  // A letter is seven pixels wide at most; the chart has a thousand.
  for (const [, at, text] of depths) assert(Number(at) + 6 + 7 * text.length <= 1000, `${text} at ${at}`);
  assert(!/>[\d.]+k</.test(page), "a tick in thousands");
  assertMatch(page.match(/aria-label="Shares of the part">[^]*?<\/svg>/)![0], /<text[^>]*>n (down|up)</);
});

Deno.test("renderDesignPage() shows names as text, runs no script and asks for nothing", async () => {
  const page = await pageOf(network({ name: `${HOSTILE}\u202e` }));
  assertStringIncludes(page, "&lt;script&gt;alert(1)&lt;/script&gt;");
  // What turns the order of letters round is named.
  assert(!page.includes("\u202e") && page.includes("\\u{202e}"));
  assert(!/<(script|img|b|iframe|object|link)\b/i.test(page), "an element out of a name");
  assert(!/\son\w+\s*=/i.test(page.replace(/&lt;img[^<]*/g, "")), "an attribute out of a name");
  assert(!/(src|href)="(?!#)/.test(page), "something from elsewhere");
  assert(!/url\(/.test(page));
  assertStringIncludes(
    page,
    `content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"`,
  );
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  assertEquals(new Set(ids).size, ids.length, "an id twice");
  for (const [, target] of page.matchAll(/href="#([^"]*)"/g)) {
    assert(ids.includes(target), `nothing is called ${target}`);
  }
  assert(page.length < 2 * 2 ** 20);
});

Deno.test("renderDesignPage() says what there is not: numbers, a part's size; and what pictures time in io_parallel", async () => {
  const parallel = await pageOf(network({ name: "n" }), { io: "io_parallel", part: "unheard-of" }, false);
  assertStringIncludes(sectionOf(parallel, "time"), "In io_parallel nothing is scheduled");
  // Stages one after the other, each image an interval behind the one before.
  const design = createDesign(network({ name: "n" }), {
    io: "io_parallel",
    reuseFactor: 2,
    strategy: "resource",
  });
  const { trace, estimate, stages } = describeDesign(design, null);
  const cycles = new Map(stages.map((stage) => [stage.name, stage.cycles!]));
  let end = 0;
  for (const { name, spans } of trace!.processes.filter(({ spans }) => spans.length > 0)) {
    assertEquals(
      spans.map(({ from, to }) => [from, to]),
      [0, estimate.interval.maxCycles!].map((start) => [start + end, start + end + cycles.get(name)!]),
    );
    end += cycles.get(name)!;
  }
  assertEquals(end, estimate.latency.maxCycles);
  // Every multiplication counts where each has a multiplier of its own, for so long as it works.
  for (const { useful, busy, multipliers } of stages) {
    if (multipliers !== null) assert(useful !== null && useful > 0 && useful <= busy!);
  }
  assertStringIncludes(sectionOf(parallel, "numbers"), "Numbers were not looked at");
  assertStringIncludes(sectionOf(parallel, "cost"), "What the part has is not known");
  assertStringIncludes(parallel, "whether it fits is not either");
});

Deno.test("view writes a page of a model and of a project, and convert and verify do on demand", () =>
  inFolder(async (folder) => {
    await writeModel(`${folder}/m.onnx`, decoderProto());
    const made = await runCli(["view", `${folder}/m.onnx`, "-o", `${folder}/m.html`, "--samples", "2"]);
    assertEquals(made, { code: 0, stdout: `wrote ${folder}/m.html\n`, stderr: "" });
    const page = await Deno.readTextFile(`${folder}/m.html`);
    assertStringIncludes(sectionOf(page, "numbers"), "2 random samples");
    const converted = await runCli(
      ["convert", `${folder}/m.onnx`, "-o", `${folder}/p`, "--html", `${folder}/c.html`],
    );
    assertEquals(converted.code, 0, converted.stderr);
    assertStringIncludes(converted.stderr, `wrote ${folder}/c.html`);
    const again = await runCli(["view", `${folder}/p`, "-o", `${folder}/p.html`]);
    assertEquals(again.code, 0, again.stderr);
    assertEquals(await Deno.readTextFile(`${folder}/p.html`), await Deno.readTextFile(`${folder}/c.html`));

    const onModel = await runCli(["view", `${folder}/m.onnx`, "-o", `${folder}/m.onnx`]);
    assertEquals(onModel.code, 2);
    const below = await runCli(["view", `${folder}/m.onnx`, "-o", `${folder}/m.html/x.html`]);
    assertEquals([below.code, below.stdout], [2, ""]);
    const inNew = await runCli(["view", `${folder}/m.onnx`, "--no-numbers", "-o", `${folder}/new/x.html`]);
    assertEquals([inNew.code, inNew.stdout], [0, `wrote ${folder}/new/x.html\n`]);
  }));
