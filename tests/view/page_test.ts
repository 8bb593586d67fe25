import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createDesign, type DesignOptions } from "../../src/design/mod.ts";
import { buildModel, type Model } from "../../src/model/mod.ts";
import { describeDesign, observeNumbers, renderDesignPage } from "../../src/view/mod.ts";
import { csynthXml } from "./csynth_samples.ts";
import { CANDIDATES, explorationPage } from "./exploration_samples.ts";
import { decoderProto, inFolder, runCli, writeModel } from "../cli/harness.ts";

/** Text that would be a script, an attribute's end or the end of a style, were it not escaped. */
const HOSTILE = `<script>alert(1)</script>"'><img src=x onerror=alert(2)></style><b>&amp;`;

const weights = (shape: number[], scale = 1) => ({
  shape,
  data: Float64Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => scale * Math.sin(1 + i)),
});

/** Two paths that meet again, so that a FIFO is deep, with names that break pages. */
function network({ scale = 1, name = HOSTILE } = {}): Model {
  return buildModel("page", (b) => {
    const x = b.input({ name: `${name} in`, height: 6, width: 8, channels: 2 });
    const down = b.conv2d(x, {
      name: `${name} down`,
      weights: weights([3, 3, 2, 3], scale),
      strides: 2,
      padding: "same",
    });
    const up = b.convTranspose2d(down, {
      name: `${name} up`,
      weights: weights([4, 4, 3, 2]),
      strides: 2,
      padding: "same",
    });
    return b.relu(b.add([up, x], { name: `${name} sum` }), { name: `${name} out` });
  });
}

async function pageOf(model: Model, options: DesignOptions = {}, numbers = true): Promise<string> {
  const design = createDesign(model, { reuseFactor: 2, strategy: "resource", ...options });
  return await renderDesignPage(describeDesign(design, numbers ? await observeNumbers(design) : null));
}

/** The text of a section, without its tags. */
function sectionOf(page: string, id: string): string {
  const found = page.match(new RegExp(`<section id="${id}">([\\s\\S]*?)</section>`));
  assert(found !== null, `no section ${id}`);
  return found![1].replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
}

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

/** Chromium as distributions install it. */
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
});

Deno.test({
  name:
    "pages in Chromium: no error, nothing wider than the window, stages by keyboard, readable in light and dark",
  ignore: CHROMIUM === undefined,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: () =>
    inFolder(async (folder) => {
      const { default: puppeteer } = await import("npm:puppeteer-core@24.10.0");
      const file = `${folder}/page.html`;
      await Deno.writeTextFile(file, await pageOf(network({ scale: 40 })));
      const map = `${folder}/map.html`;
      await Deno.writeTextFile(map, await explorationPage(CANDIDATES, HOSTILE, HOSTILE));
      const runs = `${folder}/runs.html`;
      for (const [run, dsp] of [["1", 24], ["2", 3], ["3", 8]] as const) {
        await Deno.mkdir(`${folder}/sweep/${run}`, { recursive: true });
        const functions = [{ name: `top${run}`, dsp, lut: 40, cycles: 9 }, {
          name: HOSTILE,
          dsp,
          lut: 30,
          cycles: 9,
        }];
        const escaped = functions.map((each) => ({
          ...each,
          name: each.name.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`),
        }));
        await Deno.writeTextFile(`${folder}/sweep/${run}/csynth.xml`, csynthXml(escaped));
      }
      const told = await runCli(["report", `${folder}/sweep`, "--html", runs]);
      assertEquals(told.code, 0, told.stderr);
      const files = [file, map, runs];
      const browser = await puppeteer.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
      try {
        const page = await browser.newPage();
        const problems: string[] = [];
        page.on("console", (message) => problems.push(message.text()));
        page.on("pageerror", (error) => problems.push(String(error)));
        page.on("dialog", (dialog) => problems.push(dialog.message()));
        page.on("request", (request) => {
          if (!files.includes(request.url().replace("file://", ""))) problems.push(request.url());
        });
        for (const scheme of ["light", "dark"]) {
          await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
          for (const width of [400, 1000, 2000]) {
            await page.setViewport({ width, height: 900 });
            for (const each of files.toReversed()) {
              await page.goto(`file://${each}`);
              assertEquals(
                await page.evaluate("document.documentElement.scrollWidth"),
                width,
                `${scheme} ${width}`,
              );
              // What is wider than its box can be scrolled to its end.
              const cut = await page.evaluate(`[...document.querySelectorAll("table, .chart, .graph svg")]
                .filter((each) => !each.closest(".scroll")).length`);
              assertEquals(cut, 0);
              const empty = await page.evaluate(`[...document.querySelectorAll("section")]
                .filter((each) => each.innerText.length < 60).map((each) => each.id)`);
              assertEquals(empty, [], `sections without content at ${width}`);
            }
          }
          const contrast = await page.evaluate(`(() => {
            const numbers = (text) => text.match(/\\d+/g).slice(0, 3).map(Number);
            const light = (rgb) => rgb.map((c) => c / 255).map((c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
              .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
            const style = getComputedStyle(document.body);
            const [a, b] = [light(numbers(style.color)), light(numbers(style.backgroundColor))];
            return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          })()`);
          assert(typeof contrast === "number" && contrast > 7, `${scheme}: contrast ${contrast}`);
        }
        // Six links of the sections come first, then the box that scrolls.
        for (let i = 0; i < 8; i++) await page.keyboard.press("Tab");
        assertEquals(await page.evaluate(`document.activeElement.matches(".graph svg a")`), true);
        await page.keyboard.press("Enter");
        const target = await page.evaluate(`document.querySelector(":target h3").textContent`);
        assertEquals(target, `${HOSTILE} in`);

        await page.goto(`file://${map}`);
        const shown =
          `[...document.querySelectorAll("article")].filter((each) => each.offsetHeight > 0).length`;
        assertEquals(await page.evaluate(shown), 0);
        // Three links of the sections come first, then the box that scrolls, then points.
        for (let i = 0; i < 6; i++) await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        assertEquals(await page.evaluate(shown), 1);
        const member = await page.evaluate(`document.querySelector(":target").textContent`);
        assertStringIncludes(String(member), "types that keep a budget of 0.001");
        assertStringIncludes(String(member), "# <script>");

        // Tables are sorted by the keyboard, up and down, by the only script that the policy lets run.
        for (const [where, head] of [[map, "cost"], [runs, "DSP"]]) {
          await page.goto(`file://${where}`);
          const order = `(() => {
            const table = document.querySelector("table.sortable:last-of-type");
            const column = [...table.tHead.rows[0].cells].findIndex((cell) => cell.innerText.trim().startsWith("${head}"));
            return [...table.tBodies[0].rows].flatMap((row) => row.cells[column]?.dataset.value ?? []).map(Number);
          })()`;
          const focus = `[...document.querySelectorAll("table.sortable:last-of-type th button")]
            .find((button) => button.innerText.startsWith("${head}")).focus()`;
          const before = await page.evaluate(order) as number[];
          await page.evaluate(focus);
          await page.keyboard.press("Enter");
          const up = before.toSorted((a, b) => a - b);
          assertEquals(await page.evaluate(order), up, where);
          assert(before.length > 2 && before.join() !== up.join(), "it was sorted before");
          await page.keyboard.press("Enter");
          assertEquals(await page.evaluate(order), up.toReversed(), where);
        }
        assertEquals(problems, []);
      } finally {
        await browser.close();
      }
    }),
});
