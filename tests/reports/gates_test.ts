import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { resourcesOfCells } from "../../src/reports/gates/cells.ts";
import { isUnread, readReports, type Report } from "../../src/reports/mod.ts";
import { available, used } from "./support.ts";

/** What a build of the decoder of `tests/cli/harness.ts` left for an LFE5U-25F with two seeds: Yosys 0.70, nextpnr 0.11.1. */
const FOLDER = new URL("gates/", import.meta.url).pathname;

async function read(path: string): Promise<Report> {
  const [report, ...others] = await readReports(path);
  if (isUnread(report)) throw new Error(report.error);
  assertEquals(others, []);
  return report;
}

Deno.test("a folder of open tools is one report: tools, part, cycles, cells, the faster of two placements", async () => {
  const report = await read(FOLDER);
  assertEquals([report.tool, report.version], ["Yosys and nextpnr", "0.70 and 0.11.1"]);
  assertEquals([report.top, report.part, report.clock.targetNs], ["decoder", "LFE5U-25F-6BG256C", 5]);
  assertEquals([report.latency.maxCycles, report.interval.maxCycles], [71, 48]);
  // Top-level figures are those of HLS, which did not run.
  assertEquals(used(report.resources), [null, null, null, null, null]);
  const { synthesis, route, placements } = report.implementation!;
  assertEquals(used(synthesis!.resources), [0, 27, 3217, 1713, 0]);
  assertEquals(used(route!.resources), [0, 27, 3181, 1748, 0]);
  assertEquals(available(route!.resources), [56, 28, 24288, 24288, null]);
  assertEquals(placements, [{ seed: 1, achievedNs: 12.216 }, { seed: 2, achievedNs: 9.739 }]);
  assertEquals([route!.timing.requiredNs, route!.timing.achievedNs, route!.timing.met], [5, 9.739, false]);
  assertEquals(report.files.map(({ unused }) => unused), [null, null, null, null]);
});

Deno.test("cells of instances add up to those of the whole design", async () => {
  const { modules, implementation } = await read(FOLDER);
  assertEquals(modules.map(({ name }) => name), [
    "x_words",
    "y_words",
    "up_fifo",
    "act_stage",
    "up_stage",
    "y_fifo",
  ]);
  const sums = [0, 0, 0, 0, 0];
  for (const { resources } of modules) used(resources).forEach((count, i) => sums[i] += count ?? 0);
  assertEquals(sums, used(implementation!.synthesis!.resources));
});

Deno.test("a critical path takes what the clock takes, and lies in the instances that its cells are named for", async () => {
  for (const [seed, from] of [["seed_1", "up_stage"], ["seed_2", "up_stage"]]) {
    const { implementation } = await read(`${FOLDER}${seed}/placement.json`);
    const { achievedNs, criticalPath } = implementation!.route!.timing;
    const total = criticalPath!.shares.reduce((sum, { logicNs, routingNs }) => sum + logicNs + routingNs, 0);
    assertAlmostEquals(total, achievedNs!, 0.002);
    assertEquals(criticalPath!.shares[0].module, from);
    assert(criticalPath!.from.startsWith(`network.${from}.`), criticalPath!.from);
  }
});

/** A path through cells, each with the delay of a wire to it and of itself. */
const path = (...cells: readonly string[]) =>
  cells.slice(1).flatMap((cell, i) => [
    { delay: 0.5, from: { cell: cells[i] }, to: { cell }, type: "routing" },
    { delay: 0.25, from: { cell }, to: { cell }, type: "logic" },
  ]);

/** A report of nextpnr with some paths of a clock. */
const placement = (hops: unknown) =>
  JSON.stringify({
    critical_paths: [
      { from: "<async>", to: "posedge clk", path: path("pad", "network.a_stage.x") },
      { from: "posedge clk", to: "posedge clk", path: hops },
    ],
    fmax: { clk: { achieved: 100, constraint: 0 } },
    utilization: { TRELLIS_COMB: { available: 100, used: 7 } },
  });

async function sharesOf(text: string) {
  const file = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await Deno.writeTextFile(file, text);
    return (await read(file)).implementation!.route!.timing;
  } finally {
    await Deno.remove(file);
  }
}

Deno.test("a path through several instances is told in its order; cells that the tool added count to the one before", async () => {
  const hops = path(
    "network.a_stage.q",
    "$nextpnr_CCU2C_3$COMB0",
    "network.b_fifo.n",
    "x_words.m",
    "network.a_stage.d",
  );
  const { criticalPath, requiredNs, met } = await sharesOf(placement(hops));
  assertEquals(criticalPath!.shares, [
    { module: "a_stage", logicNs: 0.25, routingNs: 0.5 },
    { module: "b_fifo", logicNs: 0.25, routingNs: 0.5 },
    { module: "x_words", logicNs: 0.25, routingNs: 0.5 },
    { module: "a_stage", logicNs: 0.25, routingNs: 0.5 },
  ]);
  // Nobody asked for a clock.
  assertEquals([requiredNs, met], [null, null]);
  assertEquals((await sharesOf(placement([]))).criticalPath, null);
});

Deno.test("a report of open tools that is cut off or damaged is told as such, and as no entry of its own kind", async () => {
  const whole = placement(path("network.a_stage.q", "network.a_stage.d"));
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/a.json`, whole.slice(0, -20));
    await Deno.writeTextFile(`${folder}/b.json`, whole.replace('"used":7', '"used":"7"'));
    const entries = await readReports(folder);
    assertEquals(entries.map((entry) => isUnread(entry) && entry.code), ["file-damaged", "file-damaged"]);
    assertStringIncludes(JSON.stringify(entries), "a.json: its JSON is cut off or damaged");
    assertStringIncludes(
      JSON.stringify(entries),
      "b.json: its JSON is damaged: utilization.TRELLIS_COMB.used",
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("resourcesOfCells() knows the cells of every family: halves of multipliers, carry chains, small memories", () => {
  const families: readonly (readonly [cells: Readonly<Record<string, number>>, used: readonly number[]])[] = [
    [{ LUT4: 10, CCU2C: 3, TRELLIS_DPR16X4: 2, TRELLIS_FF: 5, DP16KD: 4, MULT18X18D: 6, PFUMX: 9 }, [
      4,
      6,
      5,
      24,
      0,
    ]],
    [{ LUT4: 1, WIDEFN9: 1, CCU2: 2, FD1P3IX: 7, FD1P3DX: 1, PDPSC16K: 3, MULT18X18: 2, MULT9X9: 1 }, [
      3,
      3,
      8,
      6,
      0,
    ]],
    [{ LUT1: 1, LUT4: 2, ALU: 3, DFFRE: 4, DFF: 1, SDPB: 2, pROM: 1, MULT18X18: 5, RAM16SDP4: 1 }, [
      3,
      5,
      5,
      10,
      0,
    ]],
    [{ LUT6: 4, SRL16E: 2, RAM32M: 1, FDRE: 9, FDSE: 1, RAMB36E1: 2, RAMB18E1: 1, DSP48E1: 3, URAM288: 1 }, [
      5,
      3,
      10,
      10,
      1,
    ]],
  ];
  for (const [cells, expected] of families) assertEquals(used(resourcesOfCells(cells, null)), expected);
  assertEquals(available(resourcesOfCells({}, { TRELLIS_FF: 24288, DP16KD: 56 })), [
    56,
    null,
    24288,
    null,
    null,
  ]);
});
