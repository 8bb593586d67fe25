import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { checkText, comparisonLines } from "../../src/cli/verify/lines.ts";
import { createDesign } from "../../src/design/mod.ts";
import { formatModel, importModel } from "../../src/frontends/mod.ts";
import { encodeModel, type ModelProto } from "../../src/frontends/onnx/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import { verifyDesign, type VerifyReport } from "../../src/verify/mod.ts";
import { floatTensor, node, onnxModel, testNumbers } from "../support/onnx.ts";
import { mutantsOf } from "../verify/mutants.ts";
import { decoderProto, inFolder, runCli, writeModel } from "./harness.ts";

/** Lines of a report. */
function linesOf(text: string): readonly string[] {
  return text.trimEnd().split("\n");
}

/** A transposed convolution that ONNX Runtime refuses: output padding at stride 1. Its name means harm to terminals. */
function refusedProto(): ModelProto {
  const attributes = { dilations: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1], name: "up\x1b[31m" };
  return onnxModel({
    inputs: { x: [1, 2, 4, 5] },
    outputs: "y",
    nodes: [node("ConvTranspose", "x w", "y", attributes)],
    initializers: [floatTensor("w", [2, 3, 2, 2], testNumbers(24).map((value) => value / 8))],
  });
}

Deno.test("verify says what the samples were, what passed, and what quantisation loses beside it", () =>
  inFolder(async (folder) => {
    const path = await writeModel(`${folder}/m.onnx`, decoderProto());
    const { code, stdout, stderr } = await runCli(["verify", path, "--samples", "3", "--seed", "5"]);
    assertEquals([code, stderr], [0, ""]);
    assertStringIncludes(
      stdout,
      "Samples: 3 random from -1 to 1; 3 over the whole input type, from -32 to 32, for the bits alone; seed 5\n",
    );
    assertMatch(stdout, /\n {2}layer by layer, on the framework's own tensors: 2 of 2, at most [\d.e-]+ of/);
    const [passed, judged] = linesOf(stdout).slice(-2);
    assertMatch(
      passed,
      /^passed: bits \(C\+\+ = simulator\), import \(float64 = onnxruntime-web [\d.]+\), passes/,
    );
    assertMatch(
      judged,
      /^not judged: quantisation \(at most [\d.]+ of the output's range, [\d.]+ dB; no --tol/,
    );
  }));

Deno.test("verify judges quantisation by --tolerance, with exit code 1 beyond it", () =>
  inFolder(async (folder) => {
    const path = await writeModel(`${folder}/m.onnx`, decoderProto());
    const run = (...rest: string[]) =>
      runCli(["verify", path, "--samples", "2", "--precision", "ap_fixed<10,4>", ...rest]);
    const { stdout } = await run("--json");
    const { quantisation }: VerifyReport = JSON.parse(stdout);
    assert(quantisation.maxRelError > 0.001 && quantisation.tolerance === null);
    const within = await run("--tolerance", String(quantisation.maxRelError));
    assertEquals(within.code, 0, within.stdout);
    assertMatch(
      within.stdout,
      /\npassed: .*, quantisation \(at most .* of the output's range, .*; within /,
    );
    assertEquals(within.stdout.includes("not judged"), false);
    const beyond = await run("--tolerance", String(quantisation.maxRelError * 0.999));
    assertEquals(beyond.code, 1);
    assertMatch(beyond.stdout, /\nfailed: quantisation \(at most .*; more than /);
    assertMatch(beyond.stdout, /\npassed: bits/);
    const json: VerifyReport = JSON.parse((await run("--tolerance", "1e-9", "--json")).stdout);
    assertEquals([json.passed, json.checks.quantisation, json.quantisation.tolerance], [
      false,
      "failed",
      1e-9,
    ]);
    for (const wrong of ["0", "-1", "much", "NaN"]) {
      const { code, stderr } = await run(`--tolerance=${wrong}`);
      assertEquals(code, 2);
      assertMatch(stderr, /Cannot use --tolerance .*: it is not a number above 0/);
    }
  }));

Deno.test("verify goes on without a framework and warns last, unless --require-oracle asks for one", () =>
  inFolder(async (folder) => {
    const path = await writeModel(`${folder}/m.onnx`, refusedProto());
    const { code, stdout, stderr } = await runCli(["verify", path, "--samples", "1"]);
    assertEquals([code, stderr], [0, ""]);
    assertMatch(stdout, /\nImport against a framework: not done\n/);
    assertMatch(stdout, /\npassed: bits \(C\+\+ = simulator\), passes/);
    const last = linesOf(stdout).at(-1)!;
    assertMatch(
      last,
      /^warning: the import was not checked: ONNX Runtime does not run the model at "up.*": Computed/,
    );
    assertEquals(stdout.includes("\x1b"), false);

    const required = await runCli(["verify", path, "--samples", "1", "--require-oracle"]);
    assertEquals(required.code, 1);
    assertMatch(required.stdout, /\nfailed: import \(no framework runs the model\)\n/);
    const { stdout: json } = await runCli(["verify", path, "--samples", "1", "--require-oracle", "--json"]);
    const report: VerifyReport = JSON.parse(json);
    assertEquals([report.passed, report.checks.import], [false, "failed"]);
    assertEquals([report.import.oracle, report.import.maxRelError], [null, null]);
    assertEquals(report.import.missing?.node, "up\x1b[31m");
  }));

Deno.test("A file of a project that is gone is told as missing, one that was changed as edited", () =>
  inFolder(async (folder) => {
    await writeModel(`${folder}/m.onnx`, decoderProto());
    assertEquals((await runCli(["convert", `${folder}/m.onnx`, "-o", `${folder}/p`])).code, 0);
    await Deno.remove(`${folder}/p/build_prj.tcl`);
    await Deno.writeTextFile(`${folder}/p/README.md`, "mine");
    const { code, stderr } = await runCli(["view", `${folder}/p`, "--no-numbers", "-o", `${folder}/p.html`]);
    assertEquals(code, 0, stderr);
    assertEquals(stderr.trimEnd().split("\n").filter((line) => /written$/.test(line)).toSorted(), [
      "warning: README.md was edited since the project was written",
      "warning: build_prj.tcl is missing: it was there when the project was written",
    ]);
  }));

Deno.test("verify fails on a project whose copy of the model was exchanged, and says that it was edited", () =>
  inFolder(async (folder) => {
    const path = await writeModel(`${folder}/m.onnx`, decoderProto());
    const out = `${folder}/out`;
    assertEquals((await runCli(["convert", path, "-o", out])).code, 0);
    const manifest = JSON.parse(await Deno.readTextFile(`${out}/interlace.json`));
    const [{ path: copy }] = manifest.model.files;
    await Deno.writeFile(`${out}/${copy}`, await encodeModel(decoderProto({ firstWeight: 9 })));
    const { code, stdout, stderr } = await runCli(["verify", out, "--samples", "1"]);
    // The C++ on disk is still that of the first one.
    assertEquals(code, 1);
    assertMatch(stdout, /\nfailed: bits \(C\+\+ ≠ simulator\)\n/);
    assertMatch(stderr, /^warning: .* was edited since the project was written\n$/);
  }));

Deno.test("comparisonLines() names the layers that were not compared alone where everything is asked for", async () => {
  const model = buildModel("m", (b) => b.relu(b.input({ features: 2 })));
  const report = await verifyDesign(createDesign(model), { samples: 1 });
  const omitted = [{ layer: "up\x1b[31m", why: "the framework did not give its tensor" }];
  const layers = {
    layers: 2,
    compared: 1,
    omitted,
    allQuantisers: true,
    samples: 1,
    tolerance: 1e-4,
    worst: null,
    wrong: [],
  };
  const partial: VerifyReport = {
    ...report,
    import: { ...report.import, oracle: "framework", missing: null, layers },
  };
  const found = (verbose: boolean) =>
    comparisonLines(partial, { verbose }).filter((line) => line.startsWith("  layer "));
  const [count, ...named] = found(true);
  assertEquals(count, "  layer by layer, on the framework's own tensors: 1 of 2");
  assertEquals(named, [
    '  layer "up\\u{1b}[31m" was not compared alone: the framework did not give its tensor',
  ]);
  assertEquals(found(false), [count]);
});

Deno.test("comparisonLines() names the layer that is imported wrongly, and the source's name for it", () =>
  inFolder(async (folder) => {
    const model = await importModel(await writeModel(`${folder}/m.onnx`, decoderProto()));
    const wrong = mutantsOf(model).find(({ mutation }) => mutation === "scaled")!;
    const report = await verifyDesign(createDesign(wrong.model), { samples: 1 });
    const lines = comparisonLines(report, { verbose: false });
    assert(lines.some((line) => /^Import against onnxruntime-web .*, more than 0\.0001$/.test(line)));
    assert(lines.some((line) => /^ {2}layer "up" differs from the source's "up_out" by 0\.\d+$/.test(line)));
    assertMatch(checkText(report, "import"), /^import \(float64 ≠ onnxruntime-web [\d.]+\)$/);
  }));

Deno.test("verify says where outputs are saturated, and what it did about it", () =>
  inFolder(async (folder) => {
    const gate = (bias: number) =>
      onnxModel({
        inputs: { x: [1, 1, 4, 6] },
        outputs: "y",
        nodes: [node("ConvTranspose", "x w b", "c"), node("Sigmoid", "c", "y")],
        initializers: [
          floatTensor("w", [1, 2, 2, 2], [900, -700, 800, 950, -900, 700, 650, -800]),
          floatTensor("b", [2], [
            bias,
            bias,
          ]),
        ],
      });
    const last = async (bias: number) => {
      const path = await writeModel(`${folder}/m.onnx`, gate(bias));
      const { code, stdout } = await runCli([
        "verify",
        path,
        "--samples",
        "4",
        "--precision",
        "ap_fixed<24,14>",
      ]);
      assertEquals(code, 0, stdout);
      return linesOf(stdout).filter((line) => line.startsWith("warning: output"));
    };
    const [steep] = await last(0);
    assertMatch(
      steep,
      /^warning: output "y" does not follow its inputs in [34] of 4 samples from -1 to 1: it is saturated, and a comparison of it proves little; it follows 4 more from -0\.\d+ to 0\.\d+$/,
    );
    const [stuck] = await last(5000);
    assertMatch(stuck, /in 4 of 4 samples .* proves little; 2 of 2 layers were compared alone$/);
  }));

Deno.test("notes on a model come behind its report", () =>
  inFolder(async (folder) => {
    const path = await writeModel(`${folder}/m.onnx`, {
      ...decoderProto(),
      opsetImport: [{ domain: "", version: 29 }],
    });
    const { code, stdout, stderr } = await runCli(["verify", path, "--samples", "1"]);
    assertEquals(code, 0, stderr);
    assertMatch(stderr, /^warning: .*version 29 of ONNX's operator set/);
    assertMatch(stdout, /operator set 29 written as 22/);
  }));

Deno.test("verify --help explains both criteria", async () => {
  const { stdout } = await runCli(["verify", "--help"]);
  assertMatch(stdout, /--tolerance T\s+exit 1 if fixed point is off float64/);
  assertMatch(stdout, /--require-oracle\s+exit 1 if no framework runs the model/);
});

const CASES = new URL("../../../shared/data/cases/", import.meta.url);

/** Cases whose framework refused them or was too coarse, and what it says now; null is no framework. */
const MODELS: readonly (readonly [file: string, args: readonly string[], oracle: RegExp | null])[] = [
  ["01-fp16-onnx-fails-verify/t9_half_dyn.onnx", [], /^onnxruntime-web [\d.]+$/],
  ["03-output-padding-below-dilation/t13_14208_leg.onnx", [], null],
  ["04-keras-name-with-space/k_space_names.keras", [], /^TensorFlow\.js [\d.]+$/],
  [
    "13-qdq-verify-false-alarm/u8u8_dedicated.onnx",
    ["--data", "13-qdq-verify-false-alarm/x.npy"],
    /^onnxruntime/,
  ],
  ["measured/04-gemm-opset6.onnx", [], /operator set 6 written as 7/],
  ["measured/06-float16.onnx", [], /^onnxruntime-web [\d.]+$/],
];

for (const [file, args, oracle] of MODELS) {
  const path = (name: string) => new URL(name, CASES).pathname;
  Deno.test({
    name: `verify passes ${file}`,
    ignore: !isThere(new URL(file, CASES)),
    async fn() {
      const rest = args.map((arg) => arg.startsWith("-") ? arg : path(arg));
      const { code, stdout, stderr } = await runCli(["verify", path(file), ...rest, "--json"]);
      assertEquals(code, 0, stderr);
      const report: VerifyReport = JSON.parse(stdout);
      assertEquals(report.checks.import, oracle === null ? "skipped" : "passed");
      if (oracle !== null) assertMatch(report.import.oracle!, oracle);
      else {
        assertEquals(report.import.missing?.node, "/ConvTranspose");
        assertEquals((await runCli(["verify", path(file), "--require-oracle", "--json"])).code, 1);
      }
    },
  });
}

function isThere(url: URL): boolean {
  try {
    return Deno.statSync(url).isFile;
  } catch {
    return false;
  }
}

Deno.test("verify folds layers, stages and FIFOs, all but what is wrong or worst, and --verbose shows them", () =>
  inFolder(async (folder) => {
    const model = buildModel("chain", (b) => {
      let x = b.input({ height: 2, width: 3, channels: 1 });
      // Slopes that double: errors grow to the end, where numbers overflow.
      for (let i = 0; i < 20; i++) x = b.batchNorm(x, { name: `n${i}`, scale: [1.5], shift: [0] });
      return x;
    });
    await Deno.writeTextFile(`${folder}/chain.json`, formatModel(model));
    const options = ["--samples", "2", "--config", `${folder}/c.yml`];
    // Types of their own: nothing is folded into its neighbour.
    const names = Array.from({ length: 20 }, (_, i) => `    n${i}: { Precision: "ap_fixed<12,6>" }`);
    await Deno.writeTextFile(`${folder}/c.yml`, `HLSConfig:\n  LayerName:\n${names.join("\n")}\n`);
    const run = (...rest: string[]) => runCli(["verify", `${folder}/chain.json`, ...options, ...rest]);
    const report: VerifyReport = JSON.parse((await run("--json")).stdout);
    const layers = report.layers.length;
    assert(layers > 18, `${layers} layers`);
    const overflowing = report.layers.filter(({ overflows }) => overflows).map(({ name }) => name);
    assert(overflowing.length > 0);

    const folded = linesOf((await run()).stdout);
    const rows = folded.filter((line) => /^(n\d+|input_1) /.test(line)).map((line) => line.split(" ")[0]);
    assertEquals(rows.length, 16);
    assertEquals(overflowing.filter((name) => !rows.includes(name)), []);
    assert(folded.includes(`and ${layers - 16} more without mismatch or overflow, with smaller errors`));
    assert(folded.some((line) => line.startsWith("Schedule: ")));
    assertEquals(folded.filter((line) => /^(stage|FIFO) /.test(line)), []);
    assert(folded.includes("--verbose shows every layer, stage and FIFO"));

    const whole = linesOf((await run("--verbose")).stdout);
    // A row of the layers, one of the stages, one of the FIFOs between them.
    assertEquals(whole.filter((line) => /^(n\d+|input_1) /.test(line)).length, layers + 2 * (layers - 1) - 1);
    assertEquals(whole.filter((line) => /^(stage|FIFO) /.test(line)).length, 2);
    assert(!whole.some((line) => line.startsWith("--verbose")));
  }));
