import { assert, assertEquals, assertMatch } from "@std/assert";
import { typesTable } from "../../src/cli/design/tables.ts";
import { printDesign } from "../../src/cli/design/text.ts";
import { type CliIo, warn, warningsLast } from "../../src/cli/terminal/io.ts";
import { createDesign, type DesignOptions } from "../../src/design/mod.ts";
import { buildModel, type Model } from "../../src/model/mod.ts";

/** The lines with something on them that were written, to whichever stream, in order. */
function recorder(): { readonly io: CliIo; readonly lines: string[] } {
  const lines: string[] = [];
  const output = {
    isTerminal: false,
    write: (text: string) => void lines.push(...text.split("\n").filter(Boolean)),
  };
  return { io: { stdout: output, stderr: output, env: () => undefined }, lines };
}

async function textOf(model: Model, options: DesignOptions, verbose = false): Promise<readonly string[]> {
  const { io, lines } = recorder();
  await printDesign(createDesign(model, options), { verbose }, io);
  return lines;
}

/** A chain of rectifiers behind one stage that is far slower than they. */
function chain(length: number): Model {
  return buildModel("chain", (b) => {
    let x = b.input({ height: 3, width: 5, channels: 2 });
    const slow = { shape: [4, 4, 2, 2], data: new Float64Array(64).fill(0.5) };
    x = b.convTranspose2d(x, { name: "slow", weights: slow, strides: 4, padding: "same" });
    for (let i = 0; i < length; i++) x = b.leakyRelu(x, { slope: 0.5 });
    return x;
  });
}

Deno.test("a design is told in a summary: interval, latency, time at the clock, shares of the part", async () => {
  const design = createDesign(chain(2), { clockPeriod: 4 });
  const lines = await textOf(chain(2), { clockPeriod: 4 });
  const { intervalCycles, latencyCycles } = design.schedule!;
  const time = (cycles: number) => `${cycles} cycles = ${Number((cycles * 0.004).toPrecision(4))} µs`;
  const rate = Math.round(1e9 / (intervalCycles * 4)).toLocaleString("en-US");
  const interval = lines.find((line) => line.startsWith("interval"))!;
  assert(interval.includes(`${time(intervalCycles)}, ${rate} images/s at 250 MHz`), interval);
  assert(lines.find((line) => line.startsWith("latency"))!.endsWith(time(latencyCycles)));
  const partOf = (lines: readonly string[]) => lines.find((line) => line.startsWith("part "));
  assertEquals(partOf(lines), "part      xcvu13p-flga2577-2-e");
  assertEquals(
    partOf(await textOf(chain(2), { part: "zynq7020" })),
    "part      zynq7020 (what it has is not known)",
  );
  assertEquals(
    partOf(await textOf(chain(2), { part: "LFE5U-85F" })),
    "part      LFE5U-85F (no shares: LUTs are counted as of six inputs)",
  );
  assertEquals(
    partOf(await textOf(chain(2), { target: "verilog", part: "LFE5U-12F" })),
    "part      LFE5U-12F (what it has is not known)",
  );
  assertMatch(lines.find((line) => line.startsWith("LUT"))!, /^LUT +\d+ of 1728000 \((< 1|\d+) %\)$/);
});

Deno.test("the stage that sets the interval is named", async () => {
  const lines = await textOf(chain(2), { strategy: "resource", reuseFactor: 4 });
  assertMatch(lines.find((line) => line.startsWith("interval"))!, /set by slow$/);
});

Deno.test("a long network is folded to the stages that weigh most, and says how many it left out", async () => {
  const stages = createDesign(chain(40)).stages.length;
  const folded = await textOf(chain(40), {});
  assert(folded.length < 30, `${folded.length} lines`);
  assert(folded.some((line) => line.startsWith("slow ")));
  assert(folded.includes(`and ${stages - 16} smaller ones`));
  const whole = await textOf(chain(40), {}, true);
  assert(whole.filter((line) => /^leaky_relu_\d+ +LeakyReLU/.test(line)).length >= 40);
});

Deno.test("--verbose unfolds types, resources, schedule and FIFOs", async () => {
  const titles = ["Types", "Resources", "Schedule", "FIFOs"];
  const has = (lines: readonly string[]) =>
    titles.filter((title) => lines.some((line) => line.startsWith(title)));
  assertEquals(has(await textOf(chain(2), {})), []);
  assertEquals(has(await textOf(chain(2), {}, true)), titles);
});

Deno.test("warnings come last, each once, and in front of an error too", async () => {
  const { io, lines } = recorder();
  await warningsLast(io, async (io) => {
    warn(io, "first");
    warn(io, "first");
    await printDesign(createDesign(chain(1)), { verbose: false }, io);
  });
  assertEquals(lines.at(-1), "warning: first");
  assertEquals(lines.filter((line) => line === "warning: first").length, 1);
  const failed = recorder();
  try {
    await warningsLast(failed.io, (io) => {
      warn(io, "before it failed");
      return Promise.reject(new Error("failed"));
    });
  } catch { /* as it must */ }
  assertEquals(failed.lines, ["warning: before it failed"]);
});

Deno.test("the table of types has those of every number that a layer multiplies with or adds", () => {
  const model = buildModel("numbers", (b) => {
    const x = b.leakyRelu(b.input({ height: 3, width: 5, channels: 2 }), { name: "leaky", slope: 0.25 });
    return b.hardSigmoid(b.selu(b.tanh(x), { name: "selu" }), { name: "hard" });
  });
  const types = { weight: "ap_fixed<7,1>", bias: "ap_ufixed<9,0>" } as const;
  const design = createDesign(model, {
    layers: Object.fromEntries(["leaky", "selu", "hard"].map((name) => [name, { precision: types }])),
  });
  const { head, rows } = typesTable(design);
  const from = head.indexOf("weights");
  assertEquals(rows.map((row) => [row[0], ...row.slice(from, from + 3)]), [
    ["input_1", "", "", ""],
    ["leaky", types.weight, "", ""],
    ["tanh_1", "", "", ""],
    ["selu", types.weight, "", ""],
    ["hard", types.weight, types.bias, ""],
  ]);
});
