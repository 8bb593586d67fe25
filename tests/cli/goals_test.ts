import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { contentsOf, inFolder, runCli } from "./harness.ts";

const EXAMPLE = "examples/autoencoder/autoencoder.onnx";

Deno.test("convert --interval says what it chose, and its configuration makes the same project", async () => {
  await inFolder(async (folder) => {
    const first = await runCli(["convert", EXAMPLE, "-o", `${folder}/first`, "--interval", "1550"]);
    assertEquals(first.code, 0);
    assertMatch(first.stdout, /Factors for the goal[^]*decode3 +latency +4 +1547 +16 [^]*chosen/);
    assertStringIncludes(first.stdout, "decode3 holds 1,547: its next step, 781, costs 16 DSP");
    assert(!first.stdout.includes("the same interval with"));

    const { configuration } = JSON.parse(await Deno.readTextFile(`${folder}/first/interlace.json`));
    await Deno.writeTextFile(`${folder}/chosen.json`, JSON.stringify(configuration));
    const again = await runCli([
      "convert",
      EXAMPLE,
      "-o",
      `${folder}/second`,
      "--config",
      `${folder}/chosen.json`,
    ]);
    assertEquals(again.code, 0);
    assertEquals(await contentsOf(`${folder}/second`), await contentsOf(`${folder}/first`));
  });
});

Deno.test("convert takes lanes of a layer, keeps them in the project's configuration, and refuses those that do not divide", async () => {
  await inFolder(async (folder) => {
    const convert = async (into: string, text: string) => {
      await Deno.writeTextFile(`${folder}/${into}.yml`, text);
      return await runCli([
        "convert",
        EXAMPLE,
        "-o",
        `${folder}/${into}`,
        "--config",
        `${folder}/${into}.yml`,
      ]);
    };
    const layers = (lanes: string) =>
      `HLSConfig: {LayerName: {encode2: {Strategy: Resource, Lanes: ${lanes}}}}`;
    const made = await convert("made", layers("[27, 2]"));
    assertEquals(made.code, 0, made.stderr);
    const { configuration } = JSON.parse(await Deno.readTextFile(`${folder}/made/interlace.json`));
    const { ReuseFactor, Lanes } = configuration.HLSConfig.LayerName.encode2;
    assertEquals([ReuseFactor, Lanes], [48, [27, 2]]);
    const again = await convert("again", JSON.stringify(configuration));
    assertEquals(again.code, 0, again.stderr);
    assertEquals(await contentsOf(`${folder}/again`), await contentsOf(`${folder}/made`));

    const refused = await convert("refused", layers("[27, 7]"));
    assertEquals(refused.code, 2);
    assertStringIncludes(
      refused.stderr,
      'Cannot use lanes 27 × 7 for layer "encode2": 7 does not divide its 24 outputs',
    );
    assertStringIncludes(refused.stderr, "The nearest valid ones are 27 × 6.");
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).includes("refused"), false);
  });
});

Deno.test("convert without a goal ends with what choosing factors would save", async () => {
  await inFolder(async (folder) => {
    const { stdout } = await runCli(["convert", EXAMPLE, "-o", `${folder}/x`, "--strategy", "resource"]);
    assertMatch(stdout, /\nthe same interval with [\d,]+ instead of [\d,]+ multipliers: --interval \d+\n$/);
  });
});

Deno.test("inspect with a goal shows the factors that reach it, as a table and for programs", async () => {
  const text = await runCli(["inspect", EXAMPLE, "--rate", "100kHz"]);
  assertEquals(text.code, 0);
  // 100,000 images a second at 200 MHz.
  const [, interval] = text.stdout.match(/all stages +(\d+) +\d+ /)!;
  assert(Number(interval) <= 2000);
  const { factors, layers } = JSON.parse(
    (await runCli(["inspect", EXAMPLE, "--dsp", "200", "--json"])).stdout,
  );
  assertEquals([layers.length > 0, factors.resources.DSP <= 200, factors.layers.length], [true, true, 6]);
});

Deno.test("a goal that cannot be reached is a failure, one that is none bad usage", async () => {
  const run = async (...flags: string[]) => {
    const { code, stderr } = await runCli(["inspect", EXAMPLE, ...flags]);
    return [code, stderr.split("\n")[0]];
  };
  assertEquals(await run("--interval", "100"), [
    1,
    'error[goal-unreachable]: Cannot reach an interval of 100 cycles: "encode1" takes 422 with any factor that is open',
  ]);
  assertEquals(await run("--fit", "5"), [
    2,
    "error[option-invalid]: Cannot use --fit 5: it is not a share of the part",
  ]);
  assertEquals(await run("--interval", "900", "--dsp", "3"), [
    2,
    "error[option-invalid]: Cannot use --interval with --dsp: each of them decides the factors",
  ]);
  assertEquals(await run("--interval", "900", "--reuse-factor", "3"), [
    2,
    "error[option-invalid]: Cannot use --interval with --reuse-factor: each of them decides the factors",
  ]);
  assertEquals(await run("--io", "io_stream"), [
    2,
    "error[option-invalid]: Cannot use --io with inspect: without a goal it looks at the model alone",
  ]);
});

Deno.test("a share of a part that nobody knows, or that counts otherwise, is refused", async () => {
  const refused = async (part: string, ...flags: string[]) => {
    const { code, stdout, stderr } = await runCli(["inspect", EXAMPLE, "--part", part, ...flags]);
    return { code, stdout, stderr };
  };
  const misspelt = await refused("zynq7020", "--fit", "80%");
  assertEquals([misspelt.code, misspelt.stdout], [2, ""]);
  assertMatch(
    misspelt.stderr,
    /^error\[option-invalid\]: Cannot choose factors for a share of part zynq7020: what it has is not known\n {2}in field Part\n[^]*known are parts whose names begin with:[^]*xc7z020, [^]*hint: .*--interval N or --multipliers N/,
  );
  assertStringIncludes((await refused("xc7z02clg400-1", "--fit", "80%")).stderr, "Did you mean xc7z020?");
  const open = await refused("LFE5U-85F-6BG381C", "--fit", "100%");
  assertEquals(open.code, 2);
  assertStringIncludes(
    open.stderr,
    "part LFE5U-85F-6BG381C: estimates count look-up tables of six inputs, and it has others, of four",
  );
  const small = await refused("LFE5U-12F", "--fit", "100%", "--backend", "verilog");
  assertEquals(small.code, 2);
  // In Verilog look-up tables of four inputs are counted as such.
  assertMatch(
    small.stderr,
    /part LFE5U-12F: what it has is not known\n[^]*xc7z020,[^]*lfe5u-25f,[^]*hint: Name another part/,
  );
  const weighed = await refused("LFE5U-85F-6BG381C", "--multipliers", "100");
  assertEquals([weighed.code, weighed.stderr], [
    0,
    "warning: estimates count look-up tables of six inputs, and part LFE5U-85F-6BG381C has others, of four: " +
    "cost is in shares of xcvu13p-flga2577-2-e\n",
  ]);
});

Deno.test("convert says by which part a goal was weighed where nobody knows its own, for programs too", () =>
  inFolder(async (folder) => {
    const args = [
      "convert",
      EXAMPLE,
      "-o",
      `${folder}/x`,
      "--interval",
      "6200",
      "--part",
      "zynq7020",
      "--json",
    ];
    const { code, stdout, stderr } = await runCli(args);
    const says = "what part zynq7020 has is not known: cost is in shares of xcvu13p-flga2577-2-e";
    assertEquals([code, stderr], [0, `warning: ${says}\n`]);
    const { warnings, deployment } = JSON.parse(stdout);
    assertEquals([warnings.includes(says), deployment], [true, null]);
  }));

Deno.test("advice for a design that its part is too small for names goals that fit, and no interval that does not", async () => {
  await inFolder(async (folder) => {
    const convert = (part: string, ...flags: string[]) =>
      runCli(["convert", EXAMPLE, "-o", `${folder}/x`, "--force", "--part", part, ...flags]);
    const typed = await convert("xck26-sfvc784-2LV-c");
    assertEquals(typed.code, 0);
    assertMatch(
      typed.stderr,
      /xck26\S* is overfull[^]*--fit 100% chooses factors layer by layer[^]*--strategy resource --reuse-factor \d+\n/,
    );
    // The interval as it is takes several times the multipliers of this part, with any factors.
    const small = await convert("xc7z020clg400-1");
    assertMatch(small.stderr, /overfull[^]*--fit 100% chooses/);
    assert(!small.stdout.includes("the same interval with"));
    const unknown = await convert("LFE5U-85F");
    assert(!unknown.stdout.includes("the same interval with"));
    const fast = await convert("xc7z020clg400-1", "--interval", "422");
    assertMatch(
      fast.stderr,
      /no model-wide reuse factor is estimated to make it fit: --fit 100% chooses one for every layer, if any fit/,
    );
    const fits = await convert("xc7z020clg400-1", "--fit", "100%");
    assertEquals([fits.code, fits.stderr], [0, ""]);
  });
});
