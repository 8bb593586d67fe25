import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { csynthXml } from "./csynth_samples.ts";
import { CANDIDATES, explorationPage } from "./exploration_samples.ts";
import { HOSTILE, network, pageOf } from "./page_samples.ts";
import { inFolder, runCli } from "../cli/harness.ts";

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
