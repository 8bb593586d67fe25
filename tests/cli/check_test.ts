import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { formatNpy } from "../../src/tensor/mod.ts";
import { seededRandom } from "../../src/simulate/mod.ts";
import { compareFigures } from "../../src/explore/compare_figures.ts";
import { METRICS } from "../../src/explore/mod.ts";
import { decoderProto, inFolder, runCli, writeModel } from "./harness.ts";

interface Place {
  readonly baseline: string;
  readonly configuration: string;
  readonly write: readonly string[];
}

/** A folder with a model, its configuration, data, and the arguments that write a baseline of them. */
async function withDesign(action: (place: Place) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    await writeModel(`${folder}/m.onnx`, decoderProto());
    const random = seededRandom(1);
    const data = Float64Array.from({ length: 16 * 24 }, () => random.next() * 2 - 1);
    await Deno.writeFile(`${folder}/x.npy`, formatNpy({ shape: [16, 2, 3, 4], data }));
    const [baseline, configuration] = [`${folder}/baseline.json`, `${folder}/design.yml`];
    await Deno.writeTextFile(
      configuration,
      "HLSConfig: { Model: { Precision: 'ap_fixed<12,4>', ReuseFactor: 2 } }",
    );
    const write = [
      "check",
      baseline,
      "--write",
      `${folder}/m.onnx`,
      "--config",
      configuration,
      "--data",
      `${folder}/x.npy`,
    ];
    await action({ baseline, configuration, write });
  });
}

Deno.test("check fails where a design is worse than kept, and says in what and by how much", () =>
  withDesign(async ({ baseline, configuration, write }) => {
    assertEquals(await runCli(write), { code: 0, stdout: `wrote ${baseline}\n`, stderr: "" });
    const same = await runCli(["check", baseline]);
    assertEquals(same.code, 0);
    assertMatch(same.stdout, /^interval +(\d+) +\1$[^]*^snr +[\d.]+ +[\d.]+$[^]*nothing is worse\n$/m);

    await Deno.writeTextFile(
      configuration,
      "HLSConfig: { Model: { Precision: 'ap_fixed<10,4>', ReuseFactor: 4 } }",
    );
    const worse = await runCli(["check", baseline]);
    assertEquals(worse.code, 1);
    assertMatch(worse.stdout, /^interval +\d+ +\d+ +\+\d+ \(\+[\d.]+ %\) +worse$/m);
    assertMatch(worse.stdout, /^snr +[\d.]+ +[\d.]+ +-[\d.]+ \(-[\d.]+ %\) +worse$/m);
    assertMatch(worse.stdout, /^DSP +\d+ +\d+ +-\d+ \(-[\d.]+ %\) +better$/m);
    assertMatch(worse.stdout, /worse: interval, latency, snr; --update keeps the figures as they are now\n$/);
    const json = JSON.parse((await runCli(["check", baseline, "--json"])).stdout);
    assertEquals([json.passed, json.updated], [false, false]);
    const names = json.compared.filter(({ verdict }: { verdict: string }) => verdict === "worse")
      .map(({ name }: { name: string }) => name);
    assertEquals(names, ["interval", "latency", "snr"]);

    // What may be worse is for people to say.
    const kept = JSON.parse(await Deno.readTextFile(baseline));
    const allowed = { cycles: 4, resources: 0, metric: 20 };
    await Deno.writeTextFile(baseline, JSON.stringify({ ...kept, allowed }));
    assertEquals((await runCli(["check", baseline])).code, 0);

    assertEquals((await runCli(["check", baseline, "--update"])).code, 0);
    const updated = JSON.parse(await Deno.readTextFile(baseline));
    assertEquals([updated.allowed, updated.flags], [allowed, kept.flags]);
    assert(updated.figures.interval > kept.figures.interval);
    assertMatch((await runCli(["check", baseline])).stdout, /nothing is worse\n$/);
  }));

Deno.test("check without data compares cycles and cost alone, and takes a goal", () =>
  withDesign(async ({ baseline, write }) => {
    const [model, flags] = [write.slice(0, 4), ["--interval", "300", "--part", "xc7z020clg400-1"]];
    const { code, stdout } = await runCli([...model, ...flags, "--json"]);
    const { figures } = JSON.parse(stdout);
    assertEquals([code, figures.metric, figures.interval <= 300], [0, null, true]);
    assertEquals((await runCli(["check", baseline])).code, 0);
  }));

Deno.test("check says what it cannot use, and leaves what is there", () =>
  withDesign(async ({ baseline, write }) => {
    const refused = async (...args: string[]) => {
      const { code, stdout, stderr } = await runCli(args);
      assertEquals([code, stdout], [2, ""]);
      return stderr;
    };
    assertStringIncludes(await refused("check", baseline), "file-missing");
    assertStringIncludes(await refused(...write, "--metric", "auc"), "auc compares with --labels");
    assertStringIncludes(await refused(...write.slice(0, 4), "--metric", "snr"), "no data to measure on");
    await runCli(write);
    const text = await Deno.readTextFile(baseline);
    assertStringIncludes(await refused(...write), "a file is in its place");
    assertStringIncludes(
      await refused("check", baseline, "--io", "io_parallel"),
      "a baseline says what is checked",
    );
    await Deno.writeTextFile(baseline, text.replace('"interval":', '"intervall":'));
    assertMatch(
      await refused("check", baseline),
      /Cannot read \S+baseline\.json: it is no baseline[^]*field figures/,
    );
  }));

Deno.test("check says of a file that is no JSON that it is no baseline, and of missing files from where to run it", () =>
  withDesign(async ({ baseline, configuration, write }) => {
    const { code, stderr } = await runCli(["check", configuration]);
    assertEquals(code, 2);
    assertMatch(
      stderr,
      /^error\[file-damaged\]: Cannot read \S+design\.yml: it is no baseline: it is not JSON\n[^]*hint: check BASELINE --write/,
    );
    await runCli(write.slice(0, 4));
    for (const kept of ["m.onnx", "elsewhere/m.onnx"]) {
      const text = await Deno.readTextFile(baseline);
      await Deno.writeTextFile(baseline, JSON.stringify({ ...JSON.parse(text), model: kept }));
      const moved = await runCli(["check", baseline]);
      assertEquals(moved.code, 2);
      assertMatch(
        moved.stderr,
        /^error\[file-missing\]: [^]*hint: Run check from the folder in which --write was run/,
      );
    }
  }));

Deno.test("compareFigures() allows shares of cycles and resources, and an amount of the metric", () => {
  const resources = { BRAM_18K: 0, DSP: 100, FF: 1000, LUT: 1000, URAM: 0 };
  const kept = { interval: 100, latency: 200, resources, cost: 0.5, metric: 0.9 };
  const now = {
    interval: 104,
    latency: null,
    resources: { ...resources, BRAM_18K: 1, DSP: 103, FF: 999 },
    cost: 0.51,
    metric: 0.89,
  };
  const verdicts = (allowed: Parameters<typeof compareFigures>[2]["allowed"], metric = METRICS.auc) =>
    Object.fromEntries(
      compareFigures(kept, now, { allowed, metric }).map(({ name, verdict }) => [name, verdict]),
    );
  const strict = { cycles: 0, resources: 0, metric: 0 };
  assertEquals(verdicts(strict), {
    interval: "worse",
    latency: "worse",
    BRAM_18K: "worse",
    DSP: "worse",
    FF: "better",
    LUT: "same",
    URAM: "same",
    cost: "worse",
    auc: "worse",
  });
  const loose = verdicts({ cycles: 0.05, resources: 0.03, metric: 0.011 });
  assertEquals([loose.interval, loose.latency, loose.BRAM_18K, loose.DSP, loose.auc], [
    "same",
    "worse",
    "worse",
    "same",
    "same",
  ]);
  assertEquals(verdicts(strict, METRICS.mse).mse, "better");
});
